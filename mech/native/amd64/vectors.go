package amd64

// Op is an instruction of two sources, or of two sources and what is in the destination.
type Op uint8

// The instructions: dst = a op b.
const (
	Add Op = iota
	Sub
	Mul
	Div
	Min // a < b ? a : b
	Max // a > b ? a : b
	And
	AndNot // not a, and b
	Or
	Xor
	AddInteger // of 64 bits
	SubInteger
	// dst = dst*b + a, a*dst + b, a*b + dst, where b may be memory
	MulAdd132
	MulAdd213
	MulAdd231
	// the same less the addend
	MulSub132
	MulSub213
	MulSub231
	// the addend less the product
	NegMulAdd132
	NegMulAdd213
	NegMulAdd231
	ops
)

var encodings = [ops]instruction{
	Add: {opcode: 0x58, space: 1, prefix: 1, wide: true}, Sub: {opcode: 0x5c, space: 1, prefix: 1, wide: true},
	Mul: {opcode: 0x59, space: 1, prefix: 1, wide: true}, Div: {opcode: 0x5e, space: 1, prefix: 1, wide: true},
	Min: {opcode: 0x5d, space: 1, prefix: 1, wide: true}, Max: {opcode: 0x5f, space: 1, prefix: 1, wide: true},
	And: {opcode: 0x54, space: 1, prefix: 1, wide: true}, AndNot: {opcode: 0x55, space: 1, prefix: 1, wide: true},
	Or: {opcode: 0x56, space: 1, prefix: 1, wide: true}, Xor: {opcode: 0x57, space: 1, prefix: 1, wide: true},
	AddInteger: {opcode: 0xd4, space: 1, prefix: 1, wide: true}, SubInteger: {opcode: 0xfb, space: 1, prefix: 1, wide: true},
	MulAdd132: {opcode: 0x98, space: 2, prefix: 1, wide: true}, MulAdd213: {opcode: 0xa8, space: 2, prefix: 1, wide: true},
	MulAdd231: {opcode: 0xb8, space: 2, prefix: 1, wide: true},
	MulSub132: {opcode: 0x9a, space: 2, prefix: 1, wide: true}, MulSub213: {opcode: 0xaa, space: 2, prefix: 1, wide: true},
	MulSub231:    {opcode: 0xba, space: 2, prefix: 1, wide: true},
	NegMulAdd132: {opcode: 0x9c, space: 2, prefix: 1, wide: true}, NegMulAdd213: {opcode: 0xac, space: 2, prefix: 1, wide: true},
	NegMulAdd231: {opcode: 0xbc, space: 2, prefix: 1, wide: true},
}

// fused says whether VEX wants the W bit, which the others ignore.
func (op Op) fused() bool { return op >= MulAdd132 }

// Arithmetic is dst = a op b.
func (a *Assembler) Arithmetic(op Op, dst, first Vector, last Operand) {
	in := encodings[op]
	if a.Width == AVX2 && !op.fused() {
		in.wide = false
	}
	a.vector(in, uint8(dst), uint8(first), last, 0, false)
}

// Sqrt is the square root.
func (a *Assembler) Sqrt(dst Vector, from Operand) {
	a.vector(instruction{opcode: 0x51, space: 1, prefix: 1, wide: a.Width == AVX512}, uint8(dst), 0, from, 0, false)
}

// Floor rounds down to a whole number.
func (a *Assembler) Floor(dst Vector, from Operand) {
	a.vector(instruction{opcode: 0x09, space: 3, prefix: 1, wide: a.Width == AVX512}, uint8(dst), 0, from, 0, false)
	a.bytes(1 | 8) // down, without an exception for what is inexact
}

// Move copies a register.
func (a *Assembler) Move(dst, from Vector) {
	if a.Width == AVX2 && from >= 8 && dst < 8 { // the form that stores is a byte shorter
		a.vector(instruction{opcode: 0x29, space: 1, prefix: 1}, uint8(from), 0, Of(dst), 0, false)
		return
	}
	a.vector(instruction{opcode: 0x28, space: 1, prefix: 1, wide: a.Width == AVX512}, uint8(dst), 0, Of(from), 0, false)
}

// Load reads a vector; with a mask (AVX-512) the places outside it become 0.
func (a *Assembler) Load(dst Vector, from Memory, mask Mask) {
	a.vector(instruction{opcode: 0x10, space: 1, prefix: 1, wide: a.Width == AVX512}, uint8(dst), 0, In(from), mask, mask != 0)
}

// Store writes a vector, with a mask (AVX-512) only the places in it.
func (a *Assembler) Store(to Memory, from Vector, mask Mask) {
	a.vector(instruction{opcode: 0x11, space: 1, prefix: 1, wide: a.Width == AVX512}, uint8(from), 0, In(to), mask, false)
}

// StorePast writes a vector past the caches, to where as many bytes begin.
func (a *Assembler) StorePast(to Memory, from Vector) {
	a.vector(instruction{opcode: 0x2b, space: 1, prefix: 1, wide: a.Width == AVX512}, uint8(from), 0, In(to), 0, false)
}

// LoadMasked reads the places of a vector whose sign bit is set in a mask, and 0 elsewhere (AVX2).
func (a *Assembler) LoadMasked(dst, mask Vector, from Memory) {
	a.vex(instruction{opcode: 0x2d, space: 2, prefix: 1}, uint8(dst), uint8(mask), In(from), 1)
}

// StoreMasked writes the places of a vector whose sign bit is set in a mask (AVX2).
func (a *Assembler) StoreMasked(to Memory, mask, from Vector) {
	a.vex(instruction{opcode: 0x2f, space: 2, prefix: 1}, uint8(from), uint8(mask), In(to), 1)
}

// Broadcast repeats the number at an address in all places.
func (a *Assembler) Broadcast(dst Vector, from Memory) {
	from.Broadcast = false
	a.vector(instruction{opcode: 0x19, space: 2, prefix: 1, wide: a.Width == AVX512, element: 8}, uint8(dst), 0, In(from), 0, false)
}

// ShiftLeft shifts each place by so many bits.
func (a *Assembler) ShiftLeft(dst, from Vector, bits byte) { a.shift(6, dst, from, bits) }

// ShiftRight shifts each place by so many bits, zeros coming in.
func (a *Assembler) ShiftRight(dst, from Vector, bits byte) { a.shift(2, dst, from, bits) }

const shiftOpcode = 0x73 // which way stands in the place of a register

func (a *Assembler) shift(kind uint8, dst, from Vector, bits byte) {
	a.vector(instruction{opcode: shiftOpcode, space: 1, prefix: 1, wide: a.Width == AVX512}, kind, uint8(dst), Of(from), 0, false)
	a.bytes(bits)
}

// Condition compares two numbers; with NaN all but NotEqual and the Not forms are false.
type Condition byte

// The comparisons, none of which raises a signal.
const (
	Equal        Condition = 0x00
	Less         Condition = 0x11
	LessEqual    Condition = 0x12
	NotEqual     Condition = 0x04
	NotLess      Condition = 0x15 // or NaN
	NotLessEqual Condition = 0x16 // or NaN
)

// CompareMask sets a mask register where the comparison holds, within another mask (AVX-512).
func (a *Assembler) CompareMask(dst Mask, first Vector, last Operand, condition Condition, within Mask) {
	a.evex(instruction{opcode: 0xc2, space: 1, prefix: 1, wide: true}, uint8(dst), uint8(first), last, within, false)
	a.bytes(byte(condition))
}

// Compare sets all bits of the places where the comparison holds (AVX2).
func (a *Assembler) Compare(dst, first Vector, last Operand, condition Condition) {
	a.vex(instruction{opcode: 0xc2, space: 1, prefix: 1}, uint8(dst), uint8(first), last, 1)
	a.bytes(byte(condition))
}

// Spread sets all bits of the places in a mask (AVX-512).
func (a *Assembler) Spread(dst Vector, from Mask) {
	a.evex(instruction{opcode: 0x38, space: 2, prefix: 2, wide: true}, uint8(dst), 0, Of(Vector(from)), 0, false)
}

// Choose is b where the bits of dst are set, and c elsewhere, in dst (AVX-512).
func (a *Assembler) Choose(dst, b Vector, c Operand) {
	a.evex(instruction{opcode: 0x25, space: 3, prefix: 1, wide: true}, uint8(dst), uint8(b), c, 0, false)
	a.bytes(0xca)
}

// ChooseMask is b in the places of a mask, and c elsewhere (AVX-512).
func (a *Assembler) ChooseMask(dst, c Vector, b Operand, mask Mask) {
	a.evex(instruction{opcode: 0x65, space: 2, prefix: 1, wide: true}, uint8(dst), uint8(c), b, mask, false)
}

// Blend is b where the sign of condition is set, and c elsewhere (AVX2).
func (a *Assembler) Blend(dst, c Vector, b Operand, condition Vector) {
	a.vex(instruction{opcode: 0x4b, space: 3, prefix: 1}, uint8(dst), uint8(c), b, 1)
	a.bytes(byte(condition) << 4)
}

// Signs puts the sign bits of a vector into a register (AVX2).
func (a *Assembler) Signs(dst Register, from Vector) {
	a.vex(instruction{opcode: 0x50, space: 1, prefix: 1}, uint8(dst), 0, Of(from), 1)
}

// KOr is dst = a or b, of masks of 8 places.
func (a *Assembler) KOr(dst, first, last Mask) {
	a.vex(instruction{opcode: 0x45, space: 1, prefix: 1}, uint8(dst), uint8(first), Of(Vector(last)), 1)
}

// KXor is dst = a xor b.
func (a *Assembler) KXor(dst, first, last Mask) {
	a.vex(instruction{opcode: 0x47, space: 1, prefix: 1}, uint8(dst), uint8(first), Of(Vector(last)), 1)
}

// KTest sets the zero flag if no place is in either mask.
func (a *Assembler) KTest(first, last Mask) {
	a.vex(instruction{opcode: 0x98, space: 1, prefix: 1}, uint8(first), 0, Of(Vector(last)), 0)
}

// KMove takes a mask from the low bits of a register.
func (a *Assembler) KMove(dst Mask, from Register) {
	a.vex(instruction{opcode: 0x92, space: 1, prefix: 1}, uint8(dst), 0, Of(Vector(from)), 0)
}

// ZeroUpper clears the upper parts of vectors, which code without AVX wants.
func (a *Assembler) ZeroUpper() {
	a.record("VEX.128.0F 77")
	a.bytes(0xc5, 0xf8, 0x77)
}
