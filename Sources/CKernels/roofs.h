// What the processor can do at most: loops that only read, only multiply and add. A measurement is held against them.

// Chains of dependent operations, in vectors of 64 bytes: enough to keep the units busy, few enough for the registers.
#ifndef ROOF_CHAINS
#define ROOF_CHAINS 6
#endif

// The sum of all 64-bit words, read once in order; `count` is a multiple of 256 bytes. Half a line at a time: processors that see a
// line touched twice follow a stream better.
static uint64_t read_through(const void *start, size_t count) {
  const char *p = start;
  v4u64 sums[4] = {{0}};
  for (size_t at = 0; at < count; at += 256)
    EACH(i, 8) sums[i % 4] += load_v4u64(p + at + 32 * i);
  v4u64 sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

// x = x · a + b in registers alone, from a number that the compiler cannot know. Returns how many operations a round has, a multiplication and an addition being two.
static size_t multiply_add(size_t rounds, float *result) {
  v16f chains[ROOF_CHAINS];
  EACH(c, ROOF_CHAINS) chains[c] = splat(*result + (float)c);
  const v16f a = splat(0.75f), b = splat(0.25f);
  for (size_t round = 0; round < rounds; round++)
    EACH(step, 4) EACH(c, ROOF_CHAINS) chains[c] = chains[c] * a + b;
  v16f sum = chains[0];
  for (size_t c = 1; c < ROOF_CHAINS; c++) sum += chains[c];
  *result = sum_of(sum);
  return 4 * ROOF_CHAINS * 16 * 2;
}

// Sums of products of bytes, as the kernels for quantized weights form them, with weights from the nearest cache.
static size_t multiply_bytes(size_t rounds, float *result) {
  uint8_t weights[ROOF_CHAINS * 64], activations[64];
  EACH(i, sizeof weights) weights[i] = (uint8_t)(i % 64);
  EACH(i, sizeof activations) activations[i] = (uint8_t)(i % 3);
  v16i chains[ROOF_CHAINS] = {{0}};
  const v64u8 x = load_v64u8(activations);
  for (size_t round = 0; round < rounds; round++) {
    // Else the compiler sees that every round has the same products and forms them once.
    __asm__ volatile("" : : "r"(weights) : "memory");
    EACH(c, ROOF_CHAINS) chains[c] = dot4(chains[c], load_v64u8(weights + 64 * c), x);
  }
  v16i sum = chains[0];
  for (size_t c = 1; c < ROOF_CHAINS; c++) sum += chains[c];
  *result = sum_of(floats_of(sum));
  return ROOF_CHAINS * 64 * 2;
}
