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

// START takes the sums of two columns into one register, END puts them back and goes on to the next piece.
#define START \
	MOVLQSX (DX), AX; \
	MOVLQSX 4(DX), BX; \
	MOVSD (DI)(AX*8), X0; \
	MOVHPD (SI)(AX*8), X0

#define END \
	MOVSD X0, (DI)(AX*8); \
	MOVHPD X0, (SI)(AX*8); \
	ADDQ $8, DX; \
	CMPQ DX, CX

// TWO adds two values to each sum, one after the other; ONE adds one. Two loads bring four values: loads are what limits this.
#define TWO(at) \
	MOVUPD at(R8)(BX*8), X1; \
	MOVUPD at(R9)(BX*8), X2; \
	MOVAPD X1, X3; \
	UNPCKLPD X2, X1; \
	UNPCKHPD X2, X3; \
	ADDPD X1, X0; \
	ADDPD X3, X0

#define ONE(at) \
	MOVSD at(R8)(BX*8), X1; \
	MOVHPD at(R9)(BX*8), X1; \
	ADDPD X1, X0

// func addPieces(a, b, x, y []float64, pieces []piece, length int)
TEXT ·addPieces(SB), NOSPLIT, $0-128
	MOVQ a_base+0(FP), DI
	MOVQ b_base+24(FP), SI
	MOVQ x_base+48(FP), R8
	MOVQ y_base+72(FP), R9
	MOVQ pieces_base+96(FP), DX
	MOVQ pieces_len+104(FP), CX
	LEAQ (DX)(CX*8), CX
	MOVQ length+120(FP), R10
	CMPQ R10, $1
	JEQ  ones
	CMPQ R10, $2
	JEQ  twos
	CMPQ R10, $3
	JEQ  threes
	CMPQ R10, $4
	JEQ  fours
	CMPQ R10, $5
	JEQ  fives
	CMPQ R10, $6
	JEQ  sixes
	CMPQ R10, $7
	JEQ  sevens
	CMPQ R10, $8
	JEQ  eights

sixteens:
	START
	TWO(0)
	TWO(16)
	TWO(32)
	TWO(48)
	TWO(64)
	TWO(80)
	TWO(96)
	TWO(112)
	END
	JLT  sixteens
	RET

ones:
	START
	ONE(0)
	END
	JLT  ones
	RET

twos:
	START
	TWO(0)
	END
	JLT  twos
	RET

threes:
	START
	TWO(0)
	ONE(16)
	END
	JLT  threes
	RET

fours:
	START
	TWO(0)
	TWO(16)
	END
	JLT  fours
	RET

fives:
	START
	TWO(0)
	TWO(16)
	ONE(32)
	END
	JLT  fives
	RET

sixes:
	START
	TWO(0)
	TWO(16)
	TWO(32)
	END
	JLT  sixes
	RET

sevens:
	START
	TWO(0)
	TWO(16)
	TWO(32)
	ONE(48)
	END
	JLT  sevens
	RET

eights:
	START
	TWO(0)
	TWO(16)
	TWO(32)
	TWO(48)
	END
	JLT  eights
	RET

// FIRST takes the value of a row twice into one register, NEXT goes on to the next piece.
#define FIRST \
	MOVLQSX (DX), AX; \
	MOVLQSX 4(DX), BX; \
	MOVSD (SI)(AX*8), X0; \
	UNPCKLPD X0, X0

#define NEXT \
	ADDQ $8, DX; \
	CMPQ DX, CX

// func spreadPieces(to, column []float64, pieces []piece, length int)
TEXT ·spreadPieces(SB), NOSPLIT, $0-80
	MOVQ to_base+0(FP), DI
	MOVQ column_base+24(FP), SI
	MOVQ pieces_base+48(FP), DX
	MOVQ pieces_len+56(FP), CX
	LEAQ (DX)(CX*8), CX
	MOVQ length+72(FP), R10
	CMPQ R10, $1
	JEQ  ones
	CMPQ R10, $2
	JEQ  twos
	CMPQ R10, $3
	JEQ  threes
	CMPQ R10, $4
	JEQ  fours
	CMPQ R10, $5
	JEQ  fives
	CMPQ R10, $6
	JEQ  sixes
	CMPQ R10, $7
	JEQ  sevens
	CMPQ R10, $8
	JEQ  eights

sixteens:
	FIRST
	MOVUPD X0, (DI)(BX*8)
	MOVUPD X0, 16(DI)(BX*8)
	MOVUPD X0, 32(DI)(BX*8)
	MOVUPD X0, 48(DI)(BX*8)
	MOVUPD X0, 64(DI)(BX*8)
	MOVUPD X0, 80(DI)(BX*8)
	MOVUPD X0, 96(DI)(BX*8)
	MOVUPD X0, 112(DI)(BX*8)
	NEXT
	JLT  sixteens
	RET

ones:
	FIRST
	MOVSD X0, (DI)(BX*8)
	NEXT
	JLT  ones
	RET

twos:
	FIRST
	MOVUPD X0, (DI)(BX*8)
	NEXT
	JLT  twos
	RET

threes:
	FIRST
	MOVUPD X0, (DI)(BX*8)
	MOVSD X0, 16(DI)(BX*8)
	NEXT
	JLT  threes
	RET

fours:
	FIRST
	MOVUPD X0, (DI)(BX*8)
	MOVUPD X0, 16(DI)(BX*8)
	NEXT
	JLT  fours
	RET

fives:
	FIRST
	MOVUPD X0, (DI)(BX*8)
	MOVUPD X0, 16(DI)(BX*8)
	MOVSD X0, 32(DI)(BX*8)
	NEXT
	JLT  fives
	RET

sixes:
	FIRST
	MOVUPD X0, (DI)(BX*8)
	MOVUPD X0, 16(DI)(BX*8)
	MOVUPD X0, 32(DI)(BX*8)
	NEXT
	JLT  sixes
	RET

sevens:
	FIRST
	MOVUPD X0, (DI)(BX*8)
	MOVUPD X0, 16(DI)(BX*8)
	MOVUPD X0, 32(DI)(BX*8)
	MOVSD X0, 48(DI)(BX*8)
	NEXT
	JLT  sevens
	RET

eights:
	FIRST
	MOVUPD X0, (DI)(BX*8)
	MOVUPD X0, 16(DI)(BX*8)
	MOVUPD X0, 32(DI)(BX*8)
	MOVUPD X0, 48(DI)(BX*8)
	NEXT
	JLT  eights
	RET
