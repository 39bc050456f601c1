#include "textflag.h"

// These need AVX-512.

// FOUR loads the pairs of rows 0 and 2 into one register and of rows 1 and 3 into another.
#define FOUR(at, even, odd, xEven, xOdd) \
	MOVLQSX at(DX)(AX*4), R8; \
	MOVLQSX (at+4)(DX)(AX*4), R9; \
	MOVLQSX (at+8)(DX)(AX*4), R10; \
	MOVLQSX (at+12)(DX)(AX*4), R11; \
	SHLQ $4, R8; \
	SHLQ $4, R9; \
	SHLQ $4, R10; \
	SHLQ $4, R11; \
	VMOVUPD (SI)(R8*1), xEven; \
	VMOVUPD (SI)(R9*1), xOdd; \
	VINSERTF128 $1, (SI)(R10*1), even, even; \
	VINSERTF128 $1, (SI)(R11*1), odd, odd

// func pairs512(x, y, column []float64, rows []int32)
// The number of rows is a multiple of 8, and not 0.
TEXT ·pairs512(SB), NOSPLIT, $0-96
	MOVQ x_base+0(FP), DI
	MOVQ y_base+24(FP), R15
	MOVQ column_base+48(FP), SI
	MOVQ rows_base+72(FP), DX
	MOVQ rows_len+80(FP), CX
	XORQ AX, AX

eight:
	FOUR(0, Y0, Y1, X0, X1)
	FOUR(16, Y2, Y3, X2, X3)
	VINSERTF64X4 $1, Y2, Z0, Z0
	VINSERTF64X4 $1, Y3, Z1, Z1
	VUNPCKLPD Z1, Z0, Z2
	VUNPCKHPD Z1, Z0, Z3
	VMOVUPD Z2, (DI)(AX*8)
	VMOVUPD Z3, (R15)(AX*8)
	ADDQ $8, AX
	CMPQ AX, CX
	JLT  eight
	VZEROUPPER
	RET

// func interleave512(to, x, y []float64)
// The length of x is a multiple of 8, and not 0.
TEXT ·interleave512(SB), NOSPLIT, $0-72
	MOVQ to_base+0(FP), DI
	MOVQ x_base+24(FP), SI
	MOVQ x_len+32(FP), CX
	MOVQ y_base+48(FP), DX
	XORQ AX, AX
	VMOVDQU64 first<>(SB), Z4
	VMOVDQU64 second<>(SB), Z5

values:
	VMOVUPD (SI)(AX*8), Z0
	VMOVUPD (DX)(AX*8), Z1
	VMOVAPD Z0, Z2
	VPERMT2PD Z1, Z4, Z0
	VPERMT2PD Z1, Z5, Z2
	VMOVUPD Z0, (DI)
	VMOVUPD Z2, 64(DI)
	ADDQ $128, DI
	ADDQ $8, AX
	CMPQ AX, CX
	JLT  values
	VZEROUPPER
	RET

DATA first<>+0(SB)/8, $0
DATA first<>+8(SB)/8, $8
DATA first<>+16(SB)/8, $1
DATA first<>+24(SB)/8, $9
DATA first<>+32(SB)/8, $2
DATA first<>+40(SB)/8, $10
DATA first<>+48(SB)/8, $3
DATA first<>+56(SB)/8, $11
GLOBL first<>(SB), RODATA|NOPTR, $64

DATA second<>+0(SB)/8, $4
DATA second<>+8(SB)/8, $12
DATA second<>+16(SB)/8, $5
DATA second<>+24(SB)/8, $13
DATA second<>+32(SB)/8, $6
DATA second<>+40(SB)/8, $14
DATA second<>+48(SB)/8, $7
DATA second<>+56(SB)/8, $15
GLOBL second<>(SB), RODATA|NOPTR, $64
