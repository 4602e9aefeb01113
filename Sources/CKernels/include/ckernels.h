// The arithmetic that needs instructions which Swift cannot choose at run time. Everything else is Swift.
#ifndef CKERNELS_H
#define CKERNELS_H

// The widest instruction set of this processor that the kernels know: "portable", "avx2", "avx512", "neon".
const char *ck_widest_instruction_set(void);

#endif
