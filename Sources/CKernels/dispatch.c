#include <string.h>
#include "ckernels.h"

extern const ck_kernels *const ck_portable;

#if defined(__x86_64__)
extern const ck_kernels *const ck_avx2, *const ck_avx512;

const ck_kernels *ck_kernels_named(const char *name) {
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
  int avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vnni");
  if (strcmp(name, "avx512") == 0) return avx512 ? ck_avx512 : NULL;
  if (strcmp(name, "avx2") == 0) return avx2 ? ck_avx2 : NULL;
  return strcmp(name, "portable") == 0 ? ck_portable : NULL;
}
#else
const ck_kernels *ck_kernels_named(const char *name) { return strcmp(name, "portable") == 0 ? ck_portable : NULL; }
#endif
