// Everything, once for the instruction set that the including file has chosen.
#include "include/ckernels.h"
#include "vectors.h"
#include "formats.h"
#include "rows.h"
#include "units.h"
#include "arranged.h"
#include "dots.h"
#include "matmul.h"
#include "attention.h"
#include "training.h"
#include "roofs.h"

static const ck_kernels table = {
    .panel_rows = TILE_PANELS * LANES,
    .rms_norm = rms_norm,
    .silu_multiply = silu_multiply,
    .gelu_multiply = gelu_multiply,
    .add = add,
    .soft_cap = soft_cap,
    .log_sum_exp = log_sum_exp,
    .divergence = divergence,
    .quantize = quantize,
    .dot_rows = dot_rows,
    .multiply = multiply,
    .scratch_bytes = scratch_bytes,
    .panel_tokens = panel_tokens,
    .store_key = store_key,
    .store_value = store_value,
    .attend = attend,
    .attend_scratch_bytes = attend_scratch_bytes,
    .multiply_panel = multiply_panel,
    .transpose = transpose_floats,
    .softmax = softmax,
    .softmax_backward = softmax_backward,
    .rms_norm_backward = rms_norm_backward,
    .silu_multiply_backward = silu_multiply_backward,
    .rotate = rotate,
    .cross_entropy = cross_entropy,
    .distill = distill,
    .drop_out = drop_out,
    .sum_of_squares = sum_of_squares,
    .adam = adam,
    .read_through = read_through,
    .multiply_add = multiply_add,
    .multiply_bytes = multiply_bytes,
};
