#include "textflag.h"
#include "gather_amd64.h"

// The way back through a step: loops with 512 take an octet at a time, those with 2 half of one.

DATA ascending<>+0(SB)/8, $0x0000000100000000
DATA ascending<>+8(SB)/8, $0x0000000300000002
DATA ascending<>+16(SB)/8, $0x0000000500000004
DATA ascending<>+24(SB)/8, $0x0000000700000006
GLOBL ascending<>(SB), RODATA|NOPTR, $32

// func assembleAdjoint512(place *int32, slope, value, base, diagonal, right *float64, scale float64, low, high int)
TEXT ·assembleAdjoint512(SB), NOSPLIT, $0-72
	MOVQ place+0(FP), AX
	MOVQ slope+8(FP), BX
	MOVQ value+16(FP), CX
	MOVQ base+24(FP), DX
	MOVQ diagonal+32(FP), SI
	MOVQ right+40(FP), DI
	VBROADCASTSD scale+48(FP), Z0
	MOVQ low+56(FP), R12
	MOVQ high+64(FP), R13

assemble:
	CMPQ R12, R13
	JGE  assembled
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (BX)(R12*8), Z1
	VADDPD (DX)(R14*8), Z1, Z1
	VMOVUPD Z1, (SI)(R14*8)
	VMULPD (CX)(R12*8), Z0, Z2
	VMOVUPD Z2, (DI)(R14*8)
	ADDQ $8, R12
	JMP  assemble

assembled:
	VZEROUPPER
	RET

// func takeAdjoint512(place *int32, lambda, before, after, slope, capacity, value, current, slopeBar, capacityBar *float64, moved, kept float64, low, high int)
TEXT ·takeAdjoint512(SB), NOSPLIT, $0-112
	MOVQ place+0(FP), AX
	MOVQ lambda+8(FP), DX
	MOVQ before+16(FP), BX
	MOVQ after+24(FP), CX
	MOVQ slope+32(FP), SI
	MOVQ capacity+40(FP), DI
	MOVQ value+48(FP), R8
	MOVQ current+56(FP), R9
	MOVQ slopeBar+64(FP), R10
	MOVQ capacityBar+72(FP), R11
	VBROADCASTSD moved+80(FP), Z0
	VBROADCASTSD kept+88(FP), Z1
	MOVQ low+96(FP), R12
	MOVQ high+104(FP), R13

take:
	CMPQ R12, R13
	JGE  taken
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (DX)(R14*8), Z2
	VMOVUPD (R9)(R12*8), Z3
	VSUBPD Z2, Z3, Z3
	VMOVUPD Z3, (R9)(R12*8)
	VMOVUPD (BX)(R12*8), Z4
	VSUBPD (CX)(R12*8), Z4, Z4
	VMULPD Z4, Z0, Z4
	VMULPD Z4, Z2, Z4 // what the solve moves, times lambda
	VADDPD (R10)(R12*8), Z4, Z5
	VMOVUPD Z5, (R10)(R12*8)
	VADDPD (R11)(R12*8), Z4, Z5
	VMOVUPD Z5, (R11)(R12*8)
	VMOVUPD (DI)(R12*8), Z6
	VADDPD (SI)(R12*8), Z6, Z6
	VMULPD Z2, Z6, Z6
	VMULPD (R8)(R12*8), Z1, Z7
	VADDPD Z6, Z7, Z7
	VMOVUPD Z7, (R8)(R12*8)
	ADDQ $8, R12
	JMP  take

taken:
	VZEROUPPER
	RET

// func takeAll512(place *int32, lambda, before, after, slope, capacity, value, current, slopeBar, capacityBar, injected, x *float64, moved, kept float64, low, high int)
TEXT ·takeAll512(SB), NOSPLIT, $0-128
	MOVQ place+0(FP), AX
	MOVQ lambda+8(FP), DX
	MOVQ before+16(FP), BX
	MOVQ after+24(FP), CX
	MOVQ slope+32(FP), SI
	MOVQ capacity+40(FP), DI
	MOVQ value+48(FP), R8
	MOVQ current+56(FP), R9
	MOVQ slopeBar+64(FP), R10
	MOVQ capacityBar+72(FP), R11
	MOVQ injected+80(FP), R13
	MOVQ x+88(FP), R15
	VBROADCASTSD moved+96(FP), Z0
	VBROADCASTSD kept+104(FP), Z1
	MOVQ low+112(FP), R12

take:
	CMPQ R12, high+120(FP)
	JGE  taken
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (DX)(R14*8), Z2
	VMOVUPD (R9)(R12*8), Z3
	VSUBPD Z2, Z3, Z3
	VMOVUPD Z3, (R9)(R12*8)
	VADDPD (R13)(R12*8), Z2, Z3
	VMOVUPD Z3, (R13)(R12*8)
	VMOVUPD (CX)(R12*8), Z8
	VMOVUPD Z8, (R15)(R14*8)
	VMOVUPD (BX)(R12*8), Z4
	VSUBPD Z8, Z4, Z4
	VMULPD Z4, Z0, Z4
	VMULPD Z4, Z2, Z4 // what the solve moves, times lambda
	VADDPD (R10)(R12*8), Z4, Z5
	VMOVUPD Z5, (R10)(R12*8)
	VADDPD (R11)(R12*8), Z4, Z5
	VMOVUPD Z5, (R11)(R12*8)
	VMOVUPD (DI)(R12*8), Z6
	VADDPD (SI)(R12*8), Z6, Z6
	VMULPD Z2, Z6, Z6
	VMULPD (R8)(R12*8), Z1, Z7
	VADDPD Z6, Z7, Z7
	VMOVUPD Z7, (R8)(R12*8)
	ADDQ $8, R12
	JMP  take

taken:
	VZEROUPPER
	RET

// func give512(place *int32, lambda, values *float64, low, high int)
TEXT ·give512(SB), NOSPLIT, $0-40
	MOVQ place+0(FP), AX
	MOVQ lambda+8(FP), DX
	MOVQ values+16(FP), CX
	MOVQ low+24(FP), R12
	MOVQ high+32(FP), R13

give:
	CMPQ R12, R13
	JGE  given
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (CX)(R12*8), Z0
	VADDPD (DX)(R14*8), Z0, Z0
	VMOVUPD Z0, (CX)(R12*8)
	ADDQ $8, R12
	JMP  give

given:
	VZEROUPPER
	RET

// func spread512(place *int32, values, x *float64, low, high int)
TEXT ·spread512(SB), NOSPLIT, $0-40
	MOVQ place+0(FP), AX
	MOVQ values+8(FP), CX
	MOVQ x+16(FP), DX
	MOVQ low+24(FP), R12
	MOVQ high+32(FP), R13

spread:
	CMPQ R12, R13
	JGE  done
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (CX)(R12*8), Z0
	VMOVUPD Z0, (DX)(R14*8)
	ADDQ $8, R12
	JMP  spread

done:
	VZEROUPPER
	RET

// func couplings512(parent *int32, lambda, x, coupling *float64, low, high int)
TEXT ·couplings512(SB), NOSPLIT, $0-48
	MOVQ parent+0(FP), AX
	MOVQ lambda+8(FP), CX
	MOVQ x+16(FP), DX
	MOVQ coupling+24(FP), BX
	MOVQ low+32(FP), R12
	MOVQ high+40(FP), R13
	LEAQ (AX)(R12*4), AX
	VMOVDQU ascending<>(SB), Y13

couplings:
	CMPQ R12, R13
	JGE  summed
	VPBROADCASTD (AX), Y12
	VPADDD Y13, Y12, Y12
	VPCMPEQD (AX), Y12, Y12
	VPMOVMSKB Y12, R14
	CMPL R14, $-1
	JNE  apart
	MOVLQSX (AX), R14 // eight parents in a row
	VMOVUPD (CX)(R14*8), Z1
	VMOVUPD (DX)(R14*8), Z2
	JMP  sum

apart:
	GATHER8(AX, CX, DX)

sum:
	VMOVUPD (CX)(R12*8), Z9
	VSUBPD Z1, Z9, Z9
	VMOVUPD (DX)(R12*8), Z10
	VSUBPD Z2, Z10, Z10
	VMULPD Z9, Z10, Z10
	VMOVUPD (BX)(R12*8), Z11
	VSUBPD Z10, Z11, Z11
	VMOVUPD Z11, (BX)(R12*8)
	ADDQ $32, AX
	ADDQ $8, R12
	JMP  couplings

summed:
	VZEROUPPER
	RET

// func assembleAdjoint2(place *int32, slope, value, base, diagonal, right *float64, scale float64, low, high int)
TEXT ·assembleAdjoint2(SB), NOSPLIT, $0-72
	MOVQ place+0(FP), AX
	MOVQ slope+8(FP), BX
	MOVQ value+16(FP), CX
	MOVQ base+24(FP), DX
	MOVQ diagonal+32(FP), SI
	MOVQ right+40(FP), DI
	VBROADCASTSD scale+48(FP), Y0
	MOVQ low+56(FP), R12
	MOVQ high+64(FP), R13

assemble:
	CMPQ R12, R13
	JGE  assembled
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (BX)(R12*8), Y1
	VADDPD (DX)(R14*8), Y1, Y1
	VMOVUPD Y1, (SI)(R14*8)
	VMULPD (CX)(R12*8), Y0, Y2
	VMOVUPD Y2, (DI)(R14*8)
	ADDQ $4, R12
	JMP  assemble

assembled:
	VZEROUPPER
	RET

// func takeAdjoint2(place *int32, lambda, before, after, slope, capacity, value, current, slopeBar, capacityBar *float64, moved, kept float64, low, high int)
TEXT ·takeAdjoint2(SB), NOSPLIT, $0-112
	MOVQ place+0(FP), AX
	MOVQ lambda+8(FP), DX
	MOVQ before+16(FP), BX
	MOVQ after+24(FP), CX
	MOVQ slope+32(FP), SI
	MOVQ capacity+40(FP), DI
	MOVQ value+48(FP), R8
	MOVQ current+56(FP), R9
	MOVQ slopeBar+64(FP), R10
	MOVQ capacityBar+72(FP), R11
	VBROADCASTSD moved+80(FP), Y0
	VBROADCASTSD kept+88(FP), Y1
	MOVQ low+96(FP), R12
	MOVQ high+104(FP), R13

take:
	CMPQ R12, R13
	JGE  taken
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (DX)(R14*8), Y2
	VMOVUPD (R9)(R12*8), Y3
	VSUBPD Y2, Y3, Y3
	VMOVUPD Y3, (R9)(R12*8)
	VMOVUPD (BX)(R12*8), Y4
	VSUBPD (CX)(R12*8), Y4, Y4
	VMULPD Y4, Y0, Y4
	VMULPD Y4, Y2, Y4 // what the solve moves, times lambda
	VADDPD (R10)(R12*8), Y4, Y5
	VMOVUPD Y5, (R10)(R12*8)
	VADDPD (R11)(R12*8), Y4, Y5
	VMOVUPD Y5, (R11)(R12*8)
	VMOVUPD (DI)(R12*8), Y6
	VADDPD (SI)(R12*8), Y6, Y6
	VMULPD Y2, Y6, Y6
	VMULPD (R8)(R12*8), Y1, Y7
	VADDPD Y6, Y7, Y7
	VMOVUPD Y7, (R8)(R12*8)
	ADDQ $4, R12
	JMP  take

taken:
	VZEROUPPER
	RET

// func give2(place *int32, lambda, values *float64, low, high int)
TEXT ·give2(SB), NOSPLIT, $0-40
	MOVQ place+0(FP), AX
	MOVQ lambda+8(FP), DX
	MOVQ values+16(FP), CX
	MOVQ low+24(FP), R12
	MOVQ high+32(FP), R13

give:
	CMPQ R12, R13
	JGE  given
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (CX)(R12*8), Y0
	VADDPD (DX)(R14*8), Y0, Y0
	VMOVUPD Y0, (CX)(R12*8)
	ADDQ $4, R12
	JMP  give

given:
	VZEROUPPER
	RET

// func spread2(place *int32, values, x *float64, low, high int)
TEXT ·spread2(SB), NOSPLIT, $0-40
	MOVQ place+0(FP), AX
	MOVQ values+8(FP), CX
	MOVQ x+16(FP), DX
	MOVQ low+24(FP), R12
	MOVQ high+32(FP), R13

spread:
	CMPQ R12, R13
	JGE  done
	MOVLQSX (AX)(R12*4), R14
	VMOVUPD (CX)(R12*8), Y0
	VMOVUPD Y0, (DX)(R14*8)
	ADDQ $4, R12
	JMP  spread

done:
	VZEROUPPER
	RET

// func couplings2(parent *int32, lambda, x, coupling *float64, low, high int)
TEXT ·couplings2(SB), NOSPLIT, $0-48
	MOVQ parent+0(FP), AX
	MOVQ lambda+8(FP), CX
	MOVQ x+16(FP), DX
	MOVQ coupling+24(FP), BX
	MOVQ low+32(FP), R12
	MOVQ high+40(FP), R13
	LEAQ (AX)(R12*4), AX

couplings:
	CMPQ R12, R13
	JGE  summed
	GATHER4(AX, CX, DX)
	VMOVUPD (CX)(R12*8), Y9
	VSUBPD Y1, Y9, Y9
	VMOVUPD (DX)(R12*8), Y10
	VSUBPD Y2, Y10, Y10
	VMULPD Y9, Y10, Y10
	VMOVUPD (BX)(R12*8), Y11
	VSUBPD Y10, Y11, Y11
	VMOVUPD Y11, (BX)(R12*8)
	ADDQ $16, AX
	ADDQ $4, R12
	JMP  couplings

summed:
	VZEROUPPER
	RET

// ONE loads two lanes of a column, at the nodes index+at and the next.
#define ONE(index, at, column, x) \
	MOVLQSX at(index), R14; \
	MOVLQSX (at+4)(index), R15; \
	VMOVSD (column)(R14*8), x; \
	VMOVHPD (column)(R15*8), x, x

// func means512(count, first *int32, whole *float64, node *int32, weight *float64, present *uint16, x *float64, n int)
TEXT ·means512(SB), NOSPLIT, $0-64
	MOVQ count+0(FP), AX
	MOVQ first+8(FP), BX
	MOVQ whole+16(FP), CX
	MOVQ node+24(FP), DX
	MOVQ weight+32(FP), SI
	MOVQ present+40(FP), DI
	MOVQ x+48(FP), R8
	MOVQ n+56(FP), R13

eight:
	VPXORQ Z0, Z0, Z0
	MOVL (AX), R12

neighbour:
	ONE(DX, 0, R8, X1)
	ONE(DX, 8, R8, X2)
	ONE(DX, 16, R8, X3)
	ONE(DX, 24, R8, X4)
	VINSERTF128 $1, X2, Y1, Y1
	VINSERTF128 $1, X4, Y3, Y3
	VINSERTF64X4 $1, Y3, Z1, Z1
	VMULPD (SI), Z1, Z1
	KMOVW (DI), K1
	VADDPD Z1, Z0, K1, Z0
	ADDQ $32, DX
	ADDQ $64, SI
	ADDQ $2, DI
	DECL R12
	JNE  neighbour
	VDIVPD (CX), Z0, Z0
	MOVLQSX (BX), R14
	VMOVUPD Z0, (R8)(R14*8)
	ADDQ $4, AX
	ADDQ $4, BX
	ADDQ $64, CX
	DECQ R13
	JNE  eight
	VZEROUPPER
	RET
