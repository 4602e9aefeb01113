// The commonest formats with AVX-512, where rows of few tokens would else wait for arithmetic and not for memory. Activations are
// arranged once for all rows as a format's weights lie in vectors; four units are taken at a time, each step for all of them, since a
// processor that looks ahead sees hardly more than two units in order.
#if defined(USE_AVX512)
enum { FOUR = 4 };

// Four units of a token's activations. Units that a row lacks have no weight in them.
typedef struct {
  int8_t values[FOUR][UNIT];
  float scales[8 * FOUR];         // of each block of 32; Q4_K, Q5_K: each unit's twice; Q6_K: four times
  float sums[8 * FOUR];           // scale × Σ values of each block of 32; not for K formats
  int16_t group_sums[16 * FOUR];  // Σ values of each group that shares a scale; for K formats only
} __attribute__((aligned(64))) arranged_units;

// The run of sixteen activations that stands at the place `run` of a unit.
INLINE size_t arranged_run(uint32_t type, size_t run) {
  size_t vector = run / 4, lane = run % 4;
  switch (type) {
    case Q4_0: return 8 * (vector / 2) + vector % 2 + 2 * lane;
    case Q4_K: case Q5_K: return 4 * lane + vector;
    default: return run;
  }
}

INLINE void arrange(uint32_t type, const int8_t *x, const float *scales, const float *sums, size_t u, arranged_units *to) {
#pragma unroll
  EACH(run, 16) memcpy(to->values[u] + 16 * run, x + 16 * arranged_run(type, run), 16);
  if (!is_k(type)) {
    EACH(b, 8) to->scales[8 * u + b] = scales[2 * b];
    EACH(b, 8) to->sums[8 * u + b] = sums[2 * b] + sums[2 * b + 1];
    return;
  }
  size_t copies = type == Q6_K ? 4 : 2;
  EACH(i, copies) to->scales[copies * u + i] = scales[0];
#pragma unroll
  EACH(i, 4) {
    // Sums of eight bytes made positive, then those of neighbours.
    v8u64 eights = (v8u64)_mm512_sad_epu8((__m512i)(load_v64u8(x + 64 * i) ^ 0x80), _mm512_setzero_si512());
    v8u64 groups = eights + __builtin_shufflevector(eights, eights, 1, 0, 3, 2, 5, 4, 7, 6);
    if (group_size(type) == 32) groups += __builtin_shufflevector(groups, groups, 2, 3, 0, 1, 6, 7, 4, 5);
    size_t size = group_size(type), lanes = size / 8, count = 64 / size;
#pragma unroll
    EACH(g, count) to->group_sums[(4 * u + i) * count + g] = (int16_t)((int)groups[g * lanes] - 128 * (int)size);
  }
}

// The sums of a row with one token on their way: its products, and what the formats' minimums take off.
typedef struct {
  v16f products, minimums;
} row_sums;

// What takes the minimums off: what every weight of a block is too large by.
INLINE float offset_of(uint32_t type) {
  switch (type) {
    case Q4_0: return 8.0f;
    case Q8_0: return (float)SIGNED_OFFSET;
    case Q6_K: return 32.0f;
    default: return 1.0f;
  }
}

// sum + a × b, where only the first eight lanes of the sum are in use.
INLINE v16f add_halves(v8f a, v8f b, v16f sum) {
  return (v16f)_mm512_zextps256_ps512((__m256)(a * b + (v8f)_mm512_castps512_ps256((__m512)sum)));
}

// A loop over the units that there are, of four.
#define EACH_UNIT(u, count) \
  _Pragma("unroll") \
  for (size_t u = 0; u < FOUR; u++) \
    if (u >= (count)) break; \
    else

// ---- Blocks of 32 --------------------------------------------------------------------------------------------------------

// The eight words of weights of each of four blocks, 18 bytes each.
INLINE v32u16 words_of_four_blocks(const uint8_t *blocks) {
  v32u16 a = load_v32u16(blocks), b = (v32u16)_mm512_castsi128_si512((__m128i)load_v16u8(blocks + 56));
  return __builtin_shufflevector(a, b, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29,
                                 30, 31, 36, 37, 38, 39);
}

// Q4_0: four blocks lie in one vector, low halves of their bytes apart from high ones, and both meet before they become floats.
INLINE void add_nibbles(const uint8_t *units, size_t count, const arranged_units *x, size_t stride, size_t tokens, row_sums *sums) {
  v64u8 w[FOUR][4];
  v8f scale[FOUR];
  EACH_UNIT(u, count) {
    const uint8_t *unit = units + u * unit_bytes(Q4_0);
#pragma unroll
    EACH(h, 2) {
      v32u16 words = words_of_four_blocks(unit + 72 * h);
      w[u][2 * h] = (v64u8)words & 15;
      w[u][2 * h + 1] = (v64u8)(words >> 4) & 15;
    }
    v32u16 a = load_v32u16(unit), b = load_v32u16(unit + 72);
    scale[u] = floats_of_v8h((v8h)__builtin_shufflevector(a, b, 0, 9, 18, 27, 32, 41, 50, 59));
  }
#pragma unroll
  EACH(t, tokens) {
    const arranged_units *own = x + t * stride;
    v16i dots[FOUR][2];
    EACH_UNIT(u, count) {
#pragma unroll
      EACH(h, 2) dots[u][h] = dot4((v16i){0}, w[u][2 * h], load_v64u8(own->values[u] + 128 * h));
    }
    EACH_UNIT(u, count) {
#pragma unroll
      EACH(h, 2) dots[u][h] = dot4(dots[u][h], w[u][2 * h + 1], load_v64u8(own->values[u] + 128 * h + 64));
    }
    EACH_UNIT(u, count) {
      v8f both = scale[u] * load_v8f(own->scales + 8 * u);
      sums[t].minimums = add_halves(scale[u], load_v8f(own->sums + 8 * u), sums[t].minimums);
      sums[t].products += floats_of(dots[u][0]) * __builtin_shufflevector(both, both, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
      sums[t].products += floats_of(dots[u][1]) * __builtin_shufflevector(both, both, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7);
    }
  }
}

// Q8_0: two blocks lie in one vector. Memory is what this waits for: one unit at a time will do.
INLINE void add_bytes(const uint8_t *units, size_t count, const arranged_units *x, size_t stride, size_t tokens, row_sums *sums) {
  EACH_UNIT(u, count) {
    const uint8_t *unit = units + u * unit_bytes(Q8_0);
    uint64_t low = 0, high = 0;
    EACH(b, 4) low |= (uint64_t)load_uint16_t(unit + 34 * b) << (16 * b);
    EACH(b, 4) high |= (uint64_t)load_uint16_t(unit + 34 * (b + 4)) << (16 * b);
    v8f scale = floats_of_v8h((v8h)_mm_set_epi64x((long long)high, (long long)low));
#pragma unroll
    EACH(t, tokens) {
      const arranged_units *own = x + t * stride;
      v8f both = scale * load_v8f(own->scales + 8 * u);
      sums[t].minimums = add_halves(scale, load_v8f(own->sums + 8 * u), sums[t].minimums);
#pragma unroll
      EACH(i, 4) {
        v16i dots = dot4_signed((v16i){0}, weights_of(Q8_0, unit, i, 7), load_v64u8(own->values[u] + 64 * i));
        v16f spread_scale = i == 0   ? __builtin_shufflevector(both, both, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
                            : i == 1 ? __builtin_shufflevector(both, both, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3)
                            : i == 2 ? __builtin_shufflevector(both, both, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5)
                                     : __builtin_shufflevector(both, both, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7);
        sums[t].products += floats_of(dots) * spread_scale;
      }
    }
  }
}

// ---- K formats -----------------------------------------------------------------------------------------------------------
// A unit's activations have one scale, so that the groups' scales, whole numbers, meet the products before they become floats.

// Sixteen bytes of each unit; of the first one again where there is none.
INLINE __m512i of_each_unit(const uint8_t *p, size_t bytes, size_t count) {
  __m128i v[FOUR];
#pragma unroll
  EACH(u, FOUR) v[u] = _mm_loadu_si128((const __m128i *)(p + (u < count ? u * bytes : 0)));
  return _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_set_m128i(v[1], v[0])), _mm256_set_m128i(v[3], v[2]), 1);
}

// The scales and minimums of groups as 16-bit numbers, eight of a unit in each quarter of a vector, out of heads of Q4_K and Q5_K:
// four bytes, then twelve with 6-bit numbers, the last four of which have the lower halves of the later ones.
INLINE void six_bit_numbers(__m512i head, __m512i *scales, __m512i *minimums) {
  const __m512i low_halves = _mm512_set1_epi32(0x0f0f0f0f);
  __m512i high = _mm512_srli_epi32(_mm512_shuffle_epi32(head, _MM_SHUFFLE(1, 0, 0, 2)), 2);
  __m512i low = _mm512_srlv_epi32(_mm512_shuffle_epi32(head, 0xff), _mm512_broadcast_i32x4(_mm_setr_epi32(4, 0, 0, 0)));
  __m512i later = (high & ~low_halves) | (low & low_halves);  // minimums before, scales behind what of the head stays
  __m512i numbers = _mm512_mask_mov_epi32(head, 0x9999, later) & _mm512_set1_epi32(0x3f3f3f3f);
  *scales = _mm512_shuffle_epi8(
      numbers, _mm512_broadcast_i32x4(_mm_setr_epi8(4, -1, 5, -1, 6, -1, 7, -1, 12, -1, 13, -1, 14, -1, 15, -1)));
  *minimums = _mm512_shuffle_epi8(
      numbers, _mm512_broadcast_i32x4(_mm_setr_epi8(8, -1, 9, -1, 10, -1, 11, -1, 0, -1, 1, -1, 2, -1, 3, -1)));
}

// Q4_K and Q5_K: sixteen weights of each of four groups lie in one vector, the other sixteen in the next: even groups, then odd.
INLINE void add_six_bit_scales(uint32_t type, const uint8_t *units, size_t count, const arranged_units *x, size_t stride,
                               size_t tokens, row_sums *sums) {
  size_t bytes = unit_bytes(type);
  __m512i head = of_each_unit(units, bytes, count), scales, minimums;
  six_bit_numbers(head, &scales, &minimums);
  v8f steps = floats_of_v8h((v8h)_mm512_castsi512_si128(_mm512_permutexvar_epi32((__m512i)(v16i){0, 4, 8, 12}, head)));
  v8f both[ROW_TOKENS];  // each unit's scale, and that of its minimums
#pragma unroll
  EACH(t, tokens) {
    const arranged_units *own = x + t * stride;
    both[t] = steps * load_v8f(own->scales);
    v16i least = (v16i)_mm512_madd_epi16(minimums, _mm512_load_si512(own->group_sums));
    sums[t].minimums += floats_of(least) * __builtin_shufflevector(both[t], both[t], 1, 1, 1, 1, 3, 3, 3, 3, 5, 5, 5, 5, 7, 7, 7, 7);
  }
  __asm__("" : "+m"(both));  // out of memory a number comes into all lanes for nothing

  __m512i w[FOUR][4], scale[FOUR][2];
  EACH_UNIT(u, count) {
    const uint8_t *unit = units + u * bytes, *nibbles = unit + (type == Q5_K ? 48 : 16);
    __m512i a = _mm512_loadu_si512(nibbles), b = _mm512_loadu_si512(nibbles + 64);
    w[u][0] = _mm512_shuffle_i32x4(a, b, 0x88);
    w[u][1] = _mm512_shuffle_i32x4(a, b, 0xdd);
  }
  EACH_UNIT(u, count) {
#pragma unroll
    EACH(i, 2) {
      w[u][2 + i] = _mm512_srli_epi16(w[u][i], 4) & _mm512_set1_epi8(15);
      w[u][i] &= _mm512_set1_epi8(15);
      if (type != Q5_K) continue;
      // The fifth bits of group g are bit g of 32 bytes.
      __m512i bits = _mm512_broadcast_i32x4((__m128i)load_v16u8(units + u * bytes + 16 + 16 * i));
      w[u][i] |= _mm512_rolv_epi64(bits, (__m512i)(v8u64){4, 4, 2, 2, 0, 0, 62, 62}) & _mm512_set1_epi8(16);
      w[u][2 + i] |= _mm512_rolv_epi64(bits, (__m512i)(v8u64){3, 3, 1, 1, 63, 63, 61, 61}) & _mm512_set1_epi8(16);
    }
  }
  EACH_UNIT(u, count) {
#pragma unroll
    EACH(odd, 2) {
      v32u16 places = {0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4, 6, 6, 6, 6, 6, 6, 6, 6};
      scale[u][odd] = _mm512_permutexvar_epi16((__m512i)(places + (uint16_t)(8 * u + odd)), scales);
    }
  }
#pragma unroll
  EACH(t, tokens) {
    const arranged_units *own = x + t * stride;
    __m512i dots[FOUR][2];
    EACH_UNIT(u, count) {
#pragma unroll
      EACH(odd, 2) {  // weights are below 32: four products fit in 16 bits
        const int8_t *values = own->values[u] + 128 * odd;
        dots[u][odd] = _mm512_add_epi16(_mm512_maddubs_epi16(w[u][2 * odd], _mm512_load_si512(values)),
                                        _mm512_maddubs_epi16(w[u][2 * odd + 1], _mm512_load_si512(values + 64)));
      }
    }
    EACH_UNIT(u, count) {
#pragma unroll
      EACH(odd, 2) dots[u][odd] = _mm512_madd_epi16(dots[u][odd], scale[u][odd]);
    }
    EACH_UNIT(u, count) sums[t].products += floats_of((v16i)_mm512_add_epi32(dots[u][0], dots[u][1])) * splat(both[t][2 * u]);
  }
}

// Q6_K: sixteen groups of 16 in their order; 32 is taken off each weight.
INLINE void add_six_bit_weights(const uint8_t *units, size_t count, const arranged_units *x, size_t stride, size_t tokens,
                                row_sums *sums) {
  size_t bytes = unit_bytes(Q6_K);
  __m512i packed = of_each_unit(units + 192, bytes, count);
  // Scales of two units each.
  __m512i numbers[2] = {_mm512_cvtepi8_epi16(_mm512_castsi512_si256(packed)),
                        _mm512_cvtepi8_epi16(_mm512_extracti64x4_epi64(packed, 1))};
  uint64_t halves = 0;
  EACH(u, FOUR) halves |= (uint64_t)load_uint16_t(units + (u < count ? u : 0) * bytes + 208) << (16 * u);
  v8f steps = floats_of_v8h((v8h)_mm_cvtsi64_si128((long long)halves));
  v16f step = __builtin_shufflevector(steps, steps, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3), both[ROW_TOKENS];
#pragma unroll
  EACH(t, tokens) {
    const arranged_units *own = x + t * stride;
    both[t] = step * load_v16f(own->scales);
    __m512i a = _mm512_madd_epi16(numbers[0], _mm512_load_si512(own->group_sums));
    __m512i b = _mm512_madd_epi16(numbers[1], _mm512_load_si512(own->group_sums + 32));
    v16i least = (v16i)_mm512_add_epi32(_mm512_shuffle_i32x4(a, b, 0x88), _mm512_shuffle_i32x4(a, b, 0xdd));
    sums[t].minimums += floats_of(least) * both[t];
  }
  __asm__("" : "+m"(both));  // out of memory a number comes into all lanes for nothing

  EACH_UNIT(u, count) {
    const uint8_t *unit = units + u * bytes;
    v64u8 w[4];
    __m512i scale[2];
#pragma unroll
    EACH(h, 2) {
      // 64 bytes have the lower four bits of 128 weights, 32 the upper two: of the 32 weights that come k-th, in bits 2k.
      v32u16 low = load_v32u16(unit + 64 * h);
      __m512i bits = _mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)(unit + 128 + 32 * h)));
      v32u16 high = (v32u16)_mm512_srlv_epi64(bits, (__m512i)(v8u64){0, 0, 0, 0, 2, 2, 2, 2});
      w[2 * h] = ((v64u8)low & 15) | ((v64u8)(high << 4) & 0x30);
      w[2 * h + 1] = ((v64u8)(low >> 4) & 15) | ((v64u8)high & 0x30);
      // For four products of a group of the first vector, then of one of the second, and so on.
      v32u16 places = {0, 0, 0, 0, 4, 4, 4, 4, 1, 1, 1, 1, 5, 5, 5, 5, 2, 2, 2, 2, 6, 6, 6, 6, 3, 3, 3, 3, 7, 7, 7, 7};
      scale[h] = _mm512_permutexvar_epi16((__m512i)(places + (uint16_t)(16 * (u % 2) + 8 * h)), numbers[u / 2]);
    }
#pragma unroll
    EACH(t, tokens) {
      const int8_t *values = x[t * stride].values[u];
      v16i dots = {0};
#pragma unroll
      EACH(h, 2) {  // weights are below 64: four products fit in 16 bits
        v16i first = dot4((v16i){0}, w[2 * h], load_v64u8(values + 128 * h));
        v16i second = dot4((v16i){0}, w[2 * h + 1], load_v64u8(values + 128 * h + 64));
        dots += (v16i)_mm512_madd_epi16(_mm512_packs_epi32((__m512i)first, (__m512i)second), scale[h]);
      }
      sums[t].products += floats_of(dots) * splat(both[t][4 * u]);
    }
  }
}

// What up to four units of a row add to its sums with some tokens, whose activations lie `stride` apart.
INLINE void add_arranged(uint32_t type, const uint8_t *units, size_t count, const arranged_units *x, size_t stride, size_t tokens,
                         row_sums *sums) {
  switch (type) {
    case Q4_0: add_nibbles(units, count, x, stride, tokens, sums); return;
    case Q8_0: add_bytes(units, count, x, stride, tokens, sums); return;
    case Q6_K: add_six_bit_weights(units, count, x, stride, tokens, sums); return;
    default: add_six_bit_scales(type, units, count, x, stride, tokens, sums);
  }
}
#endif
