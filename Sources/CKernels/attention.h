// Softmax(q · K) · V without ever holding all scores: positions come in chunks, and what was summed under a smaller maximum is
// scaled down when a larger one appears (Milakov and Gimelshein 2018; FlashAttention, Dao et al. 2022).

enum { TILE = 16, CHUNK_TILES = 8, CHUNK = TILE * CHUNK_TILES };

// The keys' elements `d` of 16 positions. Tiles of keys lie [dimension, 16], so no sum crosses lanes.
INLINE v16f keys_at(uint32_t type, const uint8_t *tile, size_t dimension, size_t d) {
  switch (type) {
    case F32: return load_v16f(tile + d * TILE * 4);
    case F16: return floats_of_halves(tile + d * TILE * 2);
    default:
      return __builtin_convertvector(load_v16i8(tile + d * TILE), v16f) *
             floats_of_halves(tile + dimension * TILE + d / 16 * TILE * 2);
  }
}

// Elements d ..< d + 16 of the value at one position. Tiles of values lie [16, dimension].
INLINE v16f value_at(uint32_t type, const uint8_t *tile, size_t dimension, size_t position, size_t d) {
  switch (type) {
    case F32: return load_v16f(tile + (position * dimension + d) * 4);
    case F16: return floats_of_halves(tile + (position * dimension + d) * 2);
    default:
      return __builtin_convertvector(load_v16i8(tile + position * dimension + d), v16f) *
             half_at(tile + dimension * TILE + (position * (dimension / 16) + d / 16) * 2);
  }
}

// Scale and values of 16 numbers in eight bits.
INLINE v16i8 rounded(v16f v, _Float16 *scale) {
  float step = largest_of(largest(v, -v)) / 127.0f;
  *scale = (_Float16)(step + sum_of(v * 0.0f));  // what is no number stays none
  float inverse = step > 0 ? 1.0f / step : 0.0f;
  return __builtin_convertvector(whole_numbers(v * inverse), v16i8);
}

static void store_key(uint32_t type, const float *key, size_t dimension, size_t slot, void *tile) {
  uint8_t *to = tile;
  if (type == F32) EACH(d, dimension) memcpy(to + (d * TILE + slot) * 4, key + d, 4);
  else if (type == F16) EACH(d, dimension) store__Float16(to + (d * TILE + slot) * 2, (_Float16)key[d]);
  else
    for (size_t d = 0; d < dimension; d += 16) {
      _Float16 scale;
      v16i8 values = rounded(load_v16f(key + d), &scale);
      EACH(i, 16) to[(d + i) * TILE + slot] = (uint8_t)values[i];
      store__Float16(to + dimension * TILE + (d / 16 * TILE + slot) * 2, scale);
    }
}

static void store_value(uint32_t type, const float *value, size_t dimension, size_t slot, void *tile) {
  uint8_t *to = tile;
  if (type == F32) memcpy(to + slot * dimension * 4, value, dimension * 4);
  else
    for (size_t d = 0; d < dimension; d += 16) {
      v16f v = load_v16f(value + d);
      if (type == F16) {
        store_v16h(to + (slot * dimension + d) * 2, __builtin_convertvector(v, v16h));
      } else {
        _Float16 scale;
        store_v16i8(to + slot * dimension + d, rounded(v, &scale));
        store__Float16(to + dimension * TILE + (slot * (dimension / 16) + d / 16) * 2, scale);
      }
    }
}

// Scores of `rows` queries against `tiles` tiles of keys.
INLINE void score_tiles(uint32_t type, const void *const *keys, size_t tiles, size_t dimension, const float *const *queries,
                        size_t rows, float *scores) {
  v16f acc[8][4] = {{{0}}};
  for (size_t d = 0; d < dimension; d++)
    EACH(t, tiles) {
      v16f k = keys_at(type, keys[t], dimension, d);
      EACH(r, rows) acc[r][t] += k * queries[r][d];
    }
  EACH(r, rows) EACH(t, tiles) store_v16f(scores + r * CHUNK + t * TILE, acc[r][t]);
}

// sums[r] += Σ weight · value over so many positions, for 16 × `width` elements from `d` on. What lies beyond them in the last
// tile may be left from another sequence, so it is not touched, though its weight is 0.
INLINE void mix_tiles(uint32_t type, const void *const *values, size_t positions, size_t dimension, const float *weights,
                      size_t rows, size_t d, size_t width, float *sums) {
  v16f acc[8][4];
  EACH(r, rows) EACH(c, width) acc[r][c] = load_v16f(sums + r * dimension + d + 16 * c);
  for (size_t t = 0; t * TILE < positions; t++) {
    size_t left = positions - t * TILE;
    EACH(p, left < TILE ? left : TILE) EACH(c, width) {
      v16f v = value_at(type, values[t], dimension, p, d + 16 * c);
      EACH(r, rows) acc[r][c] += v * weights[r * CHUNK + t * TILE + p];
    }
  }
  EACH(r, rows) EACH(c, width) store_v16f(sums + r * dimension + d + 16 * c, acc[r][c]);
}

INLINE void score_rows(uint32_t type, const ck_head *h, size_t first_tile, size_t tiles, const float *const *queries, size_t rows,
                       float *scores) {
  size_t t = 0, width = rows == 1 ? 4 : rows == 2 ? 2 : 1;
  for (; t + width <= tiles; t += width)
    score_tiles(type, h->key_tiles + first_tile + t, width, h->dimension, queries, rows, scores + t * TILE);
  for (; t < tiles; t++) score_tiles(type, h->key_tiles + first_tile + t, 1, h->dimension, queries, rows, scores + t * TILE);
}

INLINE void mix_rows(uint32_t type, const ck_head *h, size_t first_tile, size_t positions, const float *weights, size_t rows,
                     float *sums) {
  size_t d = 0, width = rows <= 2 ? 4 : 1;
  for (; d + 16 * width <= h->dimension; d += 16 * width)
    mix_tiles(type, h->value_tiles + first_tile, positions, h->dimension, weights, rows, d, width, sums);
  for (; d < h->dimension; d += 16)
    mix_tiles(type, h->value_tiles + first_tile, positions, h->dimension, weights, rows, d, 1, sums);
}

// Turns a row of scores into weights relative to the maximum so far; gives what earlier sums must be multiplied by.
INLINE float soften(const ck_head *h, float *scores, size_t tiles, int32_t position, int32_t first, int32_t last, float *maximum,
                    float *total) {
  const v16i lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const float unseen = -1e30f;
  v16f highest = splat(*maximum);
  EACH(t, tiles) {
    v16f s = load_v16f(scores + t * TILE) * h->score_scale;
    if (h->soft_cap > 0) s = capped(s, h->soft_cap);
    v16i at = lane + position + (int32_t)(t * TILE);
    s = choose((at >= first) & (at <= last), s, splat(unseen));
    highest = largest(highest, s);
    store_v16f(scores + t * TILE, s);
  }
  float now = largest_of(highest);
  v16f sum = {0};
  EACH(t, tiles) {
    v16f s = load_v16f(scores + t * TILE);
    v16f weight = choose(s == unseen, (v16f){0}, exp_of(s - now));
    sum += weight;
    store_v16f(scores + t * TILE, weight);
  }
  float factor = exp_of(splat(*maximum - now))[0];
  *total = *total * factor + sum_of(sum);
  *maximum = now;
  return factor;
}

#define SCORE_ROWS(n) score_rows(type, h, tile, tiles, q->queries + i, n, scores + i * CHUNK);
#define MIX_ROWS(n) mix_rows(type, h, tile, positions, scores + i * CHUNK, n, sums + i * h->dimension);

static size_t attend_scratch_bytes(size_t dimension, size_t count) {
  return count * (dimension + CHUNK + 2) * sizeof(float);
}

INLINE void attend_type(uint32_t type, const ck_head *h, const ck_queries *q, float *scratch) {
  float *scores = scratch, *sums = scores + q->count * CHUNK, *maxima = sums + q->count * h->dimension,
        *totals = maxima + q->count;
  int32_t begin = INT32_MAX, end = 0;
  EACH(i, q->count) {
    begin = q->first[i] < begin ? q->first[i] : begin;
    end = q->last[i] + 1 > end ? q->last[i] + 1 : end;
    maxima[i] = -1e30f;
    totals[i] = 0;
  }
  memset(sums, 0, q->count * h->dimension * sizeof(float));
  size_t last_tile = ((size_t)end + TILE - 1) / TILE;
  for (size_t tile = (size_t)begin / TILE; tile < last_tile; tile += CHUNK_TILES) {
    size_t tiles = last_tile - tile < CHUNK_TILES ? last_tile - tile : CHUNK_TILES;
    size_t left = (size_t)end - tile * TILE, positions = left < CHUNK ? left : CHUNK;
    EACH_TILE(i, q->count, QUERY_ROWS, SCORE_ROWS)
    EACH(i, q->count) {
      float factor = soften(h, scores + i * CHUNK, tiles, (int32_t)(tile * TILE), q->first[i], q->last[i], maxima + i, totals + i);
      if (factor != 1.0f) EACH(d, h->dimension) sums[i * h->dimension + d] *= factor;
    }
    EACH_TILE(i, q->count, QUERY_ROWS, MIX_ROWS)
  }
  EACH(i, q->count) EACH(d, h->dimension) q->outputs[i][d] = sums[i * h->dimension + d] / totals[i];
}

static void attend(const ck_head *head, const ck_queries *queries, void *scratch) {
  switch (head->type) {
    case F32: attend_type(F32, head, queries, scratch); return;
    case F16: attend_type(F16, head, queries, scratch); return;
    default: attend_type(Q8_0, head, queries, scratch); return;
  }
}
