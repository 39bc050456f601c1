#include "textflag.h"

DATA one<>+0(SB)/8, $1.0
GLOBL one<>(SB), RODATA|NOPTR, $8

// The loops with 512 are for AVX-512: an octet is one vector. Those with 2 are for AVX2: an octet is two, done side by side. Nothing
// is fused, as nothing is in Go.

// func eliminate512(parent *int32, coupling, diagonal, right, reciprocal *float64, low, high int)
TEXT ·eliminate512(SB), NOSPLIT, $0-56
	MOVQ parent+0(FP), AX
	MOVQ coupling+8(FP), BX
	MOVQ diagonal+16(FP), CX
	MOVQ right+24(FP), DX
	MOVQ reciprocal+32(FP), SI
	MOVQ low+40(FP), DI
	MOVQ high+48(FP), R8
	VBROADCASTSD one<>(SB), Z0

eliminate:
	SUBQ $8, R8
	CMPQ R8, DI
	JLT  eliminated
	VDIVPD (CX)(R8*8), Z0, Z1 // 1/d
	VMOVUPD Z1, 0(SI)(R8*8)
	MOVLQSX (AX)(R8*4), R9
	TESTQ R9, R9
	JLT  eliminate
	VMOVUPD 0(BX)(R8*8), Z2
	VMULPD Z1, Z2, Z3 // f = g/d
	VMULPD Z2, Z3, Z4
	VMOVUPD 0(CX)(R9*8), Z5
	VSUBPD Z4, Z5, Z5 // of the parent: less f g
	VMOVUPD Z5, 0(CX)(R9*8)
	VMULPD 0(DX)(R8*8), Z3, Z6
	VADDPD 0(DX)(R9*8), Z6, Z6
	VMOVUPD Z6, 0(DX)(R9*8)
	JMP  eliminate

eliminated:
	VZEROUPPER
	RET

// func substitute512(parent *int32, coupling, right, reciprocal *float64, low, high int)
TEXT ·substitute512(SB), NOSPLIT, $0-48
	MOVQ parent+0(FP), AX
	MOVQ coupling+8(FP), BX
	MOVQ right+16(FP), DX
	MOVQ reciprocal+24(FP), SI
	MOVQ low+32(FP), R8
	MOVQ high+40(FP), DI

substitute:
	CMPQ R8, DI
	JGE  substituted
	VMOVUPD 0(DX)(R8*8), Z0
	MOVLQSX (AX)(R8*4), R9
	TESTQ R9, R9
	JLT  root
	VMOVUPD 0(BX)(R8*8), Z2
	VMULPD 0(DX)(R9*8), Z2, Z2
	VADDPD Z2, Z0, Z0

root:
	VMULPD 0(SI)(R8*8), Z0, Z0
	VMOVUPD Z0, 0(DX)(R8*8)
	ADDQ $8, R8
	JMP  substitute

substituted:
	VZEROUPPER
	RET

// func assemble512(place *int32, capacity, voltage, current, slope, injected, base, diagonal, right *float64, low, high int)
TEXT ·assemble512(SB), NOSPLIT, $0-88
	MOVQ place+0(FP), AX
	MOVQ capacity+8(FP), BX
	MOVQ voltage+16(FP), CX
	MOVQ current+24(FP), DX
	MOVQ slope+32(FP), SI
	MOVQ injected+40(FP), DI
	MOVQ base+48(FP), R10
	MOVQ diagonal+56(FP), R11
	MOVQ right+64(FP), R12
	MOVQ low+72(FP), R8
	MOVQ high+80(FP), R13

assemble:
	CMPQ R8, R13
	JGE  assembled
	MOVLQSX (AX)(R8*4), R9
	VMOVUPD 0(SI)(R8*8), Z0
	VADDPD 0(R10)(R9*8), Z0, Z1
	VMOVUPD Z1, 0(R11)(R9*8)
	VADDPD 0(BX)(R8*8), Z0, Z2
	VMULPD (CX)(R8*8), Z2, Z2
	VSUBPD 0(DX)(R8*8), Z2, Z2
	VADDPD 0(DI)(R8*8), Z2, Z2
	VMOVUPD Z2, 0(R12)(R9*8)
	ADDQ $8, R8
	JMP  assemble

assembled:
	VZEROUPPER
	RET

// func take512(place *int32, right, voltage *float64, low, high int)
TEXT ·take512(SB), NOSPLIT, $0-40
	MOVQ place+0(FP), AX
	MOVQ right+8(FP), DX
	MOVQ voltage+16(FP), CX
	MOVQ low+24(FP), R8
	MOVQ high+32(FP), DI

take:
	CMPQ R8, DI
	JGE  taken
	MOVLQSX (AX)(R8*4), R9
	VMOVUPD 0(DX)(R9*8), Z0
	VMOVUPD Z0, (CX)(R8*8)
	ADDQ $8, R8
	JMP  take

taken:
	VZEROUPPER
	RET

// func eliminate2(parent *int32, coupling, diagonal, right, reciprocal *float64, low, high int)
TEXT ·eliminate2(SB), NOSPLIT, $0-56
	MOVQ parent+0(FP), AX
	MOVQ coupling+8(FP), BX
	MOVQ diagonal+16(FP), CX
	MOVQ right+24(FP), DX
	MOVQ reciprocal+32(FP), SI
	MOVQ low+40(FP), DI
	MOVQ high+48(FP), R8
	VBROADCASTSD one<>(SB), Y0

eliminate:
	SUBQ $8, R8
	CMPQ R8, DI
	JLT  eliminated
	VDIVPD (CX)(R8*8), Y0, Y1 // 1/d
	VDIVPD 32(CX)(R8*8), Y0, Y7 // 1/d
	VMOVUPD Y1, 0(SI)(R8*8)
	VMOVUPD Y7, 32(SI)(R8*8)
	MOVLQSX (AX)(R8*4), R9
	TESTQ R9, R9
	JLT  eliminate
	VMOVUPD 0(BX)(R8*8), Y2
	VMULPD Y1, Y2, Y3 // f = g/d
	VMULPD Y2, Y3, Y4
	VMOVUPD 0(CX)(R9*8), Y5
	VSUBPD Y4, Y5, Y5 // of the parent: less f g
	VMOVUPD Y5, 0(CX)(R9*8)
	VMULPD 0(DX)(R8*8), Y3, Y6
	VADDPD 0(DX)(R9*8), Y6, Y6
	VMOVUPD Y6, 0(DX)(R9*8)
	VMOVUPD 32(BX)(R8*8), Y8
	VMULPD Y7, Y8, Y9 // f = g/d
	VMULPD Y8, Y9, Y10
	VMOVUPD 32(CX)(R9*8), Y11
	VSUBPD Y10, Y11, Y11 // of the parent: less f g
	VMOVUPD Y11, 32(CX)(R9*8)
	VMULPD 32(DX)(R8*8), Y9, Y12
	VADDPD 32(DX)(R9*8), Y12, Y12
	VMOVUPD Y12, 32(DX)(R9*8)
	JMP  eliminate

eliminated:
	VZEROUPPER
	RET

// func substitute2(parent *int32, coupling, right, reciprocal *float64, low, high int)
TEXT ·substitute2(SB), NOSPLIT, $0-48
	MOVQ parent+0(FP), AX
	MOVQ coupling+8(FP), BX
	MOVQ right+16(FP), DX
	MOVQ reciprocal+24(FP), SI
	MOVQ low+32(FP), R8
	MOVQ high+40(FP), DI

substitute:
	CMPQ R8, DI
	JGE  substituted
	VMOVUPD 0(DX)(R8*8), Y0
	VMOVUPD 32(DX)(R8*8), Y1
	MOVLQSX (AX)(R8*4), R9
	TESTQ R9, R9
	JLT  root
	VMOVUPD 0(BX)(R8*8), Y2
	VMULPD 0(DX)(R9*8), Y2, Y2
	VADDPD Y2, Y0, Y0
	VMOVUPD 32(BX)(R8*8), Y3
	VMULPD 32(DX)(R9*8), Y3, Y3
	VADDPD Y3, Y1, Y1

root:
	VMULPD 0(SI)(R8*8), Y0, Y0
	VMOVUPD Y0, 0(DX)(R8*8)
	VMULPD 32(SI)(R8*8), Y1, Y1
	VMOVUPD Y1, 32(DX)(R8*8)
	ADDQ $8, R8
	JMP  substitute

substituted:
	VZEROUPPER
	RET

// func assemble2(place *int32, capacity, voltage, current, slope, injected, base, diagonal, right *float64, low, high int)
TEXT ·assemble2(SB), NOSPLIT, $0-88
	MOVQ place+0(FP), AX
	MOVQ capacity+8(FP), BX
	MOVQ voltage+16(FP), CX
	MOVQ current+24(FP), DX
	MOVQ slope+32(FP), SI
	MOVQ injected+40(FP), DI
	MOVQ base+48(FP), R10
	MOVQ diagonal+56(FP), R11
	MOVQ right+64(FP), R12
	MOVQ low+72(FP), R8
	MOVQ high+80(FP), R13

assemble:
	CMPQ R8, R13
	JGE  assembled
	MOVLQSX (AX)(R8*4), R9
	VMOVUPD 0(SI)(R8*8), Y0
	VADDPD 0(R10)(R9*8), Y0, Y1
	VMOVUPD Y1, 0(R11)(R9*8)
	VADDPD 0(BX)(R8*8), Y0, Y2
	VMULPD (CX)(R8*8), Y2, Y2
	VSUBPD 0(DX)(R8*8), Y2, Y2
	VADDPD 0(DI)(R8*8), Y2, Y2
	VMOVUPD Y2, 0(R12)(R9*8)
	VMOVUPD 32(SI)(R8*8), Y4
	VADDPD 32(R10)(R9*8), Y4, Y5
	VMOVUPD Y5, 32(R11)(R9*8)
	VADDPD 32(BX)(R8*8), Y4, Y6
	VMULPD 32(CX)(R8*8), Y6, Y6
	VSUBPD 32(DX)(R8*8), Y6, Y6
	VADDPD 32(DI)(R8*8), Y6, Y6
	VMOVUPD Y6, 32(R12)(R9*8)
	ADDQ $8, R8
	JMP  assemble

assembled:
	VZEROUPPER
	RET

// func take2(place *int32, right, voltage *float64, low, high int)
TEXT ·take2(SB), NOSPLIT, $0-40
	MOVQ place+0(FP), AX
	MOVQ right+8(FP), DX
	MOVQ voltage+16(FP), CX
	MOVQ low+24(FP), R8
	MOVQ high+32(FP), DI

take:
	CMPQ R8, DI
	JGE  taken
	MOVLQSX (AX)(R8*4), R9
	VMOVUPD 0(DX)(R9*8), Y0
	VMOVUPD Y0, (CX)(R8*8)
	VMOVUPD 32(DX)(R9*8), Y1
	VMOVUPD Y1, 32(CX)(R8*8)
	ADDQ $8, R8
	JMP  take

taken:
	VZEROUPPER
	RET
