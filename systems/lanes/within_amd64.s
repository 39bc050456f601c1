#include "textflag.h"

DATA size<>+0(SB)/8, $0x7fffffffffffffff
GLOBL size<>(SB), RODATA|NOPTR, $8

// func within512(x *float64, limit float64, n int) bool
TEXT ·within512(SB), NOSPLIT, $0-25
	MOVQ x+0(FP), AX
	VBROADCASTSD limit+8(FP), Z0
	MOVQ n+16(FP), CX
	VBROADCASTSD size<>(SB), Z1
	KXORW K1, K1, K1

within:
	VPANDQ (AX), Z1, Z2
	VCMPPD $6, Z0, Z2, K2 // not less or equal, and not ordered
	KORW K2, K1, K1
	ADDQ $64, AX
	SUBQ $8, CX
	JNE  within
	KORTESTW K1, K1
	SETEQ ret+24(FP)
	VZEROUPPER
	RET

// func within2(x *float64, limit float64, n int) bool
TEXT ·within2(SB), NOSPLIT, $0-25
	MOVQ x+0(FP), AX
	VBROADCASTSD limit+8(FP), Y0
	MOVQ n+16(FP), CX
	VBROADCASTSD size<>(SB), Y1
	VXORPD Y3, Y3, Y3

within:
	VANDPD (AX), Y1, Y2
	VCMPPD $6, Y0, Y2, Y2
	VORPD Y2, Y3, Y3
	VANDPD 32(AX), Y1, Y2
	VCMPPD $6, Y0, Y2, Y2
	VORPD Y2, Y3, Y3
	ADDQ $64, AX
	SUBQ $8, CX
	JNE  within
	VPTEST Y3, Y3
	SETEQ ret+24(FP)
	VZEROUPPER
	RET
