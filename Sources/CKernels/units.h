// What 256 weights of a row, a unit, add to the dot products of a row with some tokens.

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
