// What learning needs besides: products of whole matrices of floats, and the way back through what happens to a row.

enum { DEPTH = 512 };  // of a piece of a product: a panel of so many rows of b stays in the nearest caches

// b's columns, sixteen of them side by side for one step of the depth; what is missing is zero.
INLINE void pack_columns(const float *b, size_t stride, size_t depth, size_t columns, float *to) {
  if (columns >= LANES) EACH(k, depth) store_v16f(to + k * LANES, load_v16f(b + k * stride));
  else EACH(k, depth) EACH(l, LANES) to[k * LANES + l] = l < columns ? b[k * stride + l] : 0;
}

INLINE void put_lanes(float *y, v16f v, size_t columns, size_t first, int adds) {
  if (columns >= first + LANES) {
    store_v16f(y, adds ? load_v16f(y) + v : v);
  } else if (columns > first) {
    v16f before = {0};
    if (adds) memcpy(&before, y, (columns - first) * sizeof(float));
    v += before;
    memcpy(y, &v, (columns - first) * sizeof(float));
  }
}

// `rows` rows of a, whose elements lie `row` and `step` floats apart, times a panel; all sums stay in registers.
INLINE void product_tile(const float *const *p, size_t depth, const float *a, size_t row, size_t step, size_t rows,
                         float *y, size_t y_stride, size_t columns, int adds) {
  v16f acc[FLOAT_TILE_TOKENS][TILE_PANELS] = {{{0}}};
  for (size_t k = 0; k < depth; k++) {
    v16f b[TILE_PANELS];
    EACH(v, TILE_PANELS) b[v] = load_v16f(p[v] + k * LANES);
    EACH(i, rows) EACH(v, TILE_PANELS) acc[i][v] += b[v] * a[i * row + k * step];
  }
#pragma unroll  // else the sums would lie in memory, to be found there by their numbers
  EACH(i, rows)
#pragma unroll
    EACH(v, TILE_PANELS) put_lanes(y + i * y_stride + v * LANES, acc[i][v], columns, v * LANES, adds);
}

#define PRODUCT_TILE(n) \
  product_tile(p, part, at + t * row, row, step, n, y + t * y_stride, y_stride, product->columns, adds || done > 0);

static void multiply_panel(const ck_product *product, float *y, size_t y_stride, int adds, void *scratch) {
  size_t row = product->a_row, step = product->a_step;
  for (size_t done = 0; done < product->depth; done += DEPTH) {
    size_t part = product->depth - done < DEPTH ? product->depth - done : DEPTH;
    const float *p[TILE_PANELS], *at = product->a + done * step;
    EACH(v, TILE_PANELS) {
      float *to = (float *)scratch + v * DEPTH * LANES;
      size_t first = v * LANES, left = product->columns > first ? product->columns - first : 0;
      if (left > 0) pack_columns(product->b + done * product->b_stride + first, product->b_stride, part, left, to);
      p[v] = left > 0 ? to : p[0];
    }
    EACH_TILE(t, product->rows, FLOAT_TILE_TOKENS, PRODUCT_TILE)
  }
}

// y[j][i] = x[i][j]
static void transpose_floats(const float *x, size_t x_stride, size_t rows, size_t columns, float *y, size_t y_stride) {
  for (size_t i = 0; i < rows; i += 16)
    for (size_t j = 0; j < columns; j += 16) {
      size_t height = rows - i < 16 ? rows - i : 16, width = columns - j < 16 ? columns - j : 16;
      if (height < 16 || width < 16) {
        EACH(r, height) EACH(c, width) y[(j + c) * y_stride + i + r] = x[(i + r) * x_stride + j + c];
        continue;
      }
      v16i m[16];
      EACH(r, 16) m[r] = load_v16i(x + (i + r) * x_stride + j);
      transpose(m);
      EACH(c, 16) store_v16i(y + (j + c) * y_stride + i, m[c]);
    }
}

// x = softmax(scale · x) over the first `seen` numbers; the others become zero.
static void softmax(float *x, float scale, size_t seen, size_t count) {
  float most = x[0];
  EACH(i, seen) most = x[i] > most ? x[i] : most;
  v16f sums = {0};
  float sum = 0;
  size_t i = 0;
  for (; i + 16 <= seen; i += 16) {
    v16f e = exp_of((load_v16f(x + i) - most) * scale);
    store_v16f(x + i, e);
    sums += e;
  }
  for (; i < seen; i++) sum += x[i] = exp_of(splat((x[i] - most) * scale))[0];
  float inverse = 1.0f / (sum + sum_of(sums));
  EACH(k, seen) x[k] *= inverse;
  for (i = seen; i < count; i++) x[i] = 0;
}

// d = scale · p · (d − Σ p d): from the gradient of a softmax's results to that of its numbers.
static void softmax_backward(const float *p, float *d, float scale, size_t count) {
  v16f sums = {0};
  float sum = 0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) sums += load_v16f(p + i) * load_v16f(d + i);
  for (; i < count; i++) sum += p[i] * d[i];
  sum += sum_of(sums);
  EACH(k, count) d[k] = scale * p[k] * (d[k] - sum);
}

// dx += ∂/∂x of rms_norm, dweight += ∂/∂weight, for the gradient dy of its results.
static void rms_norm_backward(const float *x, const float *weight, const float *dy, float epsilon, float *dx, float *dweight,
                              size_t count) {
  v16f squares = {0}, products = {0};
  float square = 0, product = 0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    v16f v = load_v16f(x + i);
    squares += v * v;
    products += v * load_v16f(weight + i) * load_v16f(dy + i);
  }
  for (; i < count; i++) square += x[i] * x[i], product += x[i] * weight[i] * dy[i];
  float scale = 1.0f / __builtin_sqrtf((square + sum_of(squares)) / (float)count + epsilon);
  float along = (product + sum_of(products)) * scale * scale * scale / (float)count;
  EACH(k, count) {
    dweight[k] += dy[k] * x[k] * scale;
    dx[k] += weight[k] * dy[k] * scale - x[k] * along;
  }
}

INLINE void gate_gradients(v16f gate, v16f up, v16f d, v16f *dgate, v16f *dup) {
  v16f s = sigmoid_of(gate), silu = gate * s;
  *dup = d * silu;
  *dgate = d * up * (s + silu * (1.0f - s));
}

// From the gradient d of silu(gate) × up to those of both, which take their places.
static void silu_multiply_backward(float *gate, float *up, const float *d, size_t count) {
  v16f dgate, dup;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    gate_gradients(load_v16f(gate + i), load_v16f(up + i), load_v16f(d + i), &dgate, &dup);
    store_v16f(gate + i, dgate);
    store_v16f(up + i, dup);
  }
  for (; i < count; i++) {
    gate_gradients(splat(gate[i]), splat(up[i]), splat(d[i]), &dgate, &dup);
    gate[i] = dgate[0];
    up[i] = dup[0];
  }
}

// Turns pairs of neighbours by angles given as cosines and sines; with `back` by the opposite ones.
static void rotate(float *x, const float *cosines, const float *sines, size_t pairs, int back) {
  EACH(i, pairs) {
    float a = x[2 * i], b = x[2 * i + 1], s = back ? -sines[i] : sines[i];
    x[2 * i] = a * cosines[i] - b * s;
    x[2 * i + 1] = a * s + b * cosines[i];
  }
}

// −ln softmax(x)[target]; x becomes its gradient, times `scale`.
static float cross_entropy(float *x, size_t target, float scale, size_t count) {
  float total = log_sum_exp(x, count), loss = total - x[target];
  size_t i = 0;
  for (; i + 16 <= count; i += 16) store_v16f(x + i, exp_of(load_v16f(x + i) - total) * scale);
  for (; i < count; i++) x[i] = exp_of(splat(x[i] - total))[0] * scale;
  x[target] -= scale;
  return loss;
}

// ln Σ e^(scale · x)
static float scaled_log_sum_exp(const float *x, float scale, size_t count) {
  float most = x[0];
  EACH(i, count) most = x[i] > most ? x[i] : most;
  v16f sums = {0};
  float sum = 0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) sums += exp_of((load_v16f(x + i) - most) * scale);
  for (; i < count; i++) sum += exp_of(splat((x[i] - most) * scale))[0];
  return most * scale + (float)__builtin_log(sum + sum_of(sums));
}

// hard · −ln softmax(x)[target] + (1 − hard) · T² KL(softmax(teacher / T) ‖ softmax(x / T)); x becomes its gradient, times
// `scale` (Hinton, Vinyals and Dean 2015).
static float distill(float *x, const float *teacher, size_t target, float hard, float temperature, float scale, size_t count) {
  float soft = 1.0f - hard, cool = 1.0f / temperature;
  float total = log_sum_exp(x, count), own = scaled_log_sum_exp(x, cool, count), others = scaled_log_sum_exp(teacher, cool, count);
  float loss = hard * (total - x[target]);
  v16f divergences = {0};
  for (size_t i = 0; i < count; i += 16) {
    v16f v = {0}, t = {0};
    size_t left = count - i < 16 ? count - i : 16;
    memcpy(&v, x + i, left * sizeof(float));
    memcpy(&t, teacher + i, left * sizeof(float));
    v16f log_q = v * cool - own, log_p = t * cool - others, p = exp_of(log_p);
    v16f terms = p * (log_p - log_q);
    v = (hard * exp_of(v - total) + soft * temperature * (exp_of(log_q) - p)) * scale;
    if (left == 16) divergences += terms;
    else EACH(l, left) divergences[l] += terms[l];
    memcpy(x + i, &v, left * sizeof(float));
  }
  x[target] -= hard * scale;
  return loss + soft * temperature * temperature * sum_of(divergences);
}

// Each number becomes 0 with a probability of threshold / 2^32, decided by the seed and its place alone, and the others are
// multiplied by `scale`. The mixing is the finalizer of MurmurHash3 (Appleby 2011).
static void drop_out(float *x, uint32_t seed, uint32_t threshold, float scale, size_t count) {
  EACH(i, count) {
    uint32_t h = (uint32_t)i * 0x9E3779B9u + seed;
    h = (h ^ h >> 16) * 0x85EBCA6Bu;
    h = (h ^ h >> 13) * 0xC2B2AE35u;
    h ^= h >> 16;
    x[i] = h < threshold ? 0 : x[i] * scale;
  }
}

static float sum_of_squares(const float *x, size_t count) {
  v16f sums[4] = {{0}};
  float sum = 0;
  size_t i = 0;
  for (; i + 64 <= count; i += 64) EACH(v, 4) sums[v] += load_v16f(x + i + 16 * v) * load_v16f(x + i + 16 * v);
  for (; i < count; i++) sum += x[i] * x[i];
  return sum + sum_of((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

// A step of AdamW (Loshchilov and Hutter 2019): w −= rate · (m̂ / (√v̂ + ε) + decay · w).
static void adam(const ck_adam *step, float *w, const float *g, float *m, float *v, size_t count) {
  float keep = 1.0f - step->rate * step->decay, rate = step->rate / step->first_correction;
  float inverse = 1.0f / step->second_correction;
  EACH(i, count) {
    float gradient = g[i] * step->gradient_scale;
    m[i] = step->first * m[i] + (1.0f - step->first) * gradient;
    v[i] = step->second * v[i] + (1.0f - step->second) * gradient * gradient;
    w[i] = keep * w[i] - rate * m[i] / (__builtin_sqrtf(v[i] * inverse) + step->epsilon);
  }
}
