#include "textflag.h"

// func call(code, arguments unsafe.Pointer) int64
TEXT ·call(SB), NOSPLIT, $8-24
	MOVQ code+0(FP), AX
	MOVQ arguments+8(FP), DI
	CALL AX
	MOVQ AX, ret+16(FP)
	RET
