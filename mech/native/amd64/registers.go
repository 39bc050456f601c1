package amd64

// Register is a general register.
type Register uint8

// The general registers.
const (
	AX Register = iota
	CX
	DX
	BX
	SP
	BP
	SI
	DI
	R8
	R9
	R10
	R11
	R12
	R13
	R14
	R15
)

// NoRegister is none: a Memory without an index.
const NoRegister Register = 0xff

// Vector is a vector register: 0 to 15 with AVX2, 0 to 31 with AVX-512.
type Vector uint8

// Mask is a mask register, 1 to 7; 0 stands for no mask.
type Mask uint8

// Memory is an address: Base + Index + Displacement.
type Memory struct {
	Base, Index  Register
	Displacement int32
	// Broadcast repeats the one number there in all places of a vector (AVX-512 only).
	Broadcast bool
}

// At is the address in a register, and so many bytes beyond.
func At(base Register, displacement int32) Memory {
	return Memory{Base: base, Index: NoRegister, Displacement: displacement}
}

// Operand is the last operand of an instruction of vectors: a register, or memory.
type Operand struct {
	vector   Vector
	memory   Memory
	isMemory bool
}

// Of is a vector register as an operand.
func Of(v Vector) Operand { return Operand{vector: v} }

// In is memory as an operand.
func In(m Memory) Operand { return Operand{memory: m, isMemory: true} }

// Width is the size of vectors.
type Width uint8

// The sizes.
const (
	AVX2   Width = 4 // numbers in a vector
	AVX512 Width = 8
)

// Bytes is the size of a vector in memory.
func (w Width) Bytes() int32 { return int32(w) * 8 }

// String is AVX2 or AVX-512.
func (w Width) String() string {
	if w == AVX512 {
		return "AVX-512"
	}
	return "AVX2"
}
