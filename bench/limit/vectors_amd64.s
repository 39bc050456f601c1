#include "go_asm.h"
#include "textflag.h"

// Kept throughout a sweep: BX the block, SI the tree, DX the numbers, AX the place in the columns of compartments (bytes),
// CX the compartment; Z22 1, Z23 to Z26 the polynomial, Z27 and Z28 the sixteenths, Z29 ln 2, Z30 the magic number, Z31 log2 e.
// Adding the magic number rounds to sixteenths, and leaves the number of the sixteenth in the low bits.

#define CONSTANTS \
	MOVQ b+0(FP), BX; \
	MOVQ t+8(FP), SI; \
	MOVQ n+16(FP), DX; \
	VBROADCASTSD numbers_log2e(DX), Z31; \
	VBROADCASTSD numbers_magic(DX), Z30; \
	VBROADCASTSD numbers_ln2(DX), Z29; \
	VMOVUPD numbers_sixteenths(DX), Z28; \
	VMOVUPD (numbers_sixteenths+64)(DX), Z27; \
	VBROADCASTSD numbers_p5(DX), Z26; \
	VBROADCASTSD numbers_p4(DX), Z25; \
	VBROADCASTSD numbers_p3(DX), Z24; \
	VBROADCASTSD numbers_p2(DX), Z23; \
	VBROADCASTSD numbers_one(DX), Z22; \
	XORQ AX, AX

// R = exp(X); X is lost.
#define EXP(X, R, T, U) \
	VMOVAPD Z30, T; \
	VFMADD231PD Z31, X, T; \
	VSUBPD Z30, T, U; \
	VFNMADD231PD Z29, U, X; \
	VPERMI2PD Z27, Z28, T; \
	VMOVAPD Z26, R; \
	VFMADD213PD Z25, X, R; \
	VFMADD213PD Z24, X, R; \
	VFMADD213PD Z23, X, R; \
	VFMADD213PD Z22, X, R; \
	VFMADD213PD Z22, X, R; \
	VMULPD T, R, R; \
	VSCALEFPD U, R, R

// X = factor v + term
#define LINEAR(FACTOR, TERM, X) \
	VBROADCASTSD TERM(DX), X; \
	VFMADD231PD.BCST FACTOR(DX), Z0, X

// S = the series of exprelr(X); Y is the square of X.
#define SERIES(X, Y, S) \
	VBROADCASTSD numbers_s6(DX), S; \
	VFMADD213PD.BCST numbers_s4(DX), Y, S; \
	VFMADD213PD.BCST numbers_s2(DX), Y, S; \
	VMULPD Y, S, S; \
	VFMADD231PD.BCST numbers_s1(DX), X, S; \
	VADDPD Z22, S, S

// A = exprelr(factor v + term)
#define EXPRELR(TERM, A, DONE) \
	LINEAR(numbers_minusTenth, TERM, Z1); \
	VMOVAPD Z1, Z2; \
	VMULPD Z1, Z1, Z6; \
	EXP(Z1, Z3, Z4, Z5); \
	VSUBPD Z22, Z3, Z3; \
	VDIVPD Z3, Z2, A; \
	VCMPPD.BCST $17, numbers_small(DX), Z6, K1; \
	KORTESTB K1, K1; \
	JEQ DONE; \
	SERIES(Z2, Z6, Z7); \
	VMOVAPD Z7, K1, A; \
DONE:

// X = the gate in COLUMN, a step on, with rates A and B.
#define GATE(A, B, COLUMN, X) \
	VADDPD A, B, Z1; \
	VDIVPD Z1, A, X; \
	VMULPD.BCST numbers_minusDt(DX), Z1, Z1; \
	EXP(Z1, Z3, Z4, Z5); \
	VMOVUPD COLUMN(BX)(AX*1), Z2; \
	VSUBPD X, Z2, Z2; \
	VFMADD231PD Z3, Z2, X; \
	VMOVUPD X, COLUMN(BX)(AX*1)

// The membrane into the system, with gates in Z16 to Z18.
#define MEMBRANE \
	VMULPD Z16, Z16, Z1; \
	VMULPD.BCST numbers_gNa(DX), Z16, Z2; \
	VMULPD Z17, Z2, Z2; \
	VMULPD Z1, Z2, Z2; \
	VMULPD Z18, Z18, Z3; \
	VMULPD Z3, Z3, Z3; \
	VMULPD.BCST numbers_gK(DX), Z3, Z3; \
	VADDPD Z2, Z3, Z4; \
	VADDPD.BCST numbers_gLeak(DX), Z4, Z4; \
	VBROADCASTSD numbers_leak(DX), Z5; \
	VFMADD231PD.BCST numbers_eNa(DX), Z2, Z5; \
	VFMADD231PD.BCST numbers_eK(DX), Z3, Z5; \
	VBROADCASTSD tree_area(SI)(CX*8), Z6; \
	VFMADD213PD.BCST tree_axial(SI)(CX*8), Z6, Z4; \
	VMULPD.BCST tree_capacity(SI)(CX*8), Z0, Z7; \
	VFMADD213PD Z7, Z6, Z5; \
	VMOVUPD Z4, block_d(BX)(AX*1); \
	VMOVUPD Z5, block_b(BX)(AX*1)

// func sweepWritten(b *block, t *tree, n *numbers)
TEXT ·sweepWritten(SB), NOSPLIT, $0-24
	CONSTANTS

next:
	MOVQ AX, CX
	SHRQ $7, CX
	VMOVUPD block_v(BX)(AX*1), Z0

	EXPRELR(numbers_mAt, Z8, m)
	LINEAR(numbers_betaM, numbers_betaMAt, Z1)
	EXP(Z1, Z9, Z4, Z5)
	VMULPD.BCST numbers_four(DX), Z9, Z9
	GATE(Z8, Z9, block_m, Z16)

	LINEAR(numbers_alphaH, numbers_alphaHAt, Z1)
	EXP(Z1, Z8, Z4, Z5)
	VMULPD.BCST numbers_aH(DX), Z8, Z8
	LINEAR(numbers_minusTenth, numbers_betaHAt, Z1)
	EXP(Z1, Z9, Z4, Z5)
	VADDPD Z22, Z9, Z9
	VDIVPD Z9, Z22, Z9
	GATE(Z8, Z9, block_h, Z17)

	EXPRELR(numbers_nAt, Z8, n)
	VMULPD.BCST numbers_aN(DX), Z8, Z8
	LINEAR(numbers_betaN, numbers_betaNAt, Z1)
	EXP(Z1, Z9, Z4, Z5)
	VMULPD.BCST numbers_bN(DX), Z9, Z9
	GATE(Z8, Z9, block_n, Z18)

	MEMBRANE
	ADDQ $64, AX
	CMPQ AX, $(const_compartments*const_lanes*8)
	JLT next
	VZEROUPPER
	RET

// E = FACTOR Z10 - 1 and A = the argument of that exponential; where it is small, their place is taken by 1 and the series.
#define RATIO(TERM, FACTOR, A, E, DONE) \
	LINEAR(numbers_minusTenth, TERM, A); \
	VMULPD.BCST FACTOR(DX), Z10, E; \
	VSUBPD Z22, E, E; \
	VMULPD A, A, Z6; \
	VCMPPD.BCST $17, numbers_small(DX), Z6, K1; \
	KORTESTB K1, K1; \
	JEQ DONE; \
	SERIES(A, Z6, Z7); \
	VMOVAPD Z7, K1, A; \
	VMOVAPD Z22, K1, E; \
DONE:

// X = the gate in COLUMN, a step on: rates sum to S/E, and the steady state is A/S; R is 1/(S E).
#define ADVANCE(A, S, E, R, COLUMN, X) \
	VMULPD S, S, Z1; \
	VMULPD R, Z1, Z1; \
	VMULPD.BCST numbers_minusDt(DX), Z1, Z1; \
	VMULPD E, A, X; \
	VMULPD R, X, X; \
	EXP(Z1, Z3, Z4, Z5); \
	VMOVUPD COLUMN(BX)(AX*1), Z2; \
	VSUBPD X, Z2, Z2; \
	VFMADD231PD Z3, Z2, X; \
	VMOVUPD X, COLUMN(BX)(AX*1)

// func sweepFactored(b *block, t *tree, n *numbers)
//
// With y = v + 65: Z8 exp(-y/80), Z9 exp(-y/20), Z10 exp(-y/10), Z11 beta_m.
// Then for m: Z12 A, Z13 E, Z11 S; for h: Z19 A, Z14 E, Z9 S; for n: Z15 A, Z20 E, Z8 S.
TEXT ·sweepFactored(SB), NOSPLIT, $0-24
	CONSTANTS

next:
	MOVQ AX, CX
	SHRQ $7, CX
	VMOVUPD block_v(BX)(AX*1), Z0

	LINEAR(numbers_betaN, numbers_betaNAt, Z1)
	EXP(Z1, Z8, Z4, Z5)
	LINEAR(numbers_betaM, numbers_betaMAt, Z1)
	EXP(Z1, Z11, Z4, Z5)
	VMULPD Z8, Z8, Z9
	VMULPD Z9, Z9, Z9
	VMULPD Z9, Z9, Z10

	RATIO(numbers_mAt, numbers_mShift, Z12, Z13, m)
	VMULPD.BCST numbers_four(DX), Z11, Z11
	VFMADD213PD Z12, Z13, Z11

	RATIO(numbers_nAt, numbers_nShift, Z15, Z20, n)
	VMULPD.BCST numbers_aN(DX), Z15, Z15
	VMULPD.BCST numbers_bN(DX), Z8, Z8
	VFMADD213PD Z15, Z20, Z8

	VMOVAPD Z10, Z14
	VFMADD132PD.BCST numbers_hS(DX), Z22, Z14
	VMULPD.BCST numbers_aH(DX), Z9, Z9
	VMULPD Z14, Z9, Z19
	VADDPD Z22, Z19, Z9

	VMULPD Z11, Z13, Z1  // the three divisors
	VMULPD Z9, Z14, Z2
	VMULPD Z8, Z20, Z3
	VMULPD Z1, Z2, Z4
	VMULPD Z3, Z4, Z5
	VDIVPD Z5, Z22, Z5
	VMULPD Z4, Z5, Z21   // 1/Z3
	VMULPD Z3, Z5, Z5
	VMULPD Z2, Z5, Z6    // 1/Z1
	VMULPD Z1, Z5, Z7    // 1/Z2

	ADVANCE(Z12, Z11, Z13, Z6, block_m, Z16)
	ADVANCE(Z19, Z9, Z14, Z7, block_h, Z17)
	ADVANCE(Z15, Z8, Z20, Z21, block_n, Z18)

	MEMBRANE
	ADDQ $64, AX
	CMPQ AX, $(const_compartments*const_lanes*8)
	JLT next
	VZEROUPPER
	RET

// func solveVectors(b *block, t *tree)
TEXT ·solveVectors(SB), NOSPLIT, $0-16
	MOVQ b+0(FP), BX
	MOVQ t+8(FP), SI
	LEAQ tree_hops(SI), DI
	MOVQ tree_numbers(SI), DX
	VBROADCASTSD numbers_one(DX), Z22
	MOVQ $(const_nodes-1), CX

up:
	MOVQ hop_node(DI), R8
	MOVQ hop_parent(DI), R9
	VBROADCASTSD hop_coupling(DI), Z0
	VDIVPD block_d(BX)(R8*1), Z22, Z1
	VDIVPD (block_d+64)(BX)(R8*1), Z22, Z5
	VMOVUPD Z1, block_d(BX)(R8*1)
	VMOVUPD Z5, (block_d+64)(BX)(R8*1)
	VMULPD Z0, Z1, Z2
	VMULPD Z0, Z5, Z6
	VMOVUPD block_d(BX)(R9*1), Z3
	VMOVUPD (block_d+64)(BX)(R9*1), Z7
	VFNMADD231PD Z0, Z2, Z3
	VFNMADD231PD Z0, Z6, Z7
	VMOVUPD Z3, block_d(BX)(R9*1)
	VMOVUPD Z7, (block_d+64)(BX)(R9*1)
	VMOVUPD block_b(BX)(R9*1), Z4
	VMOVUPD (block_b+64)(BX)(R9*1), Z8
	VFMADD231PD block_b(BX)(R8*1), Z2, Z4
	VFMADD231PD (block_b+64)(BX)(R8*1), Z6, Z8
	VMOVUPD Z4, block_b(BX)(R9*1)
	VMOVUPD Z8, (block_b+64)(BX)(R9*1)
	ADDQ $hop__size, DI
	DECQ CX
	JNE up

	VMOVUPD block_b(BX), Z0 // the root is node 0
	VMOVUPD (block_b+64)(BX), Z1
	VDIVPD block_d(BX), Z0, Z0
	VDIVPD (block_d+64)(BX), Z1, Z1
	VMOVUPD Z0, block_v(BX)
	VMOVUPD Z1, (block_v+64)(BX)
	MOVQ $(const_nodes-1), CX

down:
	SUBQ $hop__size, DI
	MOVQ hop_node(DI), R8
	MOVQ hop_parent(DI), R9
	VBROADCASTSD hop_coupling(DI), Z0
	VMOVUPD block_b(BX)(R8*1), Z1
	VMOVUPD (block_b+64)(BX)(R8*1), Z2
	VFMADD231PD block_v(BX)(R9*1), Z0, Z1
	VFMADD231PD (block_v+64)(BX)(R9*1), Z0, Z2
	VMULPD block_d(BX)(R8*1), Z1, Z1
	VMULPD (block_d+64)(BX)(R8*1), Z2, Z2
	VMOVUPD Z1, block_v(BX)(R8*1)
	VMOVUPD Z2, (block_v+64)(BX)(R8*1)
	DECQ CX
	JNE down
	VZEROUPPER
	RET
