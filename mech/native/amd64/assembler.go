package amd64

import (
	"encoding/binary"
	"fmt"
)

// Assembler collects code. Its zero value needs a Width.
type Assembler struct {
	Width Width
	// Record, where there is one, is told the form of each instruction: see [Assembler.form]. It is for tests, which hold all forms
	// that kernels are made of against a table.
	Record func(form string)

	code  []byte
	jumps []jump
	bound []int // of each label: its place, -1 if it has none yet
}

// Label is a place in the code that jumps lead to.
type Label int

type jump struct {
	at    int // of the four bytes of distance
	label Label
}

// NewLabel makes a label, to be bound to a place once.
func (a *Assembler) NewLabel() Label {
	a.bound = append(a.bound, -1)
	return Label(len(a.bound) - 1)
}

// Bind puts a label here.
func (a *Assembler) Bind(l Label) { a.bound[l] = len(a.code) }

// Code finishes the jumps and returns the bytes. Error: a label that is bound nowhere.
func (a *Assembler) Code() ([]byte, error) {
	for _, j := range a.jumps {
		to := a.bound[j.label]
		if to < 0 {
			return nil, fmt.Errorf("amd64: label %d is bound nowhere", j.label)
		}
		binary.LittleEndian.PutUint32(a.code[j.at:], uint32(int32(to-(j.at+4))))
	}
	return a.code, nil
}

func (a *Assembler) bytes(b ...byte) { a.code = append(a.code, b...) }

func (a *Assembler) word(x uint32) { a.code = binary.LittleEndian.AppendUint32(a.code, x) }

// mode are the bits of ModRM that say which displacement follows: none, a short one, a long one.
func (m *Memory) mode(scale int32) byte {
	switch units := m.Displacement / scale; {
	case m.Displacement == 0 && m.Base&7 != BP: // without a displacement BP and R13 mean something else
		return 0
	case m.Displacement%scale == 0 && units >= -128 && units <= 127:
		return 0x40
	}
	return 0x80
}

// address writes ModRM, SIB and displacement for memory. scale is that of a short displacement: 1, or
// with EVEX the size of what is loaded.
func (a *Assembler) address(reg uint8, m Memory, scale int32) {
	mode := m.mode(scale)
	if m.Index != NoRegister || m.Base&7 == SP {
		index := byte(4) // none
		if m.Index != NoRegister {
			index = byte(m.Index & 7)
		}
		a.bytes(mode|reg&7<<3|4, index<<3|byte(m.Base&7))
	} else {
		a.bytes(mode | reg&7<<3 | byte(m.Base&7))
	}
	switch mode {
	case 0x40:
		a.bytes(byte(int8(m.Displacement / scale)))
	case 0x80:
		a.word(uint32(m.Displacement))
	}
}

// instruction is what VEX and EVEX prefixes share.
type instruction struct {
	opcode  byte
	space   byte  // 1: 0F, 2: 0F38, 3: 0F3A
	prefix  byte  // 0: none, 1: 66, 2: F3, 3: F2
	wide    bool  // W
	element int32 // bytes that a broadcast loads; 8
}

// vector writes an instruction of vectors: the register of the ModRM, the first source, the last operand. mask
// and zeroing are those of EVEX.
func (a *Assembler) vector(in instruction, reg, first uint8, last Operand, mask Mask, zeroing bool) {
	if a.Width == AVX2 {
		a.vex(in, reg, first, last, 1)
		return
	}
	a.evex(in, reg, first, last, mask, zeroing)
}

func bit(x uint8, n uint) byte { return x >> n & 1 }

// vex writes a VEX prefix, the opcode and the operands; length is 1 for 256 bits.
func (a *Assembler) vex(in instruction, reg, first uint8, last Operand, length byte) {
	if a.Record != nil {
		a.Record(in.form(fmt.Sprint("VEX.", 128<<length), reg, last.form(1), 0, false))
	}
	var x, b byte
	if last.isMemory {
		b = bit(uint8(last.memory.Base), 3)
		if last.memory.Index != NoRegister {
			x = bit(uint8(last.memory.Index), 3)
		}
	} else {
		b = bit(uint8(last.vector), 3)
	}
	wide := byte(0)
	if in.wide {
		wide = 0x80
	}
	tail := (^first&15)<<3 | length<<2 | in.prefix
	if x == 0 && b == 0 && !in.wide && in.space == 1 {
		a.bytes(0xc5, (^bit(reg, 3)&1)<<7|tail, in.opcode)
	} else {
		a.bytes(0xc4, (^bit(reg, 3)&1)<<7|(^x&1)<<6|(^b&1)<<5|in.space, wide|tail, in.opcode)
	}
	if last.isMemory {
		a.address(reg, last.memory, 1)
		return
	}
	a.bytes(0xc0 | reg&7<<3 | uint8(last.vector)&7)
}

// evex writes an EVEX prefix for 512 bits, the opcode and the operands.
func (a *Assembler) evex(in instruction, reg, first uint8, last Operand, mask Mask, zeroing bool) {
	var x, b, broadcast byte
	scale := int32(64)
	if last.isMemory {
		b = bit(uint8(last.memory.Base), 3)
		if last.memory.Index != NoRegister {
			x = bit(uint8(last.memory.Index), 3)
		}
		if last.memory.Broadcast {
			broadcast, scale = 1, 8
		}
		if in.element != 0 {
			scale = in.element
		}
	} else {
		b, x = bit(uint8(last.vector), 3), bit(uint8(last.vector), 4)
	}
	if a.Record != nil {
		a.Record(in.form("EVEX.512", reg, last.form(scale), mask, zeroing))
	}
	wide, zero := byte(0), byte(0)
	if in.wide {
		wide = 0x80
	}
	if zeroing {
		zero = 0x80
	}
	a.bytes(0x62,
		(^bit(reg, 3)&1)<<7|(^x&1)<<6|(^b&1)<<5|(^bit(reg, 4)&1)<<4|in.space,
		wide|(^first&15)<<3|4|in.prefix,
		zero|2<<5|broadcast<<4|(^bit(first, 4)&1)<<3|byte(mask),
		in.opcode)
	if last.isMemory {
		a.address(reg, last.memory, scale)
		return
	}
	a.bytes(0xc0 | reg&7<<3 | uint8(last.vector)&7)
}
