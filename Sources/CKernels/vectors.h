// Vectors of 64 bytes in the compiler's own notation: where registers are narrower, it uses several of them.
// One operation needs instructions of its own: `dot4`, sums of four products of bytes.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// All functions over vectors are inlined, so that no vector crosses a call, whatever the width of the registers.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define EACH(i, n) for (size_t i = 0; i < (n); i++)

typedef float v16f __attribute__((vector_size(64)));
typedef int32_t v16i __attribute__((vector_size(64)));
typedef uint32_t v16u __attribute__((vector_size(64)));
typedef uint64_t v8u64 __attribute__((vector_size(64)));
typedef uint16_t v32u16 __attribute__((vector_size(64)));
typedef uint8_t v64u8 __attribute__((vector_size(64)));
typedef uint8_t v32u8 __attribute__((vector_size(32)));
typedef uint8_t v16u8 __attribute__((vector_size(16)));
typedef uint8_t v8u8 __attribute__((vector_size(8)));
typedef int8_t v16i8 __attribute__((vector_size(16)));
typedef float v8f __attribute__((vector_size(32)));
typedef _Float16 v16h __attribute__((vector_size(32)));
typedef _Float16 v8h __attribute__((vector_size(16)));
typedef uint16_t v16u16 __attribute__((vector_size(32)));
typedef int16_t v16i16 __attribute__((vector_size(32)));
typedef uint64_t v4u64 __attribute__((vector_size(32)));
typedef int32_t v8i __attribute__((vector_size(32)));
typedef uint16_t v8u16 __attribute__((vector_size(16)));

#define DEFINE_LOAD(type) \
  INLINE type load_##type(const void *p) { type v; memcpy(&v, p, sizeof v); return v; } \
  INLINE void store_##type(void *p, type v) { memcpy(p, &v, sizeof v); }
DEFINE_LOAD(v16f) DEFINE_LOAD(v16i) DEFINE_LOAD(v64u8) DEFINE_LOAD(v32u8) DEFINE_LOAD(v16u8) DEFINE_LOAD(v8u8)
DEFINE_LOAD(v16i8) DEFINE_LOAD(v16h) DEFINE_LOAD(v16u16) DEFINE_LOAD(uint16_t) DEFINE_LOAD(uint32_t) DEFINE_LOAD(int32_t)
DEFINE_LOAD(uint64_t) DEFINE_LOAD(_Float16) DEFINE_LOAD(v8u64) DEFINE_LOAD(v32u16) DEFINE_LOAD(v8f)
DEFINE_LOAD(v16i16) DEFINE_LOAD(v4u64)

INLINE v16f splat(float x) { return x - (v16f){0}; }
INLINE v16f floats_of(v16i v) { return __builtin_convertvector(v, v16f); }
INLINE v16f choose(v16i mask, v16f a, v16f b) { return (v16f)(((v16i)a & mask) | ((v16i)b & ~mask)); }
INLINE v16f largest(v16f a, v16f b) { return choose(a > b, a, b); }

// Numbers in half precision as floats.
#if defined(USE_AVX512) || defined(USE_AVX2) || defined(__aarch64__)
#define DEFINE_FLOATS_OF_HALVES(n) \
  INLINE v##n##f floats_of_v##n##h(v##n##h v) { return __builtin_convertvector(v, v##n##f); }
#else
// Without an instruction for it, that would be a call for every number. A half's bits in a float's places are a number
// 2¹¹² too small, subnormal ones too; infinities and what is no number get the largest exponent.
#define DEFINE_FLOATS_OF_HALVES(n) \
  INLINE v##n##f floats_of_v##n##h(v##n##h v) { \
    v##n##i bits = __builtin_convertvector((v##n##u16)v, v##n##i), places = (bits & 0x7fff) << 13; \
    v##n##i exponent = (places >= 0x7c00 << 13) & 0x7f800000; \
    return (v##n##f)((v##n##i)((v##n##f)places * 0x1p112f) | exponent | (bits & 0x8000) << 16); \
  }
#endif
DEFINE_FLOATS_OF_HALVES(8) DEFINE_FLOATS_OF_HALVES(16)
INLINE v16f floats_of_halves(const void *p) { return floats_of_v16h(load_v16h(p)); }

// Four bytes in every lane, so that a lane's four weights meet the same four activations.
INLINE v64u8 splat4(const void *p) { return (v64u8)(load_int32_t(p) - (v16i){0}); }

INLINE float sum_of_eight(v8f a) { return ((a[0] + a[4]) + (a[1] + a[5])) + ((a[2] + a[6]) + (a[3] + a[7])); }
INLINE float sum_of(v16f v) {
  return sum_of_eight(__builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
                      __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15));
}
// The sums of four vectors' lanes, together in hardly more operations than those of one.
INLINE void sums_of_four(const v16f *v, float *to) {
#define LOW_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH_PAIRS(a, b) __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
  v16f ab = LOW_PAIRS(v[0], v[1]) + HIGH_PAIRS(v[0], v[1]), cd = LOW_PAIRS(v[2], v[3]) + HIGH_PAIRS(v[2], v[3]);
  v16f all = __builtin_shufflevector(ab, cd, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
             __builtin_shufflevector(ab, cd, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  EACH(i, 4) to[i] = (all[i] + all[8 + i]) + (all[4 + i] + all[12 + i]);
}
INLINE float largest_of(v16f v) {
  float m = v[0];
  for (int i = 1; i < 16; i++) m = v[i] > m ? v[i] : m;
  return m;
}

// The largest magnitude of `count` numbers, a multiple of 16; no number where one is infinite or none, for comparisons would
// lose it, and a sum of 0 × each does not.
INLINE float extreme_of(const float *x, size_t count) {
  v16f magnitudes = {0}, spoiled = {0};
  for (size_t i = 0; i < count; i += 16) {
    v16f v = load_v16f(x + i);
    magnitudes = largest(magnitudes, largest(v, -v));
    spoiled += v * 0.0f;
  }
  return largest_of(magnitudes) + sum_of(spoiled);
}

// The nearest whole numbers, of magnitudes below 2²²: adding 1.5 × 2²³ leaves them in the lowest bits.
INLINE v16i whole_numbers(v16f v) { return (v16i)(v + 12582912.0f) - 0x4B400000; }

// e^x within 2 ulp (x = n ln 2 + r, polynomial in r); 0 below −87, where floats end.
INLINE v16f exp_of(v16f x) {
  v16f clamped = choose(x > 88.0f, splat(88.0f), x);
  v16f shifted = clamped * 1.44269504f + 12582912.0f;  // 1.5 × 2²³: adding it rounds to a whole number
  v16f n = shifted - 12582912.0f;
  v16f r = clamped - n * 0.693359375f + n * 2.12194440e-4f;
  v16f p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  v16i power = ((v16i)shifted - 0x4B400000 + 127) << 23;
  return choose(x < -87.0f, (v16f){0}, p * (v16f)power);
}

// acc[l] += Σ over four bytes: weights[4l + i] · activations[4l + i].
#if defined(USE_AVX512)
#include <immintrin.h>
INLINE v16i dot4(v16i acc, v64u8 weights, v64u8 activations) {
  return (v16i)_mm512_dpbusd_epi32((__m512i)acc, (__m512i)weights, (__m512i)activations);
}
#elif defined(USE_AVX2)
#include <immintrin.h>
INLINE v16i dot4(v16i acc, v64u8 weights, v64u8 activations) {
  union { v64u8 v; __m256i half[2]; } w = {weights}, x = {activations};
  union { v16i v; __m256i half[2]; } sum = {acc};
  EACH(h, 2) {
    // Pairs of products are added in 16 bits: right for weights below 128.
    __m256i pairs = _mm256_maddubs_epi16(w.half[h], x.half[h]);
    sum.half[h] = _mm256_add_epi32(sum.half[h], _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
  return sum.v;
}
#elif defined(USE_NEON)
#include <arm_neon.h>
// Weights are below 128, so that they may be taken as signed.
INLINE v16i dot4(v16i acc, v64u8 weights, v64u8 activations) {
  union { v64u8 v; int8x16_t quarter[4]; } w = {weights}, x = {activations};
  union { v16i v; int32x4_t quarter[4]; } sum = {acc};
  EACH(q, 4) {
#if defined(USE_DOT_PRODUCT)
    sum.quarter[q] = vdotq_s32(sum.quarter[q], w.quarter[q], x.quarter[q]);
#else
    // Two products fit in 16 bits, for activations are at least −127.
    int16x8_t low = vmull_s8(vget_low_s8(w.quarter[q]), vget_low_s8(x.quarter[q]));
    int16x8_t high = vmull_high_s8(w.quarter[q], x.quarter[q]);
    sum.quarter[q] = vpadalq_s16(sum.quarter[q], vpaddq_s16(low, high));
#endif
  }
  return sum.v;
}
#elif defined(__SSE2__)
#include <emmintrin.h>
// Bytes of even and of odd places as numbers of 16 bits, of which neighbours' products are added in 32 bits.
INLINE v16i dot4(v16i acc, v64u8 weights, v64u8 activations) {
  union { v64u8 v; __m128i quarter[4]; } w = {weights}, x = {activations};
  union { v16i v; __m128i quarter[4]; } sum = {acc};
  EACH(q, 4) {
    __m128i even = _mm_madd_epi16(_mm_and_si128(w.quarter[q], _mm_set1_epi16(255)),
                                  _mm_srai_epi16(_mm_slli_epi16(x.quarter[q], 8), 8));
    __m128i odd = _mm_madd_epi16(_mm_srli_epi16(w.quarter[q], 8), _mm_srai_epi16(x.quarter[q], 8));
    sum.quarter[q] = _mm_add_epi32(sum.quarter[q], _mm_add_epi32(even, odd));
  }
  return sum.v;
}
#else
INLINE v16i dot4(v16i acc, v64u8 weights, v64u8 activations) {
  union { v64u8 v; uint8_t at[64]; } w = {weights};
  union { v64u8 v; int8_t at[64]; } x = {activations};
  EACH(l, 16) EACH(i, 4) acc[l] += (int32_t)w.at[4 * l + i] * x.at[4 * l + i];
  return acc;
}
#endif

// The same for weights of −128 ... 127.
#if defined(USE_AVX2)
INLINE v16i dot4_signed(v16i acc, v64u8 weights, v64u8 activations) {
  union { v64u8 v; __m256i half[2]; } w = {weights}, x = {activations};
  EACH(h, 2) {
    x.half[h] = _mm256_sign_epi8(x.half[h], w.half[h]);
    w.half[h] = _mm256_abs_epi8(w.half[h]);
  }
  return dot4(acc, w.v, x.v);
}
#define SIGNED_OFFSET 0
#elif defined(USE_NEON)
INLINE v16i dot4_signed(v16i acc, v64u8 weights, v64u8 activations) { return dot4(acc, weights, activations); }
#define SIGNED_OFFSET 0
#else
// As unsigned weights 128 too large; `SIGNED_OFFSET` times the sum of the activations is taken off at the end.
INLINE v16i dot4_signed(v16i acc, v64u8 weights, v64u8 activations) { return dot4(acc, weights ^ 0x80, activations); }
#define SIGNED_OFFSET 128
#endif
