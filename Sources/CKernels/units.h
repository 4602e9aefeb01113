// What 256 weights of a row, a unit, add to the dot products of a row with some tokens: in general, and for the commonest formats
// in fewer instructions where the processor has them.

enum { UNIT = 256 };

// A scale for each four lanes: group 4i + l / 4 of a unit.
INLINE v16f spread(v16f groups, size_t i) {
  switch (i) {
    case 0: return __builtin_shufflevector(groups, groups, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    case 1: return __builtin_shufflevector(groups, groups, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7);
    case 2: return __builtin_shufflevector(groups, groups, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11, 11, 11);
    default: return __builtin_shufflevector(groups, groups, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 15);
  }
}

// What a unit of a row adds for each of some tokens, whose activations lie `padded` apart; `last` as in `weights_of`. Every
// token's sum is added in the same order whoever is with it.
INLINE void add_unit(uint32_t type, const uint8_t *unit, const int8_t *x, const float *scales, const float *sums, size_t padded,
                     size_t tokens, size_t last, v16f *acc) {
  v16f scale, minimum;
  v64u8 w[4];
  scales_of(type, unit, last, &scale, &minimum);
#pragma unroll
  for (size_t i = 0; i < 4; i++) w[i] = weights_of(type, unit, 2 * i > last ? last / 2 : i, last);
#pragma unroll
  EACH(t, tokens) {
    v16f both = scale * load_v16f(scales + t * padded / 16);
    v16f product = -minimum * load_v16f(sums + t * padded / 16);
#pragma unroll
    for (size_t i = 0; i < 4; i++) {
      if (2 * i > last) break;
      v16i dots = dot4_of(type, (v16i){0}, w[i], load_v64u8(x + t * padded + 64 * i));
      product += floats_of(dots) * spread(both, i);
    }
    acc[t] += product;
  }
}

#if defined(USE_AVX512)
// The eight words of weights of each of four blocks, 18 bytes each; `b` begins four words behind `a`.
INLINE v64u8 words_of_four_blocks(const uint8_t *blocks) {
  v32u16 a = load_v32u16(blocks), b = load_v32u16(blocks + 8);
  return (v64u8)__builtin_shufflevector(a, b, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26,
                                        28, 29, 30, 31, 60, 61, 62, 63);
}

// `add_unit` for a whole unit of Q4_0, the commonest format, in half the instructions: four blocks lie in one vector, low
// halves of their bytes apart from high ones, and both meet before they become floats.
INLINE void add_unit_of_nibbles(const uint8_t *unit, const int8_t *x, const float *scales, const float *sums, size_t padded,
                                size_t tokens, v16f *acc) {
  v64u8 low[2], high[2];
  v16f scale[2];
  v32u16 heads[2];
#pragma unroll
  EACH(i, 2) {
    v64u8 both = words_of_four_blocks(unit + 72 * i);
    low[i] = both & 15;
    high[i] = (v64u8)((v32u16)both >> 4) & 15;
    heads[i] = load_v32u16(unit + 72 * i);
    scale[i] = floats_of_v16h((v16h)__builtin_shufflevector(heads[i], heads[i], 0, 0, 0, 0, 9, 9, 9, 9, 18, 18, 18, 18, 27, 27, 27, 27));
  }
  v16f minimum = 8.0f * floats_of_v16h((v16h)__builtin_shufflevector(heads[0], heads[1], 0, 0, 9, 9, 18, 18, 27, 27, 32, 32, 41, 41, 50,
                                                                     50, 59, 59));
#pragma unroll
  EACH(t, tokens) {
    v16f of_token = load_v16f(scales + t * padded / 16);
    v16f product = -minimum * load_v16f(sums + t * padded / 16);
#pragma unroll
    EACH(i, 2) {
      v8u64 a = load_v8u64(x + t * padded + 128 * i), b = load_v8u64(x + t * padded + 128 * i + 64);
      v16i dots = dot4((v16i){0}, low[i], (v64u8)__builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13));
      dots = dot4(dots, high[i], (v64u8)__builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15));
      v16f both = scale[i] * (i == 0 ? __builtin_shufflevector(of_token, of_token, 0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6)
                                     : __builtin_shufflevector(of_token, of_token, 8, 8, 8, 8, 10, 10, 10, 10, 12, 12, 12, 12, 14, 14, 14, 14));
      product += floats_of(dots) * both;
    }
    acc[t] += product;
  }
}

// `add_unit` for Q4_K and Q5_K, in three fifths of the instructions. A unit's activations have one scale, so that the groups'
// scales, whole numbers of six bits, meet the dots before they become floats. Two groups of 32 lie in one vector: 0 and 2, 1
// and 3, 4 and 6, 5 and 7.
INLINE void add_unit_of_six_bit_scales(uint32_t type, const uint8_t *unit, const int8_t *x, const float *scales, const float *sums,
                                       size_t padded, size_t tokens, v16f *acc) {
  // Twelve bytes: eight scales and eight minimums. First those of groups 0 to 3, then those of groups 4 to 7.
  uint64_t both, last = load_uint32_t(unit + 12);
  memcpy(&both, unit + 4, 8);
  uint64_t first = both & 0x3f3f3f3f3f3f3f3f;
  uint64_t second = ((last | last << 28) & 0x0f0f0f0f0f0f0f0f) | (both >> 2 & 0x3030303030303030);
  __m128i packed = _mm_set_epi64x((long long)second, (long long)first);
  v32u16 numbers = (v32u16)_mm512_cvtepu8_epi16(_mm256_castsi128_si256(packed));
  __m128i twice = _mm_shuffle_epi8(packed, _mm_setr_epi8(4, 4, 5, 5, 6, 6, 7, 7, 12, 12, 13, 13, 14, 14, 15, 15));
  v16f minimum = (v16f)_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(twice));
  v16f heads = (v16f)_mm512_castps128_ps512(_mm_cvtph_ps(_mm_cvtsi32_si128((int)load_uint32_t(unit))));
  v16f d = splat(heads[0]), least = splat(heads[1]);
  v64u8 w[4];
  v32u16 scale[4];
#pragma unroll
  EACH(h, 2) {
    v64u8 q = load_v64u8(unit + (type == Q5_K ? 48 : 16) + 64 * h);
    w[2 * h] = q & 15;
    w[2 * h + 1] = (v64u8)((v32u16)q >> 4) & 15;
    if (type == Q5_K) {
      v32u8 high = load_v32u8(unit + 16) >> (4 * h);
      w[2 * h] |= JOIN32(high << 4, high << 2) & 16;
      w[2 * h + 1] |= JOIN32(high << 3, high << 1) & 16;
    }
#pragma unroll
    EACH(odd, 2) {
      size_t a = 8 * h + odd, b = a + 2;
      __m512i places = _mm512_inserti64x4(_mm512_set1_epi16((short)a), _mm256_set1_epi16((short)b), 1);
      scale[2 * h + odd] = (v32u16)_mm512_permutexvar_epi16(places, (__m512i)numbers);
    }
  }
#pragma unroll
  EACH(t, tokens) {
    const int8_t *own = x + t * padded;
    __m512i dots = _mm512_setzero_si512();
#pragma unroll
    EACH(i, 4) {
      const int8_t *at = own + 128 * (i / 2) + 32 * (i % 2);
      v64u8 activations = JOIN32(load_v32u8(at), load_v32u8(at + 64));
      // Two products fit in 16 bits: weights are below 32.
      dots = _mm512_dpwssd_epi32(dots, _mm512_maddubs_epi16((__m512i)w[i], (__m512i)activations), (__m512i)scale[i]);
    }
    v16f product = floats_of((v16i)dots) * (d * splat(scales[t * padded / 16]));
    acc[t] += product - least * (minimum * load_v16f(sums + t * padded / 16));
  }
}
#endif
