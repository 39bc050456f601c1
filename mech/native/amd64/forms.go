package amd64

import "fmt"

// The form of an instruction is what tells it from others but for the numbers in it: prefix and opcode as the manual has them, registers
// or which kind of address, masks. Which registers, and which numbers, is left out.

func (a *Assembler) record(format string, arguments ...any) {
	if a.Record != nil {
		a.Record(fmt.Sprintf(format, arguments...))
	}
}

func (in *instruction) form(prefix string, reg uint8, last string, mask Mask, zeroing bool) string {
	wide := 0
	if in.wide {
		wide = 1
	}
	text := fmt.Sprintf("%s%s%s.W%d %02x", prefix, [...]string{"", ".66", ".F3", ".F2"}[in.prefix], [...]string{"", ".0F", ".0F38", ".0F3A"}[in.space], wide, in.opcode)
	if in.opcode == shiftOpcode {
		text += fmt.Sprintf(" /%d", reg)
	}
	text += " " + last
	if mask != 0 {
		text += " {k}"
	}
	if zeroing {
		text += "{z}"
	}
	return text
}

func (o *Operand) form(scale int32) string {
	if !o.isMemory {
		return "register"
	}
	return o.memory.form(scale)
}

func (m *Memory) form(scale int32) string {
	text := "memory"
	if m.Broadcast {
		text = "broadcast"
	}
	if m.Index != NoRegister {
		text += " index"
	}
	switch m.mode(scale) {
	case 0x40:
		text += " short"
	case 0x80:
		text += " long"
	}
	return text
}
