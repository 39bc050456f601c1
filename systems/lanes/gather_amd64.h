// PAIR loads lanes of two columns, at the nodes index+at and the next.
#define PAIR(index, at, one, two, x, y) \
	MOVLQSX at(index), R14; \
	MOVLQSX (at+4)(index), R15; \
	VMOVSD (one)(R14*8), x; \
	VMOVSD (two)(R14*8), y; \
	VMOVHPD (one)(R15*8), x, x; \
	VMOVHPD (two)(R15*8), y, y

// GATHER8 loads the eight lanes of two columns at the nodes of index into Z1 and Z2.
#define GATHER8(index, one, two) \
	PAIR(index, 0, one, two, X1, X2); \
	PAIR(index, 8, one, two, X3, X4); \
	PAIR(index, 16, one, two, X5, X6); \
	PAIR(index, 24, one, two, X7, X8); \
	VINSERTF128 $1, X3, Y1, Y1; \
	VINSERTF128 $1, X4, Y2, Y2; \
	VINSERTF128 $1, X7, Y5, Y5; \
	VINSERTF128 $1, X8, Y6, Y6; \
	VINSERTF64X4 $1, Y5, Z1, Z1; \
	VINSERTF64X4 $1, Y6, Z2, Z2

// GATHER4 loads four lanes into Y1 and Y2.
#define GATHER4(index, one, two) \
	PAIR(index, 0, one, two, X1, X2); \
	PAIR(index, 8, one, two, X3, X4); \
	VINSERTF128 $1, X3, Y1, Y1; \
	VINSERTF128 $1, X4, Y2, Y2

// GATHER4B loads the four lanes after them into Y5 and Y6.
#define GATHER4B(index, one, two) \
	PAIR(index, 16, one, two, X5, X6); \
	PAIR(index, 24, one, two, X7, X8); \
	VINSERTF128 $1, X7, Y5, Y5; \
	VINSERTF128 $1, X8, Y6, Y6
