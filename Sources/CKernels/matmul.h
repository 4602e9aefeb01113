// Matrices of weights times the activations of many tokens: a panel of rows is laid out for the multiplication first, then meets all
// tokens.

// 16 rows of 16 lanes become 16 columns: swaps halves, quarters, … across the diagonal.
INLINE void transpose(v16i m[16]) {
  for (size_t i = 0; i < 8; i++) {
    v16i a = m[i], b = m[i + 8];
    m[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    m[i + 8] = __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
  for (size_t g = 0; g < 16; g += 8)
    for (size_t i = g; i < g + 4; i++) {
      v16i a = m[i], b = m[i + 4];
      m[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27);
      m[i + 4] = __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
    }
  for (size_t g = 0; g < 16; g += 4)
    for (size_t i = g; i < g + 2; i++) {
      v16i a = m[i], b = m[i + 2];
      m[i] = __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
      m[i + 2] = __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
  for (size_t i = 0; i < 16; i += 2) {
    v16i a = m[i], b = m[i + 1];
    m[i] = __builtin_shufflevector(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30);
    m[i + 1] = __builtin_shufflevector(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
  }
}

// Sixteen rows of weights, laid out so that one vector holds four neighbouring columns of each row.
typedef struct {
  uint8_t *weights;  // [paddedColumns / 4, 16, 4]
  float *scales;     // [paddedColumns / group, 16]
  float *minima;     // [paddedColumns / group, 16]
} panel;

INLINE void pack_unit(uint32_t type, const uint8_t *rows, size_t stride, size_t count, size_t u, size_t last, panel to) {
  size_t per_scale = group_size(type) / 16, groups = 16 / per_scale;
  const uint8_t *units[16];
  EACH(r, 16) {
    units[r] = rows + (r < count ? r : count - 1) * stride + u * unit_bytes(type);
    // The next panel's rows, into the second cache: sixteen at once are too many streams for the processor to see coming.
    const uint8_t *next = units[r] + TILE_PANELS * LANES * stride;
    for (size_t line = 0; line < unit_bytes(type); line += 64) __builtin_prefetch(next + line, 0, 2);
    v16f scale, minimum;
    scales_of(type, units[r], last, &scale, &minimum);
    EACH(g, groups) {
      to.scales[(u * groups + g) * LANES + r] = scale[g * per_scale];
      to.minima[(u * groups + g) * LANES + r] = minimum[g * per_scale];
    }
  }
#pragma unroll
  for (size_t i = 0; i < 4; i++) {
    if (2 * i > last) break;
    v16i m[16];
#pragma unroll
    EACH(r, 16) {
      v64u8 w = weights_of(type, units[r], i, last);
      m[r] = (v16i)(type == Q8_0 && SIGNED_OFFSET != 0 ? w ^ 0x80 : w);
    }
    transpose(m);
    EACH(c, 16) store_v16i(to.weights + ((u * 4 + i) * 16 + c) * 64, m[c]);
  }
}

INLINE void pack_quantized(uint32_t type, const uint8_t *rows, size_t stride, size_t count, size_t columns, panel to) {
  size_t whole = columns / UNIT, left = columns % UNIT / 32;
  EACH(u, whole) pack_unit(type, rows, stride, count, u, 7, to);
  if (!is_k(type) && left > 0) pack_unit(type, rows, stride, count, whole, left - 1, to);
}

INLINE void store_lanes(float *y, v16f v, size_t rows, size_t first) {
  if (rows >= first + LANES) store_v16f(y, v);
  else if (rows > first) memcpy(y, &v, (rows - first) * sizeof(float));
}

// `tokens` rows of activations times all panels; all sums stay in registers.
INLINE void quantized_tile(uint32_t type, const panel *p, size_t columns, const int8_t *x, const float *scales,
                           const float *sums, size_t padded, size_t tokens, float *y, size_t y_stride, size_t rows) {
  size_t group = group_size(type);
  v16f acc[TILE_TOKENS][TILE_PANELS] = {{{0}}};
  for (size_t g = 0; g * group < columns; g++) {
    v16i dots[TILE_TOKENS][TILE_PANELS] = {{{0}}};
#pragma unroll
    for (size_t k = 0; k < group / 4; k++) {
      v64u8 w[TILE_PANELS];
      EACH(v, TILE_PANELS) w[v] = load_v64u8(p[v].weights + (g * group / 4 + k) * 64);
      EACH(t, tokens) {
        v64u8 xs = splat4(x + t * padded + g * group + 4 * k);
        EACH(v, TILE_PANELS)
          dots[t][v] = type == Q8_0 && SIGNED_OFFSET == 0 ? dot4_signed(dots[t][v], w[v], xs) : dot4(dots[t][v], w[v], xs);
      }
    }
    EACH(v, TILE_PANELS) {
      v16f scale = load_v16f(p[v].scales + g * LANES), minimum = load_v16f(p[v].minima + g * LANES);
      EACH(t, tokens) {
        size_t place = (t * padded + g * group) / 16;
        float sum = group == 16 ? sums[place] : sums[place] + sums[place + 1];
        acc[t][v] += floats_of(dots[t][v]) * scales[place] * scale - minimum * sum;
      }
    }
  }
  EACH(t, tokens) EACH(v, TILE_PANELS) store_lanes(y + t * y_stride + v * LANES, acc[t][v], rows, v * LANES);
}

INLINE void pack_floats(uint32_t type, const uint8_t *rows, size_t stride, size_t count, size_t columns, float *to) {
  size_t bytes = type == F32 ? 4 : 2;
  for (size_t k = 0; k < columns; k += 16) {
    v16i m[16];
    EACH(r, 16) {
      if (k * bytes % 64 == 0) __builtin_prefetch(rows + (r + TILE_PANELS * LANES) * stride + k * bytes, 0, 2);  // as in `pack_unit`
      v16f v = {0};
      if (r < count && k + 16 <= columns) v = floats_at(type, rows + r * stride, k);
      else if (r < count) EACH(j, columns - k) v[j] = float_at(type, rows + r * stride, k + j);
      m[r] = (v16i)v;
    }
    transpose(m);
    EACH(c, 16) store_v16i(to + (k + c) * LANES, m[c]);
  }
}

INLINE void float_tile(const float *const *p, size_t columns, const float *x, size_t x_stride, size_t tokens,
                       float *y, size_t y_stride, size_t rows) {
  v16f acc[FLOAT_TILE_TOKENS][TILE_PANELS] = {{{0}}};
  for (size_t k = 0; k < columns; k++) {
    v16f w[TILE_PANELS];
    EACH(v, TILE_PANELS) w[v] = load_v16f(p[v] + k * LANES);
    EACH(t, tokens) EACH(v, TILE_PANELS) acc[t][v] += w[v] * x[t * x_stride + k];
  }
  EACH(t, tokens) EACH(v, TILE_PANELS) store_lanes(y + t * y_stride + v * LANES, acc[t][v], rows, v * LANES);
}

static size_t scratch_bytes(size_t columns) {
  size_t padded = (columns + 255) / 256 * 256;
  return TILE_PANELS * LANES * padded * sizeof(float);  // floats; bytes with scales for every 16 need less
}

#define DEFINE_MULTIPLY(type) \
  static void multiply_##type(const ck_weights *w, const ck_activations *q, size_t first, size_t tokens, float *y, \
                              size_t y_stride, void *scratch) { \
    size_t padded = (w->columns + 255) / 256 * 256, groups = padded / group_size(type); \
    panel p[TILE_PANELS]; \
    uint8_t *space = scratch; \
    EACH(v, TILE_PANELS) { \
      p[v] = (panel){space, (float *)(space + padded * LANES), (float *)(space + padded * LANES) + groups * LANES}; \
      space = (uint8_t *)(p[v].minima + groups * LANES); \
      size_t r = v * LANES, rows = w->rows <= r ? 0 : w->rows - r < LANES ? w->rows - r : LANES; \
      if (rows == 0) p[v] = p[0]; \
      else pack_quantized(type, (const uint8_t *)w->start + r * w->bytes_per_row, w->bytes_per_row, rows, w->columns, p[v]); \
    } \
    const int8_t *x = q->values + first * padded; \
    const float *scales = q->scales + first * padded / 16, *sums = q->sums + first * padded / 16; \
    EACH_TILE(t, tokens, TILE_TOKENS, TILE_##type) \
  }
#define CALL_TILE(type, n) \
  quantized_tile(type, p, w->columns, x + t * padded, scales + t * padded / 16, sums + t * padded / 16, padded, n, \
                 y + t * y_stride, y_stride, w->rows);
#define TILE_Q4_0(n) CALL_TILE(Q4_0, n)
#define TILE_Q4_1(n) CALL_TILE(Q4_1, n)
#define TILE_Q5_0(n) CALL_TILE(Q5_0, n)
#define TILE_Q5_1(n) CALL_TILE(Q5_1, n)
#define TILE_Q8_0(n) CALL_TILE(Q8_0, n)
#define TILE_Q2_K(n) CALL_TILE(Q2_K, n)
#define TILE_Q3_K(n) CALL_TILE(Q3_K, n)
#define TILE_Q4_K(n) CALL_TILE(Q4_K, n)
#define TILE_Q5_K(n) CALL_TILE(Q5_K, n)
#define TILE_Q6_K(n) CALL_TILE(Q6_K, n)
QUANTIZED_TYPES(DEFINE_MULTIPLY)

#define DEFINE_FLOAT_MULTIPLY(type) \
  static void multiply_##type(const ck_weights *w, const float *x, size_t x_stride, size_t tokens, float *y, size_t y_stride, \
                              void *scratch) { \
    const float *p[TILE_PANELS]; \
    EACH(v, TILE_PANELS) { \
      float *to = (float *)scratch + v * ((w->columns + 15) / 16 * 16) * LANES; \
      size_t r = v * LANES, rows = w->rows <= r ? 0 : w->rows - r < LANES ? w->rows - r : LANES; \
      pack_floats(type, (const uint8_t *)w->start + r * w->bytes_per_row, w->bytes_per_row, rows, w->columns, to); \
      p[v] = to; \
    } \
    EACH_TILE(t, tokens, FLOAT_TILE_TOKENS, CALL_FLOAT_TILE) \
  }
#define CALL_FLOAT_TILE(n) float_tile(p, w->columns, x + t * x_stride, x_stride, n, y + t * y_stride, y_stride, w->rows);
DEFINE_FLOAT_MULTIPLY(F32) DEFINE_FLOAT_MULTIPLY(F16) DEFINE_FLOAT_MULTIPLY(BF16)

static void multiply(const ck_weights *w, const float *x, size_t x_stride, const ck_activations *q, size_t first, size_t tokens,
                     float *y, size_t y_stride, void *scratch) {
  switch (w->type) {
    case F32: multiply_F32(w, x, x_stride, tokens, y, y_stride, scratch); return;
    case F16: multiply_F16(w, x, x_stride, tokens, y, y_stride, scratch); return;
    case BF16: multiply_BF16(w, x, x_stride, tokens, y, y_stride, scratch); return;
#define CALL_MULTIPLY(type) case type: multiply_##type(w, q, first, tokens, y, y_stride, scratch); return;
    QUANTIZED_TYPES(CALL_MULTIPLY)
    default: return;
  }
}

// Laying out a panel has to save more than it costs. Measured with 768 and 2,048 columns; floats are quick to use where they lie, and
// so are the arranged formats that cost the most to lay out.
static size_t panel_tokens(uint32_t type) {
  switch (type) {
    case F32: case F16: case BF16: return 8;
#if defined(USE_AVX512)
    case Q4_0: case Q6_K: return 9;
#endif
    default: return 5;
  }
}
