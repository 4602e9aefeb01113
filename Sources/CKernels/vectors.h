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
typedef uint8_t v64u8 __attribute__((vector_size(64)));
typedef uint8_t v32u8 __attribute__((vector_size(32)));
typedef uint8_t v16u8 __attribute__((vector_size(16)));
typedef uint8_t v8u8 __attribute__((vector_size(8)));
typedef int8_t v16i8 __attribute__((vector_size(16)));
typedef float v8f __attribute__((vector_size(32)));
typedef _Float16 v16h __attribute__((vector_size(32)));
typedef _Float16 v8h __attribute__((vector_size(16)));
typedef uint16_t v16u16 __attribute__((vector_size(32)));

#define DEFINE_LOAD(type) \
  INLINE type load_##type(const void *p) { type v; memcpy(&v, p, sizeof v); return v; } \
  INLINE void store_##type(void *p, type v) { memcpy(p, &v, sizeof v); }
DEFINE_LOAD(v16f) DEFINE_LOAD(v16i) DEFINE_LOAD(v64u8) DEFINE_LOAD(v32u8) DEFINE_LOAD(v16u8) DEFINE_LOAD(v8u8)
DEFINE_LOAD(v16i8) DEFINE_LOAD(v16h) DEFINE_LOAD(v16u16) DEFINE_LOAD(uint16_t) DEFINE_LOAD(uint32_t) DEFINE_LOAD(int32_t)
DEFINE_LOAD(uint64_t) DEFINE_LOAD(_Float16) DEFINE_LOAD(v8u64)

INLINE v16f splat(float x) { return x - (v16f){0}; }
INLINE v16f floats_of(v16i v) { return __builtin_convertvector(v, v16f); }
INLINE v16f floats_of_halves(const void *p) { return __builtin_convertvector(load_v16h(p), v16f); }
INLINE v16f choose(v16i mask, v16f a, v16f b) { return (v16f)(((v16i)a & mask) | ((v16i)b & ~mask)); }
INLINE v16f largest(v16f a, v16f b) { return choose(a > b, a, b); }

// Four bytes in every lane, so that a lane's four weights meet the same four activations.
INLINE v64u8 splat4(const void *p) { return (v64u8)(load_int32_t(p) - (v16i){0}); }

INLINE float sum_of(v16f v) {
  v8f a = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  return ((a[0] + a[4]) + (a[1] + a[5])) + ((a[2] + a[6]) + (a[3] + a[7]));
}
INLINE float largest_of(v16f v) {
  float m = v[0];
  for (int i = 1; i < 16; i++) m = v[i] > m ? v[i] : m;
  return m;
}

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
#else
// As unsigned weights 128 too large; `SIGNED_OFFSET` times the sum of the activations is taken off at the end.
INLINE v16i dot4_signed(v16i acc, v64u8 weights, v64u8 activations) { return dot4(acc, weights ^ 0x80, activations); }
#define SIGNED_OFFSET 128
#endif
