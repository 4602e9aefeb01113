#define _GNU_SOURCE
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
#elif defined(__aarch64__)
extern const ck_kernels *const ck_neon, *const ck_neon_dot_product;

#if defined(__linux__)
#include <sys/auxv.h>

static int has_dot_product(void) { return (getauxval(AT_HWCAP) & 1ul << 20) != 0; }  // ASIMDDP
#elif defined(__APPLE__)
#include <sys/sysctl.h>

static int has_dot_product(void) {
  int answer = 0;
  size_t size = sizeof answer;
  return sysctlbyname("hw.optional.arm.FEAT_DotProd", &answer, &size, NULL, 0) == 0 && answer != 0;
}
#else
static int has_dot_product(void) { return 0; }
#endif

const ck_kernels *ck_kernels_named(const char *name) {
  if (strcmp(name, "neonDotProduct") == 0) return has_dot_product() ? ck_neon_dot_product : NULL;
  if (strcmp(name, "neon") == 0) return ck_neon;
  return strcmp(name, "portable") == 0 ? ck_portable : NULL;
}
#else
const ck_kernels *ck_kernels_named(const char *name) { return strcmp(name, "portable") == 0 ? ck_portable : NULL; }
#endif

#if defined(__linux__)
#include <sched.h>

size_t ck_allowed_processors(unsigned *list, size_t capacity) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  size_t count = 0;
  for (unsigned processor = 0; processor < CPU_SETSIZE && count < capacity; processor++)
    if (CPU_ISSET(processor, &set)) list[count++] = processor;
  return count;
}
#endif

#include <time.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

void ck_rest_after(long bout) {
  static _Thread_local struct timespec last;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if ((now.tv_sec - last.tv_sec) * 1000000000L + now.tv_nsec - last.tv_nsec < bout) return;
#if defined(__linux__)
  // Linux rounds a sleep up by 50 microseconds unless the thread asks for less.
  if (last.tv_sec == 0) prctl(PR_SET_TIMERSLACK, 1ul, 0ul, 0ul, 0ul);
#endif
  nanosleep(&(struct timespec){0, 10000}, NULL);
  last = now;
}
