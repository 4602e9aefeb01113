#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,bmi,bmi2"))), apply_to = function)
#define USE_AVX2
#define TILE_PANELS 1
#define TILE_TOKENS 3
#define FLOAT_TILE_TOKENS 6
#define ROW_TOKENS 4
#define FLOAT_ROW_TOKENS 2
#define QUERY_ROWS 4
#define ROOF_CHAINS 5
#include "kernels.h"
#pragma clang attribute pop
const ck_kernels *const ck_avx2 = &table;
#endif
