package amd64

// indirect writes an operation on a register and memory.
func (a *Assembler) indirect(opcode byte, reg Register, m Memory) {
	if a.Record != nil {
		a.record("REX.W %02x %s", opcode, m.form(1))
	}
	x := byte(0)
	if m.Index != NoRegister {
		x = bit(uint8(m.Index), 3)
	}
	a.bytes(0x48|bit(uint8(reg), 3)<<2|x<<1|bit(uint8(m.Base), 3), opcode)
	a.address(uint8(reg), m, 1)
}

// LoadWord reads 64 bits.
func (a *Assembler) LoadWord(dst Register, from Memory) { a.indirect(0x8b, dst, from) }

// Address puts an address into a register.
func (a *Assembler) Address(dst Register, of Memory) { a.indirect(0x8d, dst, of) }

// direct writes an operation on two registers.
func (a *Assembler) direct(opcode byte, dst, from Register) {
	a.record("REX.W %02x register", opcode)
	a.bytes(0x48|bit(uint8(from), 3)<<2|bit(uint8(dst), 3), opcode, 0xc0|byte(from&7)<<3|byte(dst&7))
}

// MoveWord copies a register.
func (a *Assembler) MoveWord(dst, from Register) { a.direct(0x89, dst, from) }

// CompareWords sets the flags of a - b.
func (a *Assembler) CompareWords(first, last Register) { a.direct(0x39, first, last) }

// ClearWord makes a register 0.
func (a *Assembler) ClearWord(dst Register) { a.direct(0x31, dst, dst) }

// SubWords subtracts a register and sets the flags.
func (a *Assembler) SubWords(dst, from Register) { a.direct(0x29, dst, from) }

// immediate writes an operation on a register and a number.
func (a *Assembler) immediate(kind byte, dst Register, x int32) {
	a.record("REX.W 81 /%d number", kind)
	a.bytes(0x48|bit(uint8(dst), 3), 0x81, 0xc0|kind<<3|byte(dst&7))
	a.word(uint32(x))
}

// AddNumber adds a number to a register.
func (a *Assembler) AddNumber(dst Register, x int32) { a.immediate(0, dst, x) }

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
	a.record("e9")
	a.bytes(0xe9)
	a.distance(to)
}

// JumpIf goes to a label if a condition holds.
func (a *Assembler) JumpIf(flag Flag, to Label) {
	a.record("0f %02x", 0x80|byte(flag))
	a.bytes(0x0f, 0x80|byte(flag))
	a.distance(to)
}

func (a *Assembler) distance(to Label) {
	a.jumps = append(a.jumps, jump{len(a.code), to})
	a.word(0)
}

// Return ends the function.
func (a *Assembler) Return() {
	a.record("c3")
	a.bytes(0xc3)
}

// Prefetch asks for the line at an address to be brought as near as the second-level cache.
func (a *Assembler) Prefetch(from Memory) {
	if a.Record != nil {
		a.record("0f 18 %s", from.form(1))
	}
	if x := from.Index; from.Base >= R8 || x != NoRegister && x >= R8 {
		high := byte(0)
		if x != NoRegister {
			high = bit(uint8(x), 3)
		}
		a.bytes(0x40 | high<<1 | bit(uint8(from.Base), 3))
	}
	a.bytes(0x0f, 0x18)
	a.address(2, from, 1)
}
