#include "textflag.h"
#include "gather_amd64.h"

DATA unit<>+0(SB)/8, $1.0
GLOBL unit<>(SB), RODATA|NOPTR, $8

// func eliminateStrips512(heads *Strip, node *int32, coupling, diagonal, right, reciprocal, kept *float64, child *int32, less, more *float64, top, n int)
TEXT ·eliminateStrips512(SB), NOSPLIT, $0-96
	MOVQ heads+0(FP), R8
	MOVQ node+8(FP), AX
	MOVQ coupling+16(FP), BX
	MOVQ diagonal+24(FP), CX
	MOVQ right+32(FP), DX
	MOVQ reciprocal+40(FP), SI
	MOVQ kept+48(FP), DI
	MOVQ child+56(FP), R9
	MOVQ less+64(FP), R10
	MOVQ more+72(FP), R11
	MOVQ top+80(FP), R13
	VBROADCASTSD unit<>(SB), Z0

strip:
	GATHER8(AX, CX, DX)
	VMOVAPD Z1, Z12 // diagonal
	VMOVAPD Z2, Z13 // right-hand side
	MOVL 4(R8), R12

children:
	TESTL R12, R12
	JEQ  own
	GATHER8(R9, R10, R11)
	VSUBPD Z1, Z12, Z12
	VADDPD Z2, Z13, Z13
	ADDQ $32, R9
	DECL R12
	JMP  children

own:
	MOVL (R8), R12

position:
	VDIVPD Z12, Z0, Z14 // 1/d
	VMOVUPD Z14, (SI)
	VMOVUPD Z13, (DI)
	VMOVUPD (BX), Z15
	VMULPD Z14, Z15, Z16 // f = g/d
	VMULPD Z15, Z16, Z17
	VMULPD Z13, Z16, Z18
	ADDQ $64, BX
	ADDQ $64, SI
	ADDQ $64, DI
	ADDQ $32, AX
	DECL R12
	JEQ  top
	GATHER8(AX, CX, DX)
	VSUBPD Z17, Z1, Z12 // less f g
	VADDPD Z18, Z2, Z13
	JMP  position

top:
	VMOVUPD Z17, (R10)(R13*8)
	VMOVUPD Z18, (R11)(R13*8)
	ADDQ $8, R13
	ADDQ $8, R8
	DECQ n+88(FP)
	JNE  strip
	VZEROUPPER
	RET

// func substituteStrips512(heads *Strip, node *int32, coupling, right, reciprocal, kept *float64, parent *int32, n, positions int)
TEXT ·substituteStrips512(SB), NOSPLIT, $0-72
	MOVQ heads+0(FP), R8
	MOVQ node+8(FP), AX
	MOVQ coupling+16(FP), BX
	MOVQ right+24(FP), DX
	MOVQ reciprocal+32(FP), SI
	MOVQ kept+40(FP), DI
	MOVQ parent+48(FP), R9
	MOVQ n+56(FP), R10
	MOVQ positions+64(FP), R11
	MOVQ R10, R12
	SHLQ $3, R12
	ADDQ R12, R8
	SHLQ $2, R12
	ADDQ R12, R9
	SHLQ $5, R11
	ADDQ R11, AX
	SHLQ $1, R11
	ADDQ R11, BX
	ADDQ R11, SI
	ADDQ R11, DI

strip:
	SUBQ $8, R8
	SUBQ $32, R9
	GATHER8(R9, DX, DX)
	MOVL (R8), R12

position:
	SUBQ $64, BX
	SUBQ $64, SI
	SUBQ $64, DI
	SUBQ $32, AX
	VMULPD (BX), Z1, Z1
	VADDPD (DI), Z1, Z1
	VMULPD (SI), Z1, Z1
	VEXTRACTF64X4 $1, Z1, Y5
	VEXTRACTF128 $1, Y1, X3
	VEXTRACTF128 $1, Y5, X7
	MOVLQSX (AX), R13
	MOVLQSX 4(AX), R14
	VMOVSD X1, (DX)(R13*8)
	VMOVHPD X1, (DX)(R14*8)
	MOVLQSX 8(AX), R13
	MOVLQSX 12(AX), R14
	VMOVSD X3, (DX)(R13*8)
	VMOVHPD X3, (DX)(R14*8)
	MOVLQSX 16(AX), R13
	MOVLQSX 20(AX), R14
	VMOVSD X5, (DX)(R13*8)
	VMOVHPD X5, (DX)(R14*8)
	MOVLQSX 24(AX), R13
	MOVLQSX 28(AX), R14
	VMOVSD X7, (DX)(R13*8)
	VMOVHPD X7, (DX)(R14*8)
	DECL R12
	JNE  position
	DECQ R10
	JNE  strip
	VZEROUPPER
	RET

// func eliminateStrips2(heads *Strip, node *int32, coupling, diagonal, right, reciprocal, kept *float64, child *int32, less, more *float64, top, n int)
TEXT ·eliminateStrips2(SB), NOSPLIT, $0-96
	MOVQ heads+0(FP), R8
	MOVQ node+8(FP), AX
	MOVQ coupling+16(FP), BX
	MOVQ diagonal+24(FP), CX
	MOVQ right+32(FP), DX
	MOVQ reciprocal+40(FP), SI
	MOVQ kept+48(FP), DI
	MOVQ child+56(FP), R9
	MOVQ less+64(FP), R10
	MOVQ more+72(FP), R11
	MOVQ top+80(FP), R13
	VBROADCASTSD unit<>(SB), Y0

strip:
	GATHER4(AX, CX, DX)
	GATHER4B(AX, CX, DX)
	VMOVAPD Y1, Y9 // diagonal
	VMOVAPD Y2, Y10 // right-hand side
	VMOVAPD Y5, Y11
	VMOVAPD Y6, Y12
	MOVL 4(R8), R12

children:
	TESTL R12, R12
	JEQ  own
	GATHER4(R9, R10, R11)
	GATHER4B(R9, R10, R11)
	VSUBPD Y1, Y9, Y9
	VADDPD Y2, Y10, Y10
	VSUBPD Y5, Y11, Y11
	VADDPD Y6, Y12, Y12
	ADDQ $32, R9
	DECL R12
	JMP  children

own:
	MOVL (R8), R12

position:
	VDIVPD Y9, Y0, Y13 // 1/d
	VDIVPD Y11, Y0, Y14
	VMOVUPD Y13, (SI)
	VMOVUPD Y14, 32(SI)
	VMOVUPD Y10, (DI)
	VMOVUPD Y12, 32(DI)
	VMOVUPD (BX), Y15
	VMULPD Y13, Y15, Y13 // f = g/d
	VMULPD Y15, Y13, Y9
	VMULPD Y10, Y13, Y10
	VMOVUPD 32(BX), Y15
	VMULPD Y14, Y15, Y14
	VMULPD Y15, Y14, Y11
	VMULPD Y12, Y14, Y12
	ADDQ $64, BX
	ADDQ $64, SI
	ADDQ $64, DI
	ADDQ $32, AX
	DECL R12
	JEQ  top
	GATHER4(AX, CX, DX)
	GATHER4B(AX, CX, DX)
	VSUBPD Y9, Y1, Y9 // less f g
	VADDPD Y10, Y2, Y10
	VSUBPD Y11, Y5, Y11
	VADDPD Y12, Y6, Y12
	JMP  position

top:
	VMOVUPD Y9, (R10)(R13*8)
	VMOVUPD Y11, 32(R10)(R13*8)
	VMOVUPD Y10, (R11)(R13*8)
	VMOVUPD Y12, 32(R11)(R13*8)
	ADDQ $8, R13
	ADDQ $8, R8
	DECQ n+88(FP)
	JNE  strip
	VZEROUPPER
	RET

// func substituteStrips2(heads *Strip, node *int32, coupling, right, reciprocal, kept *float64, parent *int32, n, positions int)
TEXT ·substituteStrips2(SB), NOSPLIT, $0-72
	MOVQ heads+0(FP), R8
	MOVQ node+8(FP), AX
	MOVQ coupling+16(FP), BX
	MOVQ right+24(FP), DX
	MOVQ reciprocal+32(FP), SI
	MOVQ kept+40(FP), DI
	MOVQ parent+48(FP), R9
	MOVQ n+56(FP), R10
	MOVQ positions+64(FP), R11
	MOVQ R10, R12
	SHLQ $3, R12
	ADDQ R12, R8
	SHLQ $2, R12
	ADDQ R12, R9
	SHLQ $5, R11
	ADDQ R11, AX
	SHLQ $1, R11
	ADDQ R11, BX
	ADDQ R11, SI
	ADDQ R11, DI

strip:
	SUBQ $8, R8
	SUBQ $32, R9
	GATHER4(R9, DX, DX)
	GATHER4B(R9, DX, DX)
	MOVL (R8), R12

position:
	SUBQ $64, BX
	SUBQ $64, SI
	SUBQ $64, DI
	SUBQ $32, AX
	VMULPD (BX), Y1, Y1
	VADDPD (DI), Y1, Y1
	VMULPD (SI), Y1, Y1
	VMULPD 32(BX), Y5, Y5
	VADDPD 32(DI), Y5, Y5
	VMULPD 32(SI), Y5, Y5
	VEXTRACTF128 $1, Y1, X3
	VEXTRACTF128 $1, Y5, X7
	MOVLQSX (AX), R13
	MOVLQSX 4(AX), R14
	VMOVSD X1, (DX)(R13*8)
	VMOVHPD X1, (DX)(R14*8)
	MOVLQSX 8(AX), R13
	MOVLQSX 12(AX), R14
	VMOVSD X3, (DX)(R13*8)
	VMOVHPD X3, (DX)(R14*8)
	MOVLQSX 16(AX), R13
	MOVLQSX 20(AX), R14
	VMOVSD X5, (DX)(R13*8)
	VMOVHPD X5, (DX)(R14*8)
	MOVLQSX 24(AX), R13
	MOVLQSX 28(AX), R14
	VMOVSD X7, (DX)(R13*8)
	VMOVHPD X7, (DX)(R14*8)
	DECL R12
	JNE  position
	DECQ R10
	JNE  strip
	VZEROUPPER
	RET
