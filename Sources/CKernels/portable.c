#define TILE_PANELS 1
#define TILE_TOKENS 2
#define FLOAT_TILE_TOKENS 4
#define ROW_TOKENS 2
#define FLOAT_ROW_TOKENS 1
#define QUERY_ROWS 2
#define ROOF_CHAINS 3
#include "kernels.h"
const ck_kernels *const ck_portable = &table;
