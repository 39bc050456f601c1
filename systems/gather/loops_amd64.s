#include "textflag.h"

// func pick(to, column []float64, rows []int32)
TEXT ·pick(SB), NOSPLIT, $0-72
	MOVQ to_base+0(FP), DI
	MOVQ column_base+24(FP), SI
	MOVQ rows_base+48(FP), DX
	MOVQ rows_len+56(FP), CX
	XORQ AX, AX
	MOVQ CX, BX
	ANDQ $~3, BX
	JMP  four

fours:
	MOVLQSX (DX)(AX*4), R8
	MOVLQSX 4(DX)(AX*4), R9
	MOVLQSX 8(DX)(AX*4), R10
	MOVLQSX 12(DX)(AX*4), R11
	MOVQ (SI)(R8*8), R8
	MOVQ (SI)(R9*8), R9
	MOVQ (SI)(R10*8), R10
	MOVQ (SI)(R11*8), R11
	MOVQ R8, (DI)(AX*8)
	MOVQ R9, 8(DI)(AX*8)
	MOVQ R10, 16(DI)(AX*8)
	MOVQ R11, 24(DI)(AX*8)
	ADDQ $4, AX

four:
	CMPQ AX, BX
	JLT  fours
	JMP  one

ones:
	MOVLQSX (DX)(AX*4), R8
	MOVQ (SI)(R8*8), R8
	MOVQ R8, (DI)(AX*8)
	INCQ AX

one:
	CMPQ AX, CX
	JLT  ones
	RET

// func pairs(x, y, column []float64, rows []int32)
TEXT ·pairs(SB), NOSPLIT, $0-96
	MOVQ x_base+0(FP), DI
	MOVQ y_base+24(FP), R15
	MOVQ column_base+48(FP), SI
	MOVQ rows_base+72(FP), DX
	MOVQ rows_len+80(FP), CX
	XORQ AX, AX
	MOVQ CX, BX
	ANDQ $~3, BX
	JMP  four

fours: // two pairs are turned into two of x and two of y
	MOVLQSX (DX)(AX*4), R8
	MOVLQSX 4(DX)(AX*4), R9
	MOVLQSX 8(DX)(AX*4), R10
	MOVLQSX 12(DX)(AX*4), R11
	SHLQ $4, R8
	SHLQ $4, R9
	SHLQ $4, R10
	SHLQ $4, R11
	MOVUPD (SI)(R8*1), X0
	MOVUPD (SI)(R9*1), X1
	MOVUPD (SI)(R10*1), X2
	MOVUPD (SI)(R11*1), X3
	MOVAPD X0, X4
	UNPCKLPD X1, X0
	UNPCKHPD X1, X4
	MOVAPD X2, X5
	UNPCKLPD X3, X2
	UNPCKHPD X3, X5
	MOVUPD X0, (DI)(AX*8)
	MOVUPD X2, 16(DI)(AX*8)
	MOVUPD X4, (R15)(AX*8)
	MOVUPD X5, 16(R15)(AX*8)
	ADDQ $4, AX

four:
	CMPQ AX, BX
	JLT  fours
	JMP  one

ones:
	MOVLQSX (DX)(AX*4), R8
	SHLQ $4, R8
	MOVQ (SI)(R8*1), R9
	MOVQ 8(SI)(R8*1), R10
	MOVQ R9, (DI)(AX*8)
	MOVQ R10, (R15)(AX*8)
	INCQ AX

one:
	CMPQ AX, CX
	JLT  ones
	RET

// func addChunks(a, b, x, y []float64, chunks []chunk)
TEXT ·addChunks(SB), NOSPLIT, $0-120
	MOVQ a_base+0(FP), DI
	MOVQ b_base+24(FP), SI
	MOVQ chunks_base+96(FP), DX
	MOVQ chunks_len+104(FP), CX
	LEAQ (CX)(CX*4), CX // 40 bytes each
	LEAQ (DX)(CX*8), CX

chunks:
	MOVQ x_base+48(FP), R8
	MOVQ y_base+72(FP), R12
	MOVLQSX 24(DX), AX
	MOVSD (DI)(AX*8), X0
	MOVSD (SI)(AX*8), X4
	MOVLQSX 28(DX), AX
	MOVSD (DI)(AX*8), X1
	MOVSD (SI)(AX*8), X5
	MOVLQSX 32(DX), AX
	MOVSD (DI)(AX*8), X2
	MOVSD (SI)(AX*8), X6
	MOVLQSX 36(DX), AX
	MOVSD (DI)(AX*8), X3
	MOVSD (SI)(AX*8), X7
	MOVLQSX 12(DX), AX
	LEAQ (R8)(AX*8), R9
	LEAQ (R12)(AX*8), R13
	MOVLQSX 16(DX), AX
	LEAQ (R8)(AX*8), R10
	LEAQ (R12)(AX*8), BX
	MOVLQSX 20(DX), AX
	LEAQ (R8)(AX*8), R11
	LEAQ (R12)(AX*8), R15
	MOVLQSX 8(DX), AX
	LEAQ (R8)(AX*8), R8
	LEAQ (R12)(AX*8), R12
	XORQ AX, AX

values:
	ADDSD (R8)(AX*8), X0
	ADDSD (R9)(AX*8), X1
	ADDSD (R10)(AX*8), X2
	ADDSD (R11)(AX*8), X3
	ADDSD (R12)(AX*8), X4
	ADDSD (R13)(AX*8), X5
	ADDSD (BX)(AX*8), X6
	ADDSD (R15)(AX*8), X7
	INCQ AX
	CMPQ AX, (DX)
	JLT  values
	MOVLQSX 24(DX), AX
	MOVSD X0, (DI)(AX*8)
	MOVSD X4, (SI)(AX*8)
	MOVLQSX 28(DX), AX
	MOVSD X1, (DI)(AX*8)
	MOVSD X5, (SI)(AX*8)
	MOVLQSX 32(DX), AX
	MOVSD X2, (DI)(AX*8)
	MOVSD X6, (SI)(AX*8)
	MOVLQSX 36(DX), AX
	MOVSD X3, (DI)(AX*8)
	MOVSD X7, (SI)(AX*8)
	ADDQ $40, DX
	CMPQ DX, CX
	JLT  chunks
	RET

// func interleave(to, x, y []float64)
TEXT ·interleave(SB), NOSPLIT, $0-72
	MOVQ to_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), CX
	MOVQ y_base+48(FP), DX
	XORQ AX, AX
	MOVQ CX, BX
	ANDQ $~1, BX
	JMP  two

twos:
	MOVUPD (SI)(AX*8), X0
	MOVUPD (DX)(AX*8), X1
	MOVAPD X0, X2
	UNPCKLPD X1, X0
	UNPCKHPD X1, X2
	MOVUPD X0, (DI)
	MOVUPD X2, 16(DI)
	ADDQ $32, DI
	ADDQ $2, AX

two:
	CMPQ AX, BX
	JLT  twos
	CMPQ AX, CX
	JGE  interleaved
	MOVSD (SI)(AX*8), X0
	MOVSD (DX)(AX*8), X1
	MOVSD X0, (DI)
	MOVSD X1, 8(DI)

interleaved:
	RET
