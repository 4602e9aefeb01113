// Matrices of weights times the activations of few tokens: a weight goes from its block into a product for each of them at once.

enum { LANES = 16 };

// Rows are read one after the other, so that memory sees one long stream. Where a format has little arithmetic to a byte, the
// processor follows it by itself, best undisturbed. Where there is much, it loses the stream and is told of it so far ahead:
// into the second cache, for fetches into the first one hold up the loads.
enum { AHEAD = 12288 };

INLINE void fetch_ahead(uint32_t type, const uint8_t *units, size_t count) {
  if (type == Q8_0) return;
#pragma unroll
  for (size_t line = 0; line < count * unit_bytes(type); line += 64) __builtin_prefetch(units + line + AHEAD, 0, 2);
}

INLINE void quantized_dots(uint32_t type, const uint8_t *row, size_t columns, const int8_t *x, const float *scales,
                           const float *sums, size_t padded, size_t tokens, float *y, size_t y_stride, int is_first) {
  v16f acc[ROW_TOKENS] = {{0}};
  size_t whole = columns / UNIT, unit = unit_bytes(type), left = columns % UNIT / 32;
  for (size_t u = 0; u < whole; u++) {
    if (is_first) fetch_ahead(type, row + u * unit, 1);
    add_unit(type, row + u * unit, x + u * UNIT, scales + u * 16, sums + u * 16, padded, tokens, 7, acc);
  }
  if (!is_k(type) && left > 0)
    add_unit(type, row + whole * unit, x + whole * UNIT, scales + whole * 16, sums + whole * 16, padded, tokens, left - 1, acc);
  EACH(t, tokens) y[t * y_stride] = sum_of(acc[t]);
}

// So many activations, four bytes each, stay in the first cache from row to row while weights run through it.
enum { FLOAT_COLUMNS = 3072 };

// Who computes much faster than memory answers runs into lines that are not there yet, and the processor loses the stream that it
// follows. In rows so wide, most of them of models that no cache holds, a sum that waits for itself keeps the pace: a line in eight
// cycles. Set where it was measured.
#ifndef PACED_COLUMNS
#define PACED_COLUMNS SIZE_MAX
#endif

// Of so many more those of two bytes stay: whole numbers, each 64 with a scale, exact to 2⁻¹⁶ of the largest of them, while weights of
// two bytes are so to 2⁻¹¹ or 2⁻⁸ of themselves. Those of four keep their floats.
enum { WIDE_COLUMNS = 7168, WIDE_GROUP = 64 };

INLINE void round_to_16_bits(const float *x, size_t columns, int16_t *values, float *scales) {
  EACH(g, columns / WIDE_GROUP) {
    float extreme = extreme_of(x + g * WIDE_GROUP, WIDE_GROUP), inverse = extreme > 0 ? 32767.0f / extreme : 0.0f;
    scales[g] = extreme / 32767.0f;
    for (size_t k = g * WIDE_GROUP; k < (g + 1) * WIDE_GROUP; k += 16)
      store_v16i16(values + k, __builtin_convertvector(whole_numbers(load_v16f(x + k) * inverse), v16i16));
  }
}

// A row's first columns, as many as there are whole groups.
INLINE void wide_dots(uint32_t type, const uint8_t *row, size_t groups, const int16_t *x, const float *scales, size_t tokens,
                      float *y, size_t y_stride) {
  v16f acc[FLOAT_ROW_TOKENS] = {{0}};
#pragma clang loop unroll(disable)
  for (size_t k = 0; k < groups * WIDE_GROUP; k += 32) {
    v16f a = floats_at(type, row, k), b = floats_at(type, row, k + 16);
#pragma unroll
    EACH(t, tokens) {
      const int16_t *own = x + t * groups * WIDE_GROUP + k;
      v16f both = a * __builtin_convertvector(load_v16i16(own), v16f) + b * __builtin_convertvector(load_v16i16(own + 16), v16f);
      acc[t] += both * scales[t * groups + k / WIDE_GROUP];
    }
  }
  EACH(t, tokens) y[t * y_stride] = sum_of(acc[t]);
}

// Columns first ..< end of a row, added to what there is of the columns before them. The next row, `ahead` bytes on, is fetched:
// the processor cannot follow from one row's piece to the next one's.
INLINE void float_dots(uint32_t type, const uint8_t *row, size_t first, size_t end, int is_paced, size_t ahead, const float *x,
                       size_t x_stride, size_t tokens, float *y, size_t y_stride) {
  size_t bytes = type == F32 ? 4 : 2, k = first, line = 64 / bytes;
  v16f acc[FLOAT_ROW_TOKENS][4] = {{{0}}};  // one alone would wait for its own last sum
  float rest[FLOAT_ROW_TOKENS] = {0};
  if (is_paced) {
#pragma clang loop unroll(disable)
    for (; k + line <= end; k += line)
#pragma unroll
      for (size_t i = 0; i < line; i += 16) {
        v16f w = floats_at(type, row, k + i);
#pragma unroll
        EACH(t, tokens) acc[t][0] += w * load_v16f(x + t * x_stride + k + i);
      }
  }
  for (; k + 64 <= end; k += 64)
#pragma unroll
    EACH(i, 4) {
      v16f w = floats_at(type, row, k + 16 * i);
      if (ahead > 0 && (i % 2 == 0 || type == F32)) __builtin_prefetch(row + (k + 16 * i) * bytes + ahead, 0, 2);
#pragma unroll
      EACH(t, tokens) acc[t][i] += w * load_v16f(x + t * x_stride + k + 16 * i);
    }
  for (; k + 16 <= end; k += 16) EACH(t, tokens) acc[t][0] += floats_at(type, row, k) * load_v16f(x + t * x_stride + k);
  for (; k < end; k++) EACH(t, tokens) rest[t] += float_at(type, row, k) * x[t * x_stride + k];
  EACH(t, tokens) {
    float sum = sum_of((acc[t][0] + acc[t][1]) + (acc[t][2] + acc[t][3])) + rest[t];
    y[t * y_stride] = first == 0 ? sum : y[t * y_stride] + sum;
  }
}

// Calls `tile(n)` for the tokens from `t` on, n as large as there is a tile for.
#define EACH_TILE(t, tokens, largest, tile) \
  for (size_t t = 0; t < (tokens);) { \
    size_t left = (tokens) - t; \
    if (left >= (largest)) { tile(largest) t += (largest); } \
    else if (left >= 4 && (largest) > 4) { tile(4) t += 4; } \
    else if (left >= 2) { tile(2) t += 2; } \
    else { tile(1) t += 1; } \
  }

#if defined(USE_AVX512)
// Wider rows would want too much of the stack: a file says how wide they are.
enum { ARRANGED_COLUMNS = 32768, ROWS_AT_ONCE = 4 };

// The lanes whose sums are the dot products of a row with some tokens. `is_whole`, a constant: the row consists of whole units, and
// no row waits for what a part of one would need.
INLINE void arranged_dots(uint32_t type, const uint8_t *row, size_t columns, int is_whole, const arranged_units *arranged,
                          const int8_t *x, const float *scales, const float *sums, size_t padded, size_t tokens, v16f *lanes) {
  row_sums own[ROW_TOKENS] = {{{0}, {0}}};
  v16f rest[ROW_TOKENS] = {{0}};
  size_t whole = columns / UNIT, bytes = unit_bytes(type), stride = (whole + 3) / FOUR, u = 0;
  size_t left = is_whole ? 0 : columns % UNIT / 32;
  for (; u + FOUR <= whole; u += FOUR) {
    fetch_ahead(type, row + u * bytes, FOUR);
    add_arranged(type, row + u * bytes, FOUR, arranged + u / FOUR, stride, tokens, own);
  }
#define ADD_LAST(count) \
  case count: \
    fetch_ahead(type, row + u * bytes, count); \
    add_arranged(type, row + u * bytes, count, arranged + u / FOUR, stride, tokens, own); \
    break;
  switch (whole - u) {  // each with a constant count, which needs no branches within
    ADD_LAST(1) ADD_LAST(2) ADD_LAST(3)
    default: break;
  }
  if (left > 0)
    add_unit(type, row + whole * bytes, x + whole * UNIT, scales + whole * 16, sums + whole * 16, padded, tokens, left - 1, rest);
  EACH(t, tokens) lanes[t * ROWS_AT_ONCE] = own[t].products + rest[t] - offset_of(type) * own[t].minimums;
}

INLINE void arranged_rows(uint32_t type, const ck_weights *w, int is_whole, const int8_t *x, const float *scales,
                          const float *sums, size_t padded, size_t tokens, float *y, size_t y_stride) {
  size_t rows = w->rows, columns = w->columns, bytes = w->bytes_per_row, whole = columns / UNIT, stride = (whole + 3) / FOUR;
  arranged_units arranged[tokens * stride + 1];
  EACH(t, tokens) {
    if (whole % FOUR > 0) arranged[t * stride + stride - 1] = (arranged_units){0};
    EACH(u, whole) {
      size_t group = t * padded / 16 + 16 * u;
      arrange(type, x + t * padded + UNIT * u, scales + group, sums + group, u % FOUR, arranged + t * stride + u / FOUR);
    }
  }
  for (size_t r = 0; r < rows; r += ROWS_AT_ONCE) {
    v16f lanes[ROW_TOKENS * ROWS_AT_ONCE];
    size_t count = rows - r < ROWS_AT_ONCE ? rows - r : ROWS_AT_ONCE;
    if (count < ROWS_AT_ONCE) memset(lanes, 0, sizeof lanes);
    EACH(i, count)
      arranged_dots(type, (const uint8_t *)w->start + (r + i) * bytes, columns, is_whole, arranged, x, scales, sums, padded,
                    tokens, lanes + i);
    EACH(t, tokens) {
      float four[ROWS_AT_ONCE];
      sums_of_four(lanes + t * ROWS_AT_ONCE, four);
      if (count == ROWS_AT_ONCE) memcpy(y + t * y_stride + r, four, sizeof four);  // a store, where any count is a call
      else EACH(i, count) y[t * y_stride + r + i] = four[i];
    }
  }
}

// A function for each number of tokens: in one for all, registers would not hold what a loop needs again and again.
typedef void (*some_rows)(const ck_weights *w, const int8_t *x, const float *scales, const float *sums, size_t padded, float *y,
                          size_t y_stride);
#define DEFINE_ROWS(type, n) \
  static void rows_##type##_##n(const ck_weights *w, const int8_t *x, const float *scales, const float *sums, size_t padded, \
                                float *y, size_t y_stride) { \
    if (is_k(type) || w->columns % UNIT == 0) arranged_rows(type, w, 1, x, scales, sums, padded, n, y, y_stride); \
    else arranged_rows(type, w, 0, x, scales, sums, padded, n, y, y_stride); \
  }
#define DEFINE_ARRANGED(type) \
  DEFINE_ROWS(type, 1) DEFINE_ROWS(type, 2) DEFINE_ROWS(type, 3) DEFINE_ROWS(type, 4) \
  static const some_rows rows_##type[ROW_TOKENS] = {rows_##type##_1, rows_##type##_2, rows_##type##_3, rows_##type##_4};
#define ARRANGED_TYPES(of) of(Q4_0) of(Q8_0) of(Q4_K) of(Q5_K) of(Q6_K)
ARRANGED_TYPES(DEFINE_ARRANGED)

// False where a format has no arrangement, or rows are too wide for it: then nothing was done.
INLINE int multiply_arranged(uint32_t type, const ck_weights *w, const int8_t *x, const float *scales, const float *sums,
                             size_t padded, size_t tokens, float *y, size_t y_stride) {
  if (w->columns > ARRANGED_COLUMNS) return 0;
  const some_rows *rows;
  switch (type) {
#define ROWS_OF(type) case type: rows = rows_##type; break;
    ARRANGED_TYPES(ROWS_OF)
    default: return 0;
  }
  for (size_t t = 0; t < tokens; t += ROW_TOKENS) {
    size_t some = tokens - t < ROW_TOKENS ? tokens - t : ROW_TOKENS, place = t * padded;
    rows[some - 1](w, x + place, scales + place / 16, sums + place / 16, padded, y + t * y_stride, y_stride);
  }
  return 1;
}
#else
#define multiply_arranged(...) 0
#endif

#define DEFINE_QUANTIZED_DOTS(type) \
  static void dots_##type(const ck_weights *w, const int8_t *x, const float *scales, const float *sums, size_t padded, \
                          size_t tokens, float *y, size_t y_stride) { \
    if (multiply_arranged(type, w, x, scales, sums, padded, tokens, y, y_stride)) return; \
    EACH(r, w->rows) { \
      const uint8_t *row = (const uint8_t *)w->start + r * w->bytes_per_row; \
      EACH_TILE(t, tokens, ROW_TOKENS, DOTS_##type) \
    } \
  }
#define CALL_QUANTIZED_DOTS(type, n) \
  quantized_dots(type, row, w->columns, x + t * padded, scales + t * padded / 16, sums + t * padded / 16, padded, n, \
                 y + t * y_stride + r, y_stride, t == 0);
#define DOTS_Q4_0(n) CALL_QUANTIZED_DOTS(Q4_0, n)
#define DOTS_Q4_1(n) CALL_QUANTIZED_DOTS(Q4_1, n)
#define DOTS_Q5_0(n) CALL_QUANTIZED_DOTS(Q5_0, n)
#define DOTS_Q5_1(n) CALL_QUANTIZED_DOTS(Q5_1, n)
#define DOTS_Q8_0(n) CALL_QUANTIZED_DOTS(Q8_0, n)
#define DOTS_Q2_K(n) CALL_QUANTIZED_DOTS(Q2_K, n)
#define DOTS_Q3_K(n) CALL_QUANTIZED_DOTS(Q3_K, n)
#define DOTS_Q4_K(n) CALL_QUANTIZED_DOTS(Q4_K, n)
#define DOTS_Q5_K(n) CALL_QUANTIZED_DOTS(Q5_K, n)
#define DOTS_Q6_K(n) CALL_QUANTIZED_DOTS(Q6_K, n)
QUANTIZED_TYPES(DEFINE_QUANTIZED_DOTS)

#define WIDE_DOTS(n) wide_dots(type, row, groups, values + t * width, scales + t * groups, n, y + t * y_stride + r, y_stride);
#define WIDE_REST(n) \
  float_dots(type, row, width, w->columns, 0, 0, x + t * x_stride, x_stride, n, y + t * y_stride + r, y_stride);
// At most `FLOAT_ROW_TOKENS` tokens.
INLINE void wide_rows(uint32_t type, const ck_weights *w, const float *x, size_t x_stride, size_t tokens, float *y, size_t y_stride) {
  size_t groups = w->columns / WIDE_GROUP, width = groups * WIDE_GROUP;
  int16_t values[FLOAT_ROW_TOKENS * WIDE_COLUMNS] __attribute__((aligned(64)));
  float scales[FLOAT_ROW_TOKENS * WIDE_COLUMNS / WIDE_GROUP];
  EACH(t, tokens) round_to_16_bits(x + t * x_stride, width, values + t * width, scales + t * groups);
  EACH(r, w->rows) {
    const uint8_t *row = (const uint8_t *)w->start + r * w->bytes_per_row;
    EACH_TILE(t, tokens, FLOAT_ROW_TOKENS, WIDE_DOTS)
    if (width < w->columns) EACH_TILE(t, tokens, FLOAT_ROW_TOKENS, WIDE_REST)
  }
}

#define DEFINE_FLOAT_DOTS(type) \
  static void dots_##type(const ck_weights *w, const float *x, size_t x_stride, size_t tokens, float *y, size_t y_stride) { \
    if (w->columns <= FLOAT_COLUMNS) { \
      EACH(r, w->rows) { \
        const uint8_t *row = (const uint8_t *)w->start + r * w->bytes_per_row; \
        EACH_TILE(t, tokens, FLOAT_ROW_TOKENS, DOTS_##type) \
      } \
      return; \
    } \
    if (type != F32 && w->columns <= WIDE_COLUMNS) { \
      for (size_t t = 0; t < tokens; t += FLOAT_ROW_TOKENS) \
        wide_rows(type, w, x + t * x_stride, x_stride, tokens - t < FLOAT_ROW_TOKENS ? tokens - t : FLOAT_ROW_TOKENS, \
                  y + t * y_stride, y_stride); \
      return; \
    } \
    size_t pieces = (w->columns + FLOAT_COLUMNS - 1) / FLOAT_COLUMNS, width = (w->columns / pieces + 63) / 64 * 64; \
    for (size_t first = 0; first < w->columns; first += width) { \
      size_t end = first + width < w->columns ? first + width : w->columns; \
      EACH(r, w->rows) { \
        const uint8_t *row = (const uint8_t *)w->start + r * w->bytes_per_row; \
        EACH_TILE(t, tokens, FLOAT_ROW_TOKENS, PIECES_##type) \
      } \
    } \
  }
#define CALL_FLOAT_DOTS(type, n) \
  float_dots(type, row, 0, w->columns, w->columns >= PACED_COLUMNS, 0, x + t * x_stride, x_stride, n, y + t * y_stride + r, y_stride);
#define CALL_FLOAT_PIECES(type, n) \
  if (t == 0) float_dots(type, row, first, end, 0, w->bytes_per_row, x, x_stride, n, y + r, y_stride); \
  else float_dots(type, row, first, end, 0, 0, x + t * x_stride, x_stride, n, y + t * y_stride + r, y_stride);
#define DOTS_F32(n) CALL_FLOAT_DOTS(F32, n)
#define DOTS_F16(n) CALL_FLOAT_DOTS(F16, n)
#define DOTS_BF16(n) CALL_FLOAT_DOTS(BF16, n)
#define PIECES_F32(n) CALL_FLOAT_PIECES(F32, n)
#define PIECES_F16(n) CALL_FLOAT_PIECES(F16, n)
#define PIECES_BF16(n) CALL_FLOAT_PIECES(BF16, n)
DEFINE_FLOAT_DOTS(F32) DEFINE_FLOAT_DOTS(F16) DEFINE_FLOAT_DOTS(BF16)

static void dot_rows(const ck_weights *w, const float *x, size_t x_stride, const ck_activations *q, size_t tokens, float *y,
                     size_t y_stride) {
  switch (w->type) {
    case F32: dots_F32(w, x, x_stride, tokens, y, y_stride); return;
    case F16: dots_F16(w, x, x_stride, tokens, y, y_stride); return;
    case BF16: dots_BF16(w, x, x_stride, tokens, y, y_stride); return;
#define CALL_DOTS(type) \
    case type: dots_##type(w, q->values, q->scales, q->sums, q->padded_columns, tokens, y, y_stride); return;
    QUANTIZED_TYPES(CALL_DOTS)
    default: return;
  }
}
