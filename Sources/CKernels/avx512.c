#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma,f16c,bmi,bmi2"))), apply_to = function)
#define USE_AVX512
#define TILE_PANELS 2
#define TILE_TOKENS 6
#define FLOAT_TILE_TOKENS 12
#define ROW_TOKENS 4
#define FLOAT_ROW_TOKENS 4
#define PACED_COLUMNS 512
#define QUERY_ROWS 8
#define ROOF_CHAINS 12
#include "kernels.h"
#pragma clang attribute pop
const ck_kernels *const ck_avx512 = &table;
#endif
