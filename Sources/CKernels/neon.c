#if defined(__aarch64__)
#include <arm_neon.h>
#define USE_NEON
#define TILE_PANELS 1
#define TILE_TOKENS 3
#define FLOAT_TILE_TOKENS 6
#define ROW_TOKENS 4
#define FLOAT_ROW_TOKENS 2
#define QUERY_ROWS 4
#include "kernels.h"
const ck_kernels *const ck_neon = &table;
#endif
