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
// ---- The commonest formats with AVX-512 ------------------------------------------------------------------------------------

// A unit of a token's activations, arranged once for all rows as a format's weights lie in vectors.
typedef struct {
  int8_t values[UNIT];
  float scales[8];         // of each block of 32; K formats: the first alone
  float sums[8];           // scale × Σ values of each block of 32
  int16_t group_sums[16];  // Σ values of each group that shares a scale; K formats only
} __attribute__((aligned(64))) arranged_unit;

INLINE void arrange(uint32_t type, const int8_t *x, const float *scales, const float *sums, arranged_unit *to) {
#pragma unroll
  EACH(i, 16) {  // runs of 16 values
    size_t half = i / 8, odd = i / 4 % 2, j = i % 4;
    size_t from = type == Q4_0 ? 8 * half + odd + 2 * j : type == Q4_K || type == Q5_K ? 8 * half + 2 * odd + j / 2 * 4 + j % 2 : i;
    memcpy(to->values + 16 * i, x + 16 * from, 16);
  }
  EACH(b, 8) to->scales[b] = scales[2 * b];
  EACH(b, 8) to->sums[b] = sums[2 * b] + sums[2 * b + 1];
  if (!is_k(type)) return;
#pragma unroll
  EACH(i, 4) {
    // Sums of eight bytes made positive, then those of neighbours.
    v8u64 eights = (v8u64)_mm512_sad_epu8((__m512i)(load_v64u8(x + 64 * i) ^ 0x80), _mm512_setzero_si512());
    v8u64 groups = eights + __builtin_shufflevector(eights, eights, 1, 0, 3, 2, 5, 4, 7, 6);
    if (group_size(type) == 32) groups += __builtin_shufflevector(groups, groups, 2, 3, 0, 1, 6, 7, 4, 5);
    size_t size = group_size(type), lanes = size / 8, count = 64 / size;
#pragma unroll
    EACH(g, count) to->group_sums[i * count + g] = (int16_t)((int)groups[g * lanes] - 128 * (int)size);
  }
}

// The sums of a row with one token on their way: its products, and what the formats' minimums take off.
typedef struct {
  v16f products;
  v8f minimums;
} row_sums;

// The eight words of weights of each of four blocks, 18 bytes each.
INLINE v64u8 words_of_four_blocks(const uint8_t *blocks) {
  v32u16 a = load_v32u16(blocks), b = (v32u16)_mm512_castsi128_si512((__m128i)load_v16u8(blocks + 56));
  return (v64u8)__builtin_shufflevector(a, b, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26,
                                        28, 29, 30, 31, 36, 37, 38, 39);
}

// Q4_0: four blocks lie in one vector, low halves of their bytes apart from high ones, and both meet before they become floats.
INLINE void add_nibbles(const uint8_t *unit, const arranged_unit *x, size_t stride, size_t tokens, row_sums *sums) {
  v64u8 w[4];
#pragma unroll
  EACH(i, 2) {
    v64u8 both = words_of_four_blocks(unit + 72 * i);
    w[2 * i] = both & 15;
    w[2 * i + 1] = (v64u8)((v32u16)both >> 4) & 15;
  }
  v8f scale = floats_of_v8h((v8h)__builtin_shufflevector(load_v32u16(unit), load_v32u16(unit + 72), 0, 9, 18, 27, 32, 41, 50, 59));
#pragma unroll
  EACH(t, tokens) {
    const arranged_unit *own = x + t * stride;
    v8f both = scale * load_v8f(own->scales);
    sums[t].minimums += scale * load_v8f(own->sums);
    v16i first = dot4(dot4((v16i){0}, w[0], load_v64u8(own->values)), w[1], load_v64u8(own->values + 64));
    v16i second = dot4(dot4((v16i){0}, w[2], load_v64u8(own->values + 128)), w[3], load_v64u8(own->values + 192));
    sums[t].products += floats_of(first) * __builtin_shufflevector(both, both, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    sums[t].products += floats_of(second) * __builtin_shufflevector(both, both, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7);
  }
}

// Q8_0: two blocks lie in one vector.
INLINE void add_bytes(const uint8_t *unit, const arranged_unit *x, size_t stride, size_t tokens, row_sums *sums) {
  uint64_t low = 0, high = 0;
  EACH(b, 4) low |= (uint64_t)load_uint16_t(unit + 34 * b) << (16 * b);
  EACH(b, 4) high |= (uint64_t)load_uint16_t(unit + 34 * (b + 4)) << (16 * b);
  v8f scale = floats_of_v8h((v8h)_mm_set_epi64x((long long)high, (long long)low));
  v64u8 w[4];
#pragma unroll
  EACH(i, 4) w[i] = weights_of(Q8_0, unit, i, 7);
#pragma unroll
  EACH(t, tokens) {
    const arranged_unit *own = x + t * stride;
    v8f both = scale * load_v8f(own->scales);
    sums[t].minimums += scale * load_v8f(own->sums);
#pragma unroll
    EACH(i, 4) {
      v16i dots = dot4_signed((v16i){0}, w[i], load_v64u8(own->values + 64 * i));
      v16f spread_scale = i == 0   ? __builtin_shufflevector(both, both, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
                          : i == 1 ? __builtin_shufflevector(both, both, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3)
                          : i == 2 ? __builtin_shufflevector(both, both, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5)
                                   : __builtin_shufflevector(both, both, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7);
      sums[t].products += floats_of(dots) * spread_scale;
    }
  }
}

// Weights of a K format times a unit's activations, which have one scale, so that the groups' scales, whole numbers, meet the
// products before they become floats. Two products fit in 16 bits: weights are below 64.
INLINE v16i dot_groups(v16i dots, const v64u8 *w, const v32u16 *scale, const arranged_unit *x) {
#pragma unroll
  EACH(i, 4)
    dots = (v16i)_mm512_dpwssd_epi32((__m512i)dots, _mm512_maddubs_epi16((__m512i)w[i], (__m512i)load_v64u8(x->values + 64 * i)),
                                     (__m512i)scale[i]);
  return dots;
}

// Q4_K and Q5_K: two groups of 32 lie in one vector, 0 and 2, 1 and 3, 4 and 6, 5 and 7.
INLINE void add_six_bit_scales(uint32_t type, const uint8_t *unit, const arranged_unit *x, size_t stride, size_t tokens,
                               row_sums *sums) {
  // Twelve bytes: eight scales and eight minimums.
  uint32_t a = load_uint32_t(unit + 4), b = load_uint32_t(unit + 8), c = load_uint32_t(unit + 12);
  uint64_t eight_scales = (uint64_t)((c & 0x0f0f0f0f) | (a >> 2 & 0x30303030)) << 32 | (a & 0x3f3f3f3f);
  uint64_t eight_minimums = (uint64_t)((c >> 4 & 0x0f0f0f0f) | (b >> 2 & 0x30303030)) << 32 | (b & 0x3f3f3f3f);
  __m128i numbers = _mm_cvtepu8_epi16(_mm_cvtsi64_si128((long long)eight_scales));
  __m128i minimums = _mm_cvtepu8_epi16(_mm_cvtsi64_si128((long long)eight_minimums));
  __m128 heads = _mm_cvtph_ps(_mm_cvtsi32_si128((int)load_uint32_t(unit)));
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
      size_t first = 4 * h + odd;
      __m512i places = _mm512_inserti64x4(_mm512_set1_epi16((short)first), _mm256_set1_epi16((short)(first + 2)), 1);
      scale[2 * h + odd] = (v32u16)_mm512_permutexvar_epi16(places, _mm512_castsi128_si512(numbers));
    }
  }
#pragma unroll
  EACH(t, tokens) {
    const arranged_unit *own = x + t * stride;
    __m128 both = heads * _mm_set1_ps(own->scales[0]);
    v16i dots = dot_groups((v16i){0}, w, scale, own);
    __m128 least = _mm_cvtepi32_ps(_mm_madd_epi16(minimums, _mm_load_si128((const __m128i *)own->group_sums)));
    sums[t].products += floats_of(dots) * (v16f)_mm512_broadcastss_ps(both);
    sums[t].minimums += (v8f)_mm256_zextps128_ps256(least * _mm_shuffle_ps(both, both, 0x55));
  }
}

// Q6_K: groups of 16 in their order; 32 is taken off each weight before anything becomes a float.
INLINE void add_six_bit_weights(const uint8_t *unit, const arranged_unit *x, size_t stride, size_t tokens, row_sums *sums) {
  __m256i numbers = _mm256_cvtepi8_epi16((__m128i)load_v16u8(unit + 192));
  __m128 head = _mm_cvtph_ps(_mm_cvtsi32_si128(load_uint16_t(unit + 208)));
  v64u8 w[4];
  v32u16 scale[4];
#pragma unroll
  EACH(i, 4) {
    w[i] = weights_of(Q6_K, unit, i, 7);
    __m512i places = _mm512_add_epi16(
        _mm512_set1_epi16((short)(4 * i)),
        (__m512i)(v32u16){0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3});
    scale[i] = (v32u16)_mm512_permutexvar_epi16(places, _mm512_castsi256_si512(numbers));
  }
#pragma unroll
  EACH(t, tokens) {
    const arranged_unit *own = x + t * stride;
    __m256i taken = _mm256_slli_epi32(_mm256_madd_epi16(numbers, _mm256_load_si256((const __m256i *)own->group_sums)), 5);
    v16i dots = dot_groups((v16i)_mm512_zextsi256_si512(_mm256_sub_epi32(_mm256_setzero_si256(), taken)), w, scale, own);
    sums[t].products += floats_of(dots) * (v16f)_mm512_broadcastss_ps(head * _mm_set1_ps(own->scales[0]));
  }
}

// What takes the minimums off: what every weight of a block is too large by.
INLINE float offset_of(uint32_t type) { return type == Q4_0 ? 8.0f : type == Q8_0 ? (float)SIGNED_OFFSET : 1.0f; }

INLINE void add_arranged(uint32_t type, const uint8_t *unit, const arranged_unit *x, size_t stride, size_t tokens, row_sums *sums) {
  switch (type) {
    case Q4_0: add_nibbles(unit, x, stride, tokens, sums); return;
    case Q8_0: add_bytes(unit, x, stride, tokens, sums); return;
    case Q6_K: add_six_bit_weights(unit, x, stride, tokens, sums); return;
    default: add_six_bit_scales(type, unit, x, stride, tokens, sums);
  }
}
#endif
