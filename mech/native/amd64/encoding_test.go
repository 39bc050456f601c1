package amd64

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// written is an instruction with its text as the reference assembler reads it (Intel's syntax).
type written struct {
	text  string
	width Width
	emit  func(a *Assembler)
}

// addresses are one of each form: no index, with index, short and long displacements, bases that need more bytes.
var addresses = []struct {
	memory Memory
	text   string
}{
	{At(DI, 0), "[rdi]"},
	{At(SI, 64), "[rsi+64]"},
	{At(BP, 0), "[rbp]"},
	{At(R13, 0), "[r13]"},
	{At(SP, 8), "[rsp+8]"},
	{At(R12, 0x1000), "[r12+4096]"},
	{At(AX, -128), "[rax-128]"},
	{At(DX, 100), "[rdx+100]"},
	{Memory{Base: AX, Index: CX}, "[rax+rcx]"},
	{Memory{Base: R9, Index: R10, Displacement: 640}, "[r9+r10+640]"},
	{Memory{Base: R13, Index: BX, Displacement: 0}, "[r13+rbx]"},
}

// names are those of the reference assembler.
var names = map[Op]string{
	Add: "vaddpd", Sub: "vsubpd", Mul: "vmulpd", Div: "vdivpd", Min: "vminpd", Max: "vmaxpd", And: "vandpd", AndNot: "vandnpd", Or: "vorpd", Xor: "vxorpd",
	AddInteger: "vpaddq", SubInteger: "vpsubq", MulAdd132: "vfmadd132pd", MulAdd213: "vfmadd213pd", MulAdd231: "vfmadd231pd",
	MulSub132: "vfmsub132pd", MulSub213: "vfmsub213pd", MulSub231: "vfmsub231pd",
	NegMulAdd132: "vfnmadd132pd", NegMulAdd213: "vfnmadd213pd", NegMulAdd231: "vfnmadd231pd",
}

// place is a last operand with its text.
type place struct {
	text string
	Operand
}

// places are memory in all forms of address: a vector, and with AVX-512 a number that is repeated.
func places(width Width) (list []place) {
	for _, m := range addresses {
		if width == AVX2 {
			list = append(list, place{"ymmword ptr " + m.text, In(m.memory)})
			continue
		}
		list = append(list, place{"zmmword ptr " + m.text, In(m.memory)})
		repeated := m.memory
		repeated.Broadcast = true
		list = append(list, place{"qword ptr " + m.text + "{1to8}", In(repeated)})
	}
	return list
}

// all lists every instruction with low and high registers, and with every form of address.
func all() []written {
	list := whole()
	for _, width := range []Width{AVX2, AVX512} {
		reg, floor, sets := "ymm", "vroundpd", [][3]Vector{{0, 1, 2}, {7, 15, 8}, {12, 3, 14}}
		if width == AVX512 {
			reg, floor, sets = "zmm", "vrndscalepd", append(sets, [3]Vector{31, 16, 24}, [3]Vector{8, 23, 17})
		}
		put := func(text string, emit func(a *Assembler)) { list = append(list, written{text, width, emit}) }
		// an instruction with a last operand in all its places; text has the other operands, emit writes it
		lasts := func(text string, first, second Vector, last place, after string, emit func(a *Assembler, dst, first Vector, last Operand)) {
			put(fmt.Sprintf(text, reg, first, reg, second)+last.text+after, func(a *Assembler) { emit(a, first, second, last.Operand) })
		}
		each := func(text, after string, emit func(a *Assembler, dst, first Vector, last Operand)) {
			for _, s := range sets {
				lasts(text, s[0], s[1], place{fmt.Sprint(reg, s[2]), Of(s[2])}, after, emit)
			}
			for i, last := range places(width) {
				s := sets[i%len(sets)]
				lasts(text, s[0], s[1], last, after, emit)
			}
		}
		for op := range ops {
			each(names[op]+" %s%d, %s%d, ", "", func(a *Assembler, dst, first Vector, last Operand) { a.Arithmetic(op, dst, first, last) })
		}
		each("vsqrtpd %[1]s%[2]d, ", "", func(a *Assembler, dst, _ Vector, last Operand) { a.Sqrt(dst, last) })
		each(floor+" %[1]s%[2]d, ", ", 9", func(a *Assembler, dst, _ Vector, last Operand) { a.Floor(dst, last) })
		for _, c := range []Condition{Equal, Less, LessEqual, NotEqual, NotLess, NotLessEqual} {
			after := fmt.Sprintf(", %d", c)
			if width == AVX2 {
				each("vcmppd %s%d, %s%d, ", after, func(a *Assembler, dst, first Vector, last Operand) { a.Compare(dst, first, last, c) })
				continue
			}
			each("vcmppd k5{k2}, %[3]s%[4]d, ", after, func(a *Assembler, _, first Vector, last Operand) { a.CompareMask(5, first, last, c, 2) })
			each("vcmppd k1, %[3]s%[4]d, ", after, func(a *Assembler, _, first Vector, last Operand) { a.CompareMask(1, first, last, c, 0) })
		}
		if width == AVX512 {
			each("vpternlogq %s%d, %s%d, ", ", 0xca", func(a *Assembler, dst, b Vector, c Operand) { a.Choose(dst, b, c) })
			each("vblendmpd %s%d{k4}, %s%d, ", "", func(a *Assembler, dst, c Vector, b Operand) { a.ChooseMask(dst, c, b, 4) })
		} else {
			each("vblendvpd %s%d, %s%d, ", ", ymm0", func(a *Assembler, dst, c Vector, b Operand) { a.Blend(dst, c, b, 0) })
			each("vblendvpd %s%d, %s%d, ", ", ymm13", func(a *Assembler, dst, c Vector, b Operand) { a.Blend(dst, c, b, 13) })
		}
		for _, m := range addresses {
			size := reg[:1] + "mmword ptr "
			put(fmt.Sprintf("vmovupd %s11, %s%s", reg, size, m.text), func(a *Assembler) { a.Load(11, m.memory, 0) })
			put(fmt.Sprintf("vmovupd %s%s, %s5", size, m.text, reg), func(a *Assembler) { a.Store(m.memory, 5, 0) })
			put(fmt.Sprintf("vmovntpd %s%s, %s5", size, m.text, reg), func(a *Assembler) { a.StorePast(m.memory, 5) })
			put(fmt.Sprintf("vbroadcastsd %s6, qword ptr %s", reg, m.text), func(a *Assembler) { a.Broadcast(6, m.memory) })
			if width == AVX512 {
				put(fmt.Sprintf("vmovupd zmm27{k3}{z}, %s%s", size, m.text), func(a *Assembler) { a.Load(27, m.memory, 3) })
				put(fmt.Sprintf("vmovupd %s%s{k1}, zmm30", size, m.text), func(a *Assembler) { a.Store(m.memory, 30, 1) })
			} else {
				put(fmt.Sprintf("vmaskmovpd ymm3, ymm12, %s%s", size, m.text), func(a *Assembler) { a.LoadMasked(3, 12, m.memory) })
				put(fmt.Sprintf("vmaskmovpd %s%s, ymm9, ymm2", size, m.text), func(a *Assembler) { a.StoreMasked(m.memory, 9, 2) })
			}
		}
		for _, s := range sets {
			put(fmt.Sprintf("vmovapd %s%d, %s%d", reg, s[0], reg, s[1]), func(a *Assembler) { a.Move(s[0], s[1]) })
			put(fmt.Sprintf("vpsllq %s%d, %s%d, 52", reg, s[0], reg, s[1]), func(a *Assembler) { a.ShiftLeft(s[0], s[1], 52) })
			put(fmt.Sprintf("vpsrlq %s%d, %s%d, 12", reg, s[0], reg, s[1]), func(a *Assembler) { a.ShiftRight(s[0], s[1], 12) })
			if width == AVX512 {
				put(fmt.Sprintf("vpmovm2q zmm%d, k3", s[0]), func(a *Assembler) { a.Spread(s[0], 3) })
			} else {
				put(fmt.Sprintf("vmovmskpd r10d, ymm%d", s[0]), func(a *Assembler) { a.Signs(R10, s[0]) })
			}
		}
	}
	return list
}

// whole lists the instructions of masks, whole numbers and jumps.
func whole() []written {
	masks := func(text string, emit func(a *Assembler)) written { return written{text, AVX512, emit} }
	list := []written{
		masks("korb k1, k2, k3", func(a *Assembler) { a.KOr(1, 2, 3) }),
		masks("kxorb k6, k6, k6", func(a *Assembler) { a.KXor(6, 6, 6) }),
		masks("kortestb k6, k7", func(a *Assembler) { a.KTest(6, 7) }),
		masks("kmovb k7, r9d", func(a *Assembler) { a.KMove(7, R9) }),
		masks("kmovb k1, eax", func(a *Assembler) { a.KMove(1, AX) }),
	}
	put := func(text string, emit func(a *Assembler)) { list = append(list, written{text, AVX2, emit}) }
	for _, m := range addresses {
		put("mov r11, "+m.text, func(a *Assembler) { a.LoadWord(R11, m.memory) })
		put("lea r8, "+m.text, func(a *Assembler) { a.Address(R8, m.memory) })
		put("prefetcht1 "+m.text, func(a *Assembler) { a.Prefetch(m.memory) })
	}
	put("mov rax, r9", func(a *Assembler) { a.MoveWord(AX, R9) })
	put("mov r15, rcx", func(a *Assembler) { a.MoveWord(R15, CX) })
	put("cmp rsi, r12", func(a *Assembler) { a.CompareWords(SI, R12) })
	put("sub r10, rcx", func(a *Assembler) { a.SubWords(R10, CX) })
	put("sub rax, r10", func(a *Assembler) { a.SubWords(AX, R10) })
	put("xor r8, r8", func(a *Assembler) { a.ClearWord(R8) })
	put("add rcx, 4096", func(a *Assembler) { a.AddNumber(CX, 4096) })
	put("test rbx, rbx", func(a *Assembler) { a.TestWord(BX) })
	put("vzeroupper", func(a *Assembler) { a.ZeroUpper() })
	put("ret", func(a *Assembler) { a.Return() })
	jump := func(name string, size int, jump func(a *Assembler, to Label)) {
		put(fmt.Sprintf("{disp32} %s .+%d", name, size), func(a *Assembler) { // to what follows
			to := a.NewLabel()
			jump(a, to)
			a.Bind(to)
		})
		put("{disp32} "+name+" .", func(a *Assembler) { // to itself
			to := a.NewLabel()
			a.Bind(to)
			jump(a, to)
		})
	}
	jump("jmp", 5, func(a *Assembler, to Label) { a.Jump(to) })
	for _, f := range []struct {
		name string
		flag Flag
	}{{"jz", IfZero}, {"jnz", IfNotZero}, {"jl", IfLess}, {"jge", IfGreaterEqual}, {"jle", IfLessEqual}, {"jg", IfGreater}} {
		jump(f.name, 6, func(a *Assembler, to Label) { a.JumpIf(f.flag, to) })
	}
	return list
}

// code is the bytes of an instruction, and the forms that were written.
func (w written) code(t *testing.T) (code string, forms []string) {
	a := Assembler{Width: w.width, Record: func(form string) { forms = append(forms, form) }}
	w.emit(&a)
	bytes, err := a.Code()
	require.NoError(t, err)
	return hex.EncodeToString(bytes), forms
}

// TestEncodings compares with the bytes of a reference assembler: testdata/encodings.txt, made by testdata/encodings.sh
// from what this test writes where GOLGI_ENCODINGS names a file. The forms of the instructions that are compared so are
// testdata/forms.txt, which the tests of package native hold their programs against.
func TestEncodings(t *testing.T) {
	list := all()
	var texts, known []string
	for _, w := range list {
		_, forms := w.code(t)
		require.Len(t, forms, 1, w.text)
		texts, known = append(texts, w.text), append(known, forms...)
	}
	slices.Sort(known)
	forms := strings.Join(slices.Compact(known), "\n") + "\n"
	if name := os.Getenv("GOLGI_ENCODINGS"); name != "" {
		require.NoError(t, os.WriteFile(name, []byte(strings.Join(texts, "\n")+"\n"), 0o666))
		require.NoError(t, os.WriteFile("testdata/forms.txt", []byte(forms), 0o666))
		return
	}
	f, err := os.Open("testdata/encodings.txt")
	require.NoError(t, err)
	defer f.Close()
	want := map[string]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		code, text, ok := strings.Cut(s.Text(), "\t")
		require.True(t, ok)
		want[text] = code
	}
	require.Len(t, want, len(list), "each instruction once")
	for _, w := range list {
		code, _ := w.code(t)
		require.Equal(t, want[w.text], code, w.text)
	}
	written, err := os.ReadFile("testdata/forms.txt")
	require.NoError(t, err)
	require.Equal(t, string(written), forms, "run testdata/encodings.sh")
}

// TestJumps: distances count from the end of the jump, backward and forward.
func TestJumps(t *testing.T) {
	a := Assembler{Width: AVX2}
	start, end := a.NewLabel(), a.NewLabel()
	a.Bind(start)
	a.JumpIf(IfZero, end)
	a.Jump(start)
	a.Bind(end)
	a.Return()
	code, err := a.Code()
	require.NoError(t, err)
	require.Equal(t, "0f8405000000e9f5ffffffc3", hex.EncodeToString(code))
	a.Jump(a.NewLabel())
	_, err = a.Code()
	require.ErrorContains(t, err, "bound nowhere")
}
