// What happens to a row of activations between two matrices.

static void rms_norm(const float *x, const float *weight, float epsilon, float *y, size_t count) {
  v16f squares = {0};
  float sum = 0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) squares += load_v16f(x + i) * load_v16f(x + i);
  for (; i < count; i++) sum += x[i] * x[i];
  float scale = 1.0f / __builtin_sqrtf((sum + sum_of(squares)) / (float)count + epsilon);
  for (i = 0; i < count; i++) y[i] = x[i] * scale * weight[i];
}

static void add(float *x, const float *y, size_t count) {
  EACH(i, count) x[i] += y[i];
}

INLINE v16f sigmoid_of(v16f x) { return 1.0f / (1.0f + exp_of(-x)); }
INLINE v16f silu_of(v16f x) { return x * sigmoid_of(x); }
// x/2 (1 + tanh z) = x · sigmoid(2z)
INLINE v16f gelu_of(v16f x) { return x * sigmoid_of(1.5957691216f * x * (1.0f + 0.044715f * x * x)); }
INLINE v16f tanh_of(v16f x) { return 2.0f * sigmoid_of(2.0f * x) - 1.0f; }

INLINE v16f capped(v16f x, float cap) { return cap * tanh_of(x / cap); }

static void soft_cap(float *x, float cap, size_t count) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) store_v16f(x + i, capped(load_v16f(x + i), cap));
  for (; i < count; i++) x[i] = capped(splat(x[i]), cap)[0];
}

#define GATED(name, activation) \
  static void name(float *gate, const float *up, size_t count) { \
    size_t i = 0; \
    for (; i + 16 <= count; i += 16) store_v16f(gate + i, activation(load_v16f(gate + i)) * load_v16f(up + i)); \
    v16f last = {0}; \
    memcpy(&last, gate + i, (count - i) * sizeof(float)); \
    last = activation(last); \
    for (size_t j = 0; i < count; i++, j++) gate[i] = last[j] * up[i]; \
  }
GATED(silu_multiply, silu_of)
GATED(gelu_multiply, gelu_of)

// Symmetric rounding: x ≈ scale · value. Blocks of 32 have their scale in half precision, as the format Q8_0 stores it;
// blocks of 256, as the format Q8_K, in single precision.
static void quantize(const float *x, size_t columns, size_t block, int8_t *values, float *scales, float *sums) {
#pragma clang fp contract(off)  // a product that is not rounded first would round to another integer now and then
  size_t padded = (columns + 255) / 256 * 256;
  for (size_t start = 0; start < padded; start += block) {
    size_t count = start >= columns ? 0 : columns - start < block ? columns - start : block;
    float extreme = extreme_of(x + start, count / 16 * 16);
    for (size_t i = count / 16 * 16; i < count; i++) {
      float a = __builtin_fabsf(x[start + i]);
      extreme = (a > extreme ? a : extreme) + a * 0.0f;
    }
    float scale = extreme / 127.0f, inverse = extreme > 0 ? 127.0f / extreme : 0.0f;
    if (block == 32) scale = (float)(_Float16)scale;
    for (size_t group = 0; group < block; group += 16) {
      v16f v = {0};
      size_t left = group >= count ? 0 : count - group;
      if (left >= 16) v = load_v16f(x + start + group);
      else if (left > 0) memcpy(&v, x + start + group, left * sizeof(float));
      v16i rounded = whole_numbers(v * inverse);
      v16i8 bytes = __builtin_convertvector(rounded, v16i8);
      store_v16i8(values + start + group, bytes);
      size_t place = (start + group) / 16;
      scales[place] = scale;
      sums[place] = scale * sum_of(floats_of(rounded));
    }
  }
}

// ln Σ e^x, without overflow.
static float log_sum_exp(const float *x, size_t count) {
  float largest_value = x[0];
  EACH(i, count) largest_value = x[i] > largest_value ? x[i] : largest_value;
  v16f sum = {0};
  double rest = 0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16) sum += exp_of(load_v16f(x + i) - largest_value);
  for (; i < count; i++) rest += exp_of(splat(x[i] - largest_value))[0];
  return largest_value + (float)__builtin_log(rest + sum_of(sum));
}

// Σ p ln(p / q) for p = e^(x − total), q = e^(y − other_total): the Kullback-Leibler divergence.
static float divergence(const float *x, float total, const float *y, float other_total, size_t count) {
  v16f sum = {0};
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    v16f log_p = load_v16f(x + i) - total, log_q = load_v16f(y + i) - other_total;
    sum += exp_of(log_p) * (log_p - log_q);
  }
  float rest = 0;
  for (; i < count; i++) rest += exp_of(splat(x[i] - total))[0] * ((x[i] - total) - (y[i] - other_total));
  return sum_of(sum) + rest;
}
