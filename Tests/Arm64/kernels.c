// Compares the kernels of one processor with those of another, which run the same text in other instructions:
//   kernels write FILE      puts the results of the portable kernels into FILE
//   kernels compare FILE    compares those of every instruction set of this processor with them
// Every array ends where a page that cannot be read begins, so that a kernel that reads too far ends the program.
#define _GNU_SOURCE
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "ckernels.h"

static const struct { const char *name; uint32_t type; size_t weights, bytes; int halves[2]; } formats[] = {
    {"F32", 0, 1, 4, {-1, -1}},        {"F16", 1, 1, 2, {-1, -1}},        {"BF16", 30, 1, 2, {-1, -1}},
    {"Q4_0", 2, 32, 18, {0, -1}},      {"Q4_1", 3, 32, 20, {0, 2}},       {"Q5_0", 6, 32, 22, {0, -1}},
    {"Q5_1", 7, 32, 24, {0, 2}},       {"Q8_0", 8, 32, 34, {0, -1}},      {"Q2_K", 10, 256, 84, {80, 82}},
    {"Q3_K", 11, 256, 110, {108, -1}}, {"Q4_K", 12, 256, 144, {0, 2}},    {"Q5_K", 13, 256, 176, {0, 2}},
    {"Q6_K", 14, 256, 210, {208, -1}},
};
enum { FORMATS = sizeof formats / sizeof formats[0], LARGEST = 1 << 16 };

static const ck_kernels *kernels;
static const char *set;
static FILE *file;
static bool writes;
static size_t compared, failures;
static double largest_difference;

// ---- Chance, memory --------------------------------------------------------------------------------------------------------

static uint64_t state;
static uint64_t next(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}
static float chance(float limit) { return ((float)(next() >> 40) / 8388608.0f - 1) * limit; }
static uint16_t half_bits(void) { return (uint16_t)((next() & 0x83ff) | (next() % 13) << 10); }  // up to 0.25, subnormal too

static struct { void *start; size_t count; } mappings[4096];
static size_t mapping_count;

static void *guarded(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), body = (bytes + page - 1) / page * page;
  uint8_t *start = mmap(NULL, body + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || mprotect(start + body, page, PROT_NONE) != 0 || mapping_count == 4096) exit(2);
  mappings[mapping_count].start = start;
  mappings[mapping_count++].count = body + page;
  return start + body - bytes;
}
static void release(void) {
  while (mapping_count > 0) {
    mapping_count--;
    munmap(mappings[mapping_count].start, mappings[mapping_count].count);
  }
}
static float *floats(size_t count, float limit) {
  float *f = guarded(count * sizeof(float));
  for (size_t i = 0; i < count; i++) f[i] = chance(limit);
  return f;
}

// ---- Comparison ------------------------------------------------------------------------------------------------------------

// `bound` is a share of the largest expected number.
static void check(const char *what, const float *values, size_t count, double bound) {
  if (writes) {
    if (fwrite(values, sizeof(float), count, file) != count) exit(2);
    return;
  }
  static float expected[LARGEST];
  if (count > LARGEST || fread(expected, sizeof(float), count, file) != count) exit(2);
  double largest = 0, difference = 0;
  for (size_t i = 0; i < count; i++) {
    largest = fmax(largest, fabs(expected[i]));
    double d = fabs((double)values[i] - expected[i]);
    if (!(d <= difference)) difference = d;  // a number that is none counts too
  }
  compared += count;
  if (bound > 0 && largest > 0) largest_difference = fmax(largest_difference, difference / largest);
  if (difference <= bound * largest) return;
  if (failures++ < 20) printf("%s, %s: differs by %g of %g\n", set, what, difference, largest);
}

// ---- The kernels -----------------------------------------------------------------------------------------------------------

static uint8_t *weights(size_t f, size_t count) {
  size_t blocks = count / formats[f].weights;
  uint8_t *start = guarded(blocks * formats[f].bytes), *block = start;
  for (size_t b = 0; b < blocks; b++, block += formats[f].bytes) {
    for (size_t i = 0; i < formats[f].bytes; i++) block[i] = (uint8_t)next();
    float number = chance(1);
    uint16_t half = half_bits();
    if (formats[f].type == 0) memcpy(block, &number, 4);
    if (formats[f].type == 1) memcpy(block, &half, 2);
    if (formats[f].type == 30) memcpy(block, (uint8_t *)&number + 2, 2);
    for (int i = 0; i < 2; i++) {
      uint16_t scale = half_bits();
      if (formats[f].halves[i] >= 0) memcpy(block + formats[f].halves[i], &scale, 2);
    }
  }
  return start;
}

static void matrix(size_t f, size_t columns, size_t rows, size_t tokens) {
  size_t padded = (columns + 255) / 256 * 256, groups = padded / 16, block = formats[f].weights == 256 ? 256 : 32;
  ck_weights w = {weights(f, columns * rows), columns / formats[f].weights * formats[f].bytes, rows, columns, formats[f].type};
  float *x = floats(tokens * columns, 2), *y = floats(tokens * rows, 0);
  int8_t *values = guarded(tokens * padded);
  float *scales = floats(tokens * groups, 0), *sums = floats(tokens * groups, 0);
  float *bytes = floats(padded, 0);
  char what[64];
  snprintf(what, sizeof what, "%s %zu x %zu, %zu tokens", formats[f].name, columns, rows, tokens);
  for (size_t t = 0; t < tokens; t++) {
    kernels->quantize(x + t * columns, columns, block, values + t * padded, scales + t * groups, sums + t * groups);
    for (size_t i = 0; i < padded; i++) bytes[i] = values[t * padded + i];
    check("quantize, values", bytes, padded, 0);
    check("quantize, scales", scales + t * groups, groups, 0);
    check("quantize, sums", sums + t * groups, groups, 1e-6);
  }
  ck_activations q = {values, scales, sums, padded};
  kernels->dot_rows(&w, x, columns, &q, tokens, y, rows);
  check(what, y, tokens * rows, 1e-5);
  void *scratch = guarded(kernels->scratch_bytes(columns));
  for (size_t r = 0; r < rows; r += kernels->panel_rows) {
    ck_weights panel = w;
    panel.start = (const uint8_t *)w.start + r * w.bytes_per_row;
    panel.rows = rows - r < kernels->panel_rows ? rows - r : kernels->panel_rows;
    kernels->multiply(&panel, x, columns, &q, 0, tokens, y + r, rows, scratch);
  }
  check(what, y, tokens * rows, 1e-5);
  release();
}

static void attention(uint32_t type, size_t dimension, size_t positions, size_t count, float soft_cap) {
  size_t tiles = (positions + 15) / 16, size = type == 0 ? 64 * dimension : type == 1 ? 32 * dimension : 18 * dimension;
  void *keys[32], *values[32];
  const float *queries[16];
  float *outputs[16], *y = floats(count * dimension, 0);
  int32_t first[16], last[16];
  for (size_t t = 0; t < tiles; t++) keys[t] = guarded(size), values[t] = guarded(size);
  for (size_t p = 0; p < positions; p++) {
    kernels->store_key(type, floats(dimension, 1), dimension, p % 16, keys[p / 16]);
    kernels->store_value(type, floats(dimension, 1), dimension, p % 16, values[p / 16]);
  }
  for (size_t i = 0; i < count; i++) {
    queries[i] = floats(dimension, 1);
    outputs[i] = y + i * dimension;
    last[i] = (int32_t)(next() % positions);
    first[i] = (int32_t)(next() % ((size_t)last[i] + 1));
  }
  ck_head head = {(const void *const *)keys, (const void *const *)values, type, dimension, 1 / sqrtf((float)dimension), soft_cap};
  ck_queries asking = {queries, outputs, first, last, count};
  kernels->attend(&head, &asking, guarded(kernels->attend_scratch_bytes(dimension, count)));
  char what[80];
  snprintf(what, sizeof what, "attention type %u, %zu elements, %zu positions, %zu queries", type, dimension, positions, count);
  // Keys that the last bit sends to another neighbour among halves or bytes move a result by about a step of those.
  check(what, y, count * dimension, type == 0 ? 1e-5 : type == 1 ? 1e-3 : 1e-2);
  release();
}

static void rows_of(size_t count) {
  float *x = floats(count, 8), *w = floats(count, 2), *y = floats(count, 0);
  kernels->rms_norm(x, w, 1e-5f, y, count);
  check("rms_norm", y, count, 1e-6);
  for (int i = 0; i < 2; i++) {
    memcpy(y, x, count * sizeof(float));
    (i == 0 ? kernels->silu_multiply : kernels->gelu_multiply)(y, w, count);
    check(i == 0 ? "silu" : "gelu", y, count, 1e-6);
  }
  kernels->add(y, x, count);
  check("add", y, count, 1e-6);
  release();
}

static void everything(const char *name) {
  kernels = ck_kernels_named(set = name);
  if (kernels == NULL) return;
  state = 1;
  largest_difference = 0;
  rewind(file);
  static const size_t any[] = {1, 17, 40, 288}, simple[] = {32, 96, 288, 320}, k[] = {256, 512, 768, 256}, rows[] = {1, 7, 37};
  for (size_t f = 0; f < FORMATS; f++)
    for (size_t c = 0; c < 4; c++)
      for (size_t r = 0; r < 3; r++)
        for (size_t tokens = 1; tokens <= 13; tokens += 6)
          matrix(f, (formats[f].weights == 1 ? any : formats[f].weights == 32 ? simple : k)[c], rows[r], tokens);
  static const struct { uint32_t type; size_t dimension, positions, count; float cap; } heads[] = {
      {0, 16, 1, 1, 0}, {0, 64, 130, 11, 0}, {0, 80, 301, 2, 20}, {1, 16, 1, 1, 0}, {1, 128, 130, 11, 5}, {1, 80, 301, 3, 0},
      {8, 16, 1, 1, 0}, {8, 128, 130, 11, 0}, {8, 80, 301, 4, 20}};
  for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
    attention(heads[i].type, heads[i].dimension, heads[i].positions, heads[i].count, heads[i].cap);
  for (size_t count = 1; count < 70; count++) rows_of(count);
  if (!writes) printf("%-16s %zu numbers so far, largest difference %.1e\n", name, compared, largest_difference);
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  writes = strcmp(arguments[1], "write") == 0;
  file = fopen(arguments[2], writes ? "wb" : "rb");
  if (file == NULL) return 66;
  static const char *const sets[] = {"portable", "avx2", "avx512", "neon", "neonDotProduct"};
  for (size_t i = 0; i < (writes ? 1 : 5); i++) everything(sets[i]);
  return fclose(file) != 0 || failures > 0;
}
