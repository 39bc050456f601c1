package amd64

// rex writes the prefix for 64 bits and the upper registers.
func (a *Assembler) rex(reg uint8, m Memory) {
	x := byte(0)
	if m.Index != NoRegister {
		x = bit(uint8(m.Index), 3)
	}
	a.bytes(0x48 | bit(reg, 3)<<2 | x<<1 | bit(uint8(m.Base), 3))
}

// LoadWord reads 64 bits.
func (a *Assembler) LoadWord(dst Register, from Memory) {
	a.rex(uint8(dst), from)
	a.bytes(0x8b)
	a.address(uint8(dst), from, 1)
}

// StoreWord writes 64 bits.
func (a *Assembler) StoreWord(to Memory, from Register) {
	a.rex(uint8(from), to)
	a.bytes(0x89)
	a.address(uint8(from), to, 1)
}

// Address puts an address into a register.
func (a *Assembler) Address(dst Register, of Memory) {
	a.rex(uint8(dst), of)
	a.bytes(0x8d)
	a.address(uint8(dst), of, 1)
}

// direct writes an operation on two registers.
func (a *Assembler) direct(opcode byte, dst, from Register) {
	a.bytes(0x48|bit(uint8(from), 3)<<2|bit(uint8(dst), 3), opcode, 0xc0|byte(from&7)<<3|byte(dst&7))
}

// MoveWord copies a register.
func (a *Assembler) MoveWord(dst, from Register) { a.direct(0x89, dst, from) }

// CompareWords sets the flags of a - b.
func (a *Assembler) CompareWords(first, last Register) { a.direct(0x39, first, last) }

// ClearWord makes a register 0.
func (a *Assembler) ClearWord(dst Register) { a.direct(0x31, dst, dst) }

// AddNumber adds a number to a register.
func (a *Assembler) AddNumber(dst Register, x int32) {
	a.bytes(0x48|bit(uint8(dst), 3), 0x81, 0xc0|byte(dst&7))
	a.word(uint32(x))
}

// CompareNumber sets the flags of a register less a number.
func (a *Assembler) CompareNumber(first Register, x int32) {
	a.bytes(0x48|bit(uint8(first), 3), 0x81, 0xf8|byte(first&7))
	a.word(uint32(x))
}

// TestWord sets the flags of a register.
func (a *Assembler) TestWord(first Register) { a.direct(0x85, first, first) }

// Flag is a condition of a jump.
type Flag byte

// The conditions, for signed numbers.
const (
	IfZero         Flag = 0x4
	IfNotZero      Flag = 0x5
	IfLess         Flag = 0xc
	IfGreaterEqual Flag = 0xd
	IfLessEqual    Flag = 0xe
	IfGreater      Flag = 0xf
)

// Jump goes to a label.
func (a *Assembler) Jump(to Label) {
	a.bytes(0xe9)
	a.distance(to)
}

// JumpIf goes to a label if a condition holds.
func (a *Assembler) JumpIf(flag Flag, to Label) {
	a.bytes(0x0f, 0x80|byte(flag))
	a.distance(to)
}

func (a *Assembler) distance(to Label) {
	a.jumps = append(a.jumps, jump{len(a.code), to})
	a.word(0)
}

// Return ends the function.
func (a *Assembler) Return() { a.bytes(0xc3) }

// SubWords subtracts a register and sets the flags.
func (a *Assembler) SubWords(dst, from Register) { a.direct(0x29, dst, from) }
