// How each quantized format is read: 256 weights at a time (`unit`), as unsigned integers u of 64 and, for every 16 of them, a scale
// and a minimum: weight = scale · u − minimum. The layouts are drawn in Sources/Inference/Quantization.
enum {
  F32 = 0, F16 = 1, Q4_0 = 2, Q4_1 = 3, Q5_0 = 6, Q5_1 = 7, Q8_0 = 8,
  Q2_K = 10, Q3_K = 11, Q4_K = 12, Q5_K = 13, Q6_K = 14, BF16 = 30
};

#define QUANTIZED_TYPES(X) X(Q4_0) X(Q4_1) X(Q5_0) X(Q5_1) X(Q8_0) X(Q2_K) X(Q3_K) X(Q4_K) X(Q5_K) X(Q6_K)

// Bytes of 32 weights, or of 256 for the K formats.
INLINE size_t block_bytes(uint32_t type) {
  switch (type) {
    case Q4_0: return 18;
    case Q4_1: return 20;
    case Q5_0: return 22;
    case Q5_1: return 24;
    case Q8_0: return 34;
    case Q2_K: return 84;
    case Q3_K: return 110;
    case Q4_K: return 144;
    case Q5_K: return 176;
    default: return 210;
  }
}
INLINE int is_k(uint32_t type) { return type >= Q2_K && type <= Q6_K; }
INLINE size_t unit_bytes(uint32_t type) { return is_k(type) ? block_bytes(type) : 8 * block_bytes(type); }
// Weights that share a scale.
INLINE size_t group_size(uint32_t type) { return type == Q2_K || type == Q3_K || type == Q6_K ? 16 : 32; }

#define JOIN16(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, \
                                             21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31)
#define JOIN32(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, \
                                             21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, \
                                             41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, \
                                             61, 62, 63)

// The low nibbles of 16 bytes, then their high nibbles, for two blocks.
INLINE v64u8 nibbles(const uint8_t *first, const uint8_t *second) {
  v32u8 low = JOIN16(load_v16u8(first), load_v16u8(second)), high = low >> 4;
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 32, 33, 34, 35, 36, 37, 38,
                                 39, 40, 41, 42, 43, 44, 45, 46, 47, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
                                 30, 31, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63) & 15;
}

// 16 for every bit that is set, of 64.
INLINE v64u8 fifth_bits(uint32_t first, uint32_t second) {
  uint64_t bits = (uint64_t)second << 32 | first;
#if defined(USE_AVX512)
  return (v64u8)_mm512_maskz_set1_epi8(bits, 16);
#else
  v8u8 bytes = (v8u8){0};
  memcpy(&bytes, &bits, 8);
  v64u8 spread = __builtin_shufflevector(bytes, bytes, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3,
                                         3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6,
                                         6, 6, 7, 7, 7, 7, 7, 7, 7, 7);
  v64u8 masks = (v64u8)(0x8040201008040201ull - (uint64_t __attribute__((vector_size(64)))){0});
  return (v64u8)((spread & masks) == masks) & 16;
#endif
}

// Weights 64i ..< 64i + 64 of a unit. A row's last unit may have fewer blocks of 32: `last` is the last that may be read, and stands
// for those that are missing, whose activations are zero.
INLINE v64u8 weights_of(uint32_t type, const uint8_t *unit, size_t i, size_t last) {
  if (!is_k(type)) {
    const uint8_t *a = unit + 2 * i * block_bytes(type), *b = 2 * i + 1 <= last ? a + block_bytes(type) : a;
    switch (type) {
      case Q4_0: return nibbles(a + 2, b + 2);
      case Q4_1: return nibbles(a + 4, b + 4);
      case Q5_0: return nibbles(a + 6, b + 6) | fifth_bits(load_uint32_t(a + 2), load_uint32_t(b + 2));
      case Q5_1: return nibbles(a + 8, b + 8) | fifth_bits(load_uint32_t(a + 4), load_uint32_t(b + 4));
      default: return JOIN32(load_v32u8(a + 2), load_v32u8(b + 2));
    }
  }
  size_t half = i / 2, odd = i % 2;
  switch (type) {
    case Q2_K: {
      v32u8 q = load_v32u8(unit + 16 + 32 * half);
      return JOIN32(q >> (4 * odd), q >> (4 * odd + 2)) & 3;
    }
    case Q3_K: {
      v32u8 q = load_v32u8(unit + 32 + 32 * half), high = load_v32u8(unit) >> (2 * i);
      return (JOIN32(q >> (4 * odd), q >> (4 * odd + 2)) & 3) | (JOIN32(high << 2, high << 1) & 4);
    }
    case Q4_K: {
      v32u8 q = load_v32u8(unit + 16 + 32 * i);
      return JOIN32(q, q >> 4) & 15;
    }
    case Q5_K: {
      v32u8 q = load_v32u8(unit + 48 + 32 * i), high = load_v32u8(unit + 16) >> (2 * i);
      return (JOIN32(q, q >> 4) & 15) | (JOIN32(high << 4, high << 3) & 16);
    }
    default: {
      v64u8 q = load_v64u8(unit + 64 * half);
      v32u8 high = load_v32u8(unit + 128 + 32 * half) >> (4 * odd);
      return ((odd ? q >> 4 : q) & 15) | ((JOIN32(high, high >> 2) & 3) << 4);
    }
  }
}

// By way of a whole register: an insertion into an old one would wait for it.
INLINE float half_at(const uint8_t *p) {
  uint32_t __attribute__((vector_size(16))) bits = {load_uint16_t(p)};
  return floats_of_v8h((v8h)bits)[0];
}

// Halves that lie `stride` bytes apart, each for two groups of 16.
INLINE v16f strided_halves(const uint8_t *p, size_t stride, size_t last) {
  uint64_t low = 0, high = 0;
  EACH(b, 4) low |= (uint64_t)load_uint16_t(p + (b < last ? b : last) * stride) << (16 * b);
  EACH(b, 4) high |= (uint64_t)load_uint16_t(p + (b + 4 < last ? b + 4 : last) * stride) << (16 * b);
  uint64_t __attribute__((vector_size(16))) both = {low, high};
  v8f f = floats_of_v8h((v8h)both);
  return __builtin_shufflevector(f, f, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
}

// Eight bytes as numbers, each for two groups of 16.
INLINE v16f eight_bytes(uint32_t low, uint32_t high) {
  uint64_t both = (uint64_t)high << 32 | low;
  v8u8 bytes;
  memcpy(&bytes, &both, 8);
  v8f f = __builtin_convertvector(bytes, v8f);
  return __builtin_shufflevector(f, f, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
}

// Scale and minimum of each group of 16 weights of a unit.
INLINE void scales_of(uint32_t type, const uint8_t *unit, size_t last, v16f *scale, v16f *minimum) {
  switch (type) {
    case Q4_0: case Q5_0: case Q8_0: {
      v16f d = strided_halves(unit, block_bytes(type), last);
      *scale = d;
      *minimum = d * (type == Q4_0 ? 8.0f : type == Q5_0 ? 16.0f : (float)SIGNED_OFFSET);
      return;
    }
    case Q4_1: case Q5_1:
      *scale = strided_halves(unit, block_bytes(type), last);
      *minimum = -strided_halves(unit + 2, block_bytes(type), last);
      return;
    case Q2_K: {
      v16u8 packed = load_v16u8(unit);
      *scale = half_at(unit + 80) * __builtin_convertvector(packed & 15, v16f);
      *minimum = half_at(unit + 82) * __builtin_convertvector(packed >> 4, v16f);
      return;
    }
    case Q3_K: {
      // Twelve bytes: low four bits of sixteen scales, then their high two bits.
      uint32_t a = load_uint32_t(unit + 96), b = load_uint32_t(unit + 100), c = load_uint32_t(unit + 104);
      uint32_t __attribute__((vector_size(16))) words = {
          (a & 0x0f0f0f0f) | (c << 4 & 0x30303030), (b & 0x0f0f0f0f) | (c << 2 & 0x30303030),
          (a >> 4 & 0x0f0f0f0f) | (c & 0x30303030), (b >> 4 & 0x0f0f0f0f) | (c >> 2 & 0x30303030)};
      *scale = half_at(unit + 108) * (__builtin_convertvector((v16u8)words, v16f) - 32.0f);
      *minimum = *scale * 4.0f;
      return;
    }
    case Q4_K: case Q5_K: {
      // Twelve bytes: eight scales and eight minimums of six bits.
      uint32_t a = load_uint32_t(unit + 4), b = load_uint32_t(unit + 8), c = load_uint32_t(unit + 12);
      *scale = half_at(unit) * eight_bytes(a & 0x3f3f3f3f, (c & 0x0f0f0f0f) | (a >> 2 & 0x30303030));
      *minimum = half_at(unit + 2) * eight_bytes(b & 0x3f3f3f3f, (c >> 4 & 0x0f0f0f0f) | (b >> 2 & 0x30303030));
      return;
    }
    default:
      *scale = half_at(unit + 208) * __builtin_convertvector(load_v16i8(unit + 192), v16f);
      *minimum = *scale * 32.0f;
  }
}

INLINE v16i dot4_of(uint32_t type, v16i acc, v64u8 weights, v64u8 activations) {
  return type == Q8_0 ? dot4_signed(acc, weights, activations) : dot4(acc, weights, activations);
}

// Sixteen weights of a float format.
INLINE v16f floats_at(uint32_t type, const uint8_t *row, size_t k) {
  switch (type) {
    case F32: return load_v16f(row + 4 * k);
    case F16: return floats_of_halves(row + 2 * k);
    default: return (v16f)(__builtin_convertvector(load_v16u16(row + 2 * k), v16u) << 16);
  }
}
INLINE float float_at(uint32_t type, const uint8_t *row, size_t k) {
  if (type == F32) { float f; memcpy(&f, row + 4 * k, 4); return f; }
  if (type == F16) return half_at(row + 2 * k);
  uint32_t bits = (uint32_t)load_uint16_t(row + 2 * k) << 16;
  float f;
  memcpy(&f, &bits, 4);
  return f;
}
