// The arithmetic that needs instructions which Swift cannot choose at run time. Everything else is Swift.
//
// Every function exists once for each instruction set, compiled from the same text; a table of pointers is chosen when
// the program starts. Weights lie in the blocks of the GGUF format; `type` is the format's number of a tensor type.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Rows of activations rounded to eight bits; every row is padded with zeros to whole units of 256 columns.
typedef struct {
  const int8_t *values;  // [tokens, paddedColumns]
  const float *scales;   // [tokens, paddedColumns / 16]  what one step of a value stands for
  const float *sums;     // [tokens, paddedColumns / 16]  scale × Σ values over 16 columns
  size_t padded_columns;
} ck_activations;

// Rows of weights of one type, one after the other.
typedef struct {
  const void *start;
  size_t bytes_per_row;
  size_t rows;
  size_t columns;
  uint32_t type;
} ck_weights;

// The keys and values of one head: tiles of 16 positions.
typedef struct {
  const void *const *key_tiles;    // [tiles] each [dimension, 16]; for Q8_0 followed by half scales [dimension / 16, 16]
  const void *const *value_tiles;  // [tiles] each [16, dimension]; for Q8_0 followed by half scales [16, dimension / 16]
  uint32_t type;                   // F32, F16 or Q8_0
  size_t dimension;                // of a head, a multiple of 16
  float score_scale;               // usually 1 / √dimension
  float soft_cap;                  // scores become cap × tanh(score / cap); 0: they stay
} ck_head;

// Queries that share a head. Query i sees the positions first[i] ... last[i].
typedef struct {
  const float *const *queries;  // [count] each [dimension]
  float *const *outputs;        // [count] each [dimension]
  const int32_t *first;
  const int32_t *last;
  size_t count;
} ck_queries;

// A product of matrices of floats, for at most `panel_rows` columns of b: y[i][j] = Σ a(i, k) · b[k][j].
typedef struct {
  const float *a;
  size_t a_row;   // floats from a(i, k) to a(i + 1, k)
  size_t a_step;  // floats from a(i, k) to a(i, k + 1); the other way round, a is taken transposed
  size_t rows;    // of a and y
  size_t depth;
  const float *b;
  size_t b_stride;
  size_t columns;  // of b and y
} ck_product;

// One step of AdamW.
typedef struct {
  float rate, decay;
  float first, second;                        // how much of the mean gradient, of the mean square, stays
  float first_correction, second_correction;  // 1 − first^step, 1 − second^step
  float epsilon;
  float gradient_scale;  // what gradients are multiplied by before
} ck_adam;

typedef struct {
  const char *name;
  size_t panel_rows;  // how many rows of weights `multiply` takes at once

  // y = x / rms(x) × weight
  void (*rms_norm)(const float *x, const float *weight, float epsilon, float *y, size_t count);
  // gate = silu(gate) × up
  void (*silu_multiply)(float *gate, const float *up, size_t count);
  // gate = gelu(gate) × up, by the tanh approximation
  void (*gelu_multiply)(float *gate, const float *up, size_t count);
  // x = cap × tanh(x / cap)
  void (*soft_cap)(float *x, float cap, size_t count);
  // x += y
  void (*add)(float *x, const float *y, size_t count);
  // ln Σ e^x
  float (*log_sum_exp)(const float *x, size_t count);
  // The Kullback-Leibler divergence of the distribution of logits y from that of logits x, given the ln Σ e^ of both.
  float (*divergence)(const float *x, float total, const float *y, float other_total, size_t count);
  // Rounds a row to eight bits, one scale for every `block` (32 or 256) columns; pads it with zeros.
  void (*quantize)(const float *x, size_t columns, size_t block, int8_t *values, float *scales, float *sums);

  // y[t][r] = Σ w[r][k] · x[t][k]: rows of weights times few rows of activations, `x` for float types, else `quantized`.
  // A row of results does not depend on which others are asked for with it.
  void (*dot_rows)(const ck_weights *weights, const float *x, size_t x_stride, const ck_activations *quantized, size_t tokens,
                   float *y, size_t y_stride);
  // y[t][r] = Σ w[r][k] · x[t][k]: at most `panel_rows` rows of weights times many rows of activations.
  // `scratch` has `scratch_bytes(columns)` bytes.
  void (*multiply)(const ck_weights *weights, const float *x, size_t x_stride, const ck_activations *quantized,
                   size_t first_token, size_t tokens, float *y, size_t y_stride, void *scratch);
  size_t (*scratch_bytes)(size_t columns);
  // From so many tokens on, `multiply` is quicker than `dot_rows`.
  size_t (*panel_tokens)(uint32_t type);

  // Puts a key into column `slot` of its tile, a value into row `slot` of its tile.
  void (*store_key)(uint32_t type, const float *key, size_t dimension, size_t slot, void *tile);
  void (*store_value)(uint32_t type, const float *value, size_t dimension, size_t slot, void *tile);
  // outputs = softmax(queries · keys) · values. `scratch` has `attend_scratch_bytes(dimension, count)` bytes.
  void (*attend)(const ck_head *head, const ck_queries *queries, void *scratch);
  size_t (*attend_scratch_bytes)(size_t dimension, size_t count);

  // For learning. `scratch` has the bytes that `scratch_bytes(512)` tells; with `adds` the product is added to y.
  void (*multiply_panel)(const ck_product *product, float *y, size_t y_stride, int adds, void *scratch);
  // y[j][i] = x[i][j]
  void (*transpose)(const float *x, size_t x_stride, size_t rows, size_t columns, float *y, size_t y_stride);
  // x = softmax(scale · x) over the first `seen` numbers; the others become zero.
  void (*softmax)(float *x, float scale, size_t seen, size_t count);
  // d becomes the gradient of scale · x, times scale, where it was that of p = softmax(scale · x).
  void (*softmax_backward)(const float *p, float *d, float scale, size_t count);
  // dx += and dweight += what follows for them from the gradient dy of rms_norm's results.
  void (*rms_norm_backward)(const float *x, const float *weight, const float *dy, float epsilon, float *dx,
                            float *dweight, size_t count);
  // gate and up become their gradients, where d is that of silu(gate) × up.
  void (*silu_multiply_backward)(float *gate, float *up, const float *d, size_t count);
  // Turns pairs of neighbours, or turns them back.
  void (*rotate)(float *x, const float *cosines, const float *sines, size_t pairs, int back);
  // −ln softmax(x)[target]; x becomes its gradient, times scale.
  float (*cross_entropy)(float *x, size_t target, float scale, size_t count);
  // x_i becomes 0 with a probability of threshold / 2^32, decided by seed and i alone; the others are multiplied by scale.
  void (*drop_out)(float *x, uint32_t seed, uint32_t threshold, float scale, size_t count);
  // `hard` times the loss of `cross_entropy` and the rest times T² KL(softmax(teacher / T) ‖ softmax(x / T)); x becomes its
  // gradient, times `scale`.
  float (*distill)(
      float *x, const float *teacher, size_t target, float hard, float temperature, float scale, size_t count);
  float (*sum_of_squares)(const float *x, size_t count);
  void (*adam)(const ck_adam *step, float *w, const float *g, float *m, float *v, size_t count);

  // What the processor can do at most. The results keep the compiler from leaving the loops out.
  // Reads `count` bytes, a multiple of 256, once and in order.
  uint64_t (*read_through)(const void *start, size_t count);
  // Multiplies and adds floats in registers; returns the operations of a round.
  size_t (*multiply_add)(size_t rounds, float *result);
  // Multiplies and adds bytes, as for quantized weights; returns the operations of a round.
  size_t (*multiply_bytes)(size_t rounds, float *result);
} ck_kernels;

// Takes the thread off its processor for some microseconds if it did so `bout` nanoseconds ago or longer, so that whoever
// waits for a processor gets one. A yield would not do: another session's program would still wait for the slice's end.
void ck_rest_after(long bout);

// Tells the processor that this thread waits for another.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#if defined(__linux__)
// Numbers of the processors that this process may run on; how many there are, 0 if the system does not say.
size_t ck_allowed_processors(unsigned *list, size_t capacity);
#endif

// The kernels for an instruction set: "portable", "avx2", "avx512", "neon", "neonDotProduct"; null if this processor lacks it.
const ck_kernels *ck_kernels_named(const char *name);

#endif
