package amd64

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
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

// all lists every instruction with low and high registers.
func all() []written {
	var list []written
	names := map[Op]string{
		Add: "vaddpd", Sub: "vsubpd", Mul: "vmulpd", Div: "vdivpd", Min: "vminpd", Max: "vmaxpd", And: "vandpd", AndNot: "vandnpd", Or: "vorpd", Xor: "vxorpd",
		AddInteger: "vpaddq", SubInteger: "vpsubq", MulAdd132: "vfmadd132pd", MulAdd213: "vfmadd213pd", MulAdd231: "vfmadd231pd",
		MulSub132: "vfmsub132pd", MulSub213: "vfmsub213pd", MulSub231: "vfmsub231pd",
		NegMulAdd132: "vfnmadd132pd", NegMulAdd213: "vfnmadd213pd", NegMulAdd231: "vfnmadd231pd",
	}
	for _, width := range []Width{AVX2, AVX512} {
		reg, size, sets := "ymm", "ymmword ptr ", [][3]Vector{{0, 1, 2}, {7, 15, 8}, {12, 3, 14}}
		if width == AVX512 {
			reg, size, sets = "zmm", "zmmword ptr ", append(sets, [3]Vector{31, 16, 24}, [3]Vector{8, 23, 17})
		}
		put := func(text string, emit func(a *Assembler)) { list = append(list, written{text, width, emit}) }
		for op := range ops {
			for _, s := range sets {
				put(fmt.Sprintf("%s %s%d, %s%d, %s%d", names[op], reg, s[0], reg, s[1], reg, s[2]), func(a *Assembler) { a.Arithmetic(op, s[0], s[1], Of(s[2])) })
			}
			m := addresses[int(op)%len(addresses)]
			put(fmt.Sprintf("%s %s9, %s4, %s%s", names[op], reg, reg, size, m.text), func(a *Assembler) { a.Arithmetic(op, 9, 4, In(m.memory)) })
			if width == AVX512 {
				broadcast := m.memory
				broadcast.Broadcast = true
				put(fmt.Sprintf("%s zmm19, zmm4, qword ptr %s{1to8}", names[op], m.text), func(a *Assembler) { a.Arithmetic(op, 19, 4, In(broadcast)) })
			}
		}
		for _, m := range addresses {
			put(fmt.Sprintf("vmovupd %s11, %s%s", reg, size, m.text), func(a *Assembler) { a.Load(11, m.memory, 0) })
			put(fmt.Sprintf("vmovupd %s%s, %s5", size, m.text, reg), func(a *Assembler) { a.Store(m.memory, 5, 0) })
			put(fmt.Sprintf("vbroadcastsd %s6, qword ptr %s", reg, m.text), func(a *Assembler) { a.Broadcast(6, m.memory) })
			if width == AVX512 {
				put(fmt.Sprintf("vmovupd zmm27{k3}{z}, %s%s", size, m.text), func(a *Assembler) { a.Load(27, m.memory, 3) })
				put(fmt.Sprintf("vmovupd %s%s{k1}, zmm30", size, m.text), func(a *Assembler) { a.Store(m.memory, 30, 1) })
			} else {
				put(fmt.Sprintf("vmaskmovpd ymm3, ymm12, %s%s", size, m.text), func(a *Assembler) { a.LoadMasked(3, 12, m.memory) })
				put(fmt.Sprintf("vmaskmovpd %s%s, ymm9, ymm2", size, m.text), func(a *Assembler) { a.StoreMasked(m.memory, 9, 2) })
			}
		}
		floor := "vroundpd"
		if width == AVX512 {
			floor = "vrndscalepd"
		}
		for _, s := range sets {
			put(fmt.Sprintf("vsqrtpd %s%d, %s%d", reg, s[0], reg, s[1]), func(a *Assembler) { a.Sqrt(s[0], Of(s[1])) })
			put(fmt.Sprintf("%s %s%d, %s%d, 9", floor, reg, s[0], reg, s[1]), func(a *Assembler) { a.Floor(s[0], Of(s[1])) })
			put(fmt.Sprintf("vmovapd %s%d, %s%d", reg, s[0], reg, s[1]), func(a *Assembler) { a.Move(s[0], s[1]) })
			put(fmt.Sprintf("vpsllq %s%d, %s%d, 52", reg, s[0], reg, s[1]), func(a *Assembler) { a.ShiftLeft(s[0], s[1], 52) })
			put(fmt.Sprintf("vpsrlq %s%d, %s%d, 12", reg, s[0], reg, s[1]), func(a *Assembler) { a.ShiftRight(s[0], s[1], 12) })
			for _, c := range []Condition{Equal, Less, LessEqual, NotEqual, NotLess, NotLessEqual} {
				if width == AVX512 {
					put(fmt.Sprintf("vcmppd k5{k2}, zmm%d, zmm%d, %d", s[1], s[2], c), func(a *Assembler) { a.CompareMask(5, s[1], Of(s[2]), c, 2) })
				} else {
					put(fmt.Sprintf("vcmppd ymm%d, ymm%d, ymm%d, %d", s[0], s[1], s[2], c), func(a *Assembler) { a.Compare(s[0], s[1], Of(s[2]), c) })
				}
			}
			if width == AVX512 {
				put(fmt.Sprintf("vpternlogq zmm%d, zmm%d, zmm%d, 0xca", s[0], s[1], s[2]), func(a *Assembler) { a.Choose(s[0], s[1], Of(s[2])) })
				put(fmt.Sprintf("vblendmpd zmm%d{k4}, zmm%d, zmm%d", s[0], s[1], s[2]), func(a *Assembler) { a.ChooseMask(s[0], s[1], Of(s[2]), 4) })
				put(fmt.Sprintf("vpmovm2q zmm%d, k3", s[0]), func(a *Assembler) { a.Spread(s[0], 3) })
			} else {
				put(fmt.Sprintf("vblendvpd ymm%d, ymm%d, ymm%d, ymm%d", s[0], s[1], s[2], s[0]), func(a *Assembler) { a.Blend(s[0], s[1], Of(s[2]), s[0]) })
				put(fmt.Sprintf("vmovmskpd r10d, ymm%d", s[0]), func(a *Assembler) { a.Signs(R10, s[0]) })
			}
		}
		if width == AVX512 {
			put("vcmppd k1, zmm20, qword ptr [rdi+16]{1to8}, 17", func(a *Assembler) {
				a.CompareMask(1, 20, In(Memory{Base: DI, Index: NoRegister, Displacement: 16, Broadcast: true}), Less, 0)
			})
			put("vblendmpd zmm17{k1}, zmm3, qword ptr [r8+24]{1to8}", func(a *Assembler) {
				a.ChooseMask(17, 3, In(Memory{Base: R8, Index: NoRegister, Displacement: 24, Broadcast: true}), 1)
			})
			put("korb k1, k2, k3", func(a *Assembler) { a.KOr(1, 2, 3) })
			put("kxorb k6, k6, k6", func(a *Assembler) { a.KXor(6, 6, 6) })
			put("kortestb k6, k7", func(a *Assembler) { a.KTest(6, 7) })
			put("kmovb k7, r9d", func(a *Assembler) { a.KMove(7, R9) })
			put("kmovb k1, eax", func(a *Assembler) { a.KMove(1, AX) })
		}
	}
	for _, m := range addresses {
		list = append(list,
			written{"mov r11, " + m.text, AVX2, func(a *Assembler) { a.LoadWord(R11, m.memory) }},
			written{"mov " + m.text + ", rdx", AVX2, func(a *Assembler) { a.StoreWord(m.memory, DX) }},
			written{"lea r8, " + m.text, AVX2, func(a *Assembler) { a.Address(R8, m.memory) }},
		)
	}
	return append(list,
		written{"mov rax, r9", AVX2, func(a *Assembler) { a.MoveWord(AX, R9) }},
		written{"mov r15, rcx", AVX2, func(a *Assembler) { a.MoveWord(R15, CX) }},
		written{"cmp rsi, r12", AVX2, func(a *Assembler) { a.CompareWords(SI, R12) }},
		written{"xor r8, r8", AVX2, func(a *Assembler) { a.ClearWord(R8) }},
		written{"add rcx, 4096", AVX2, func(a *Assembler) { a.AddNumber(CX, 4096) }},
		written{"cmp r10, 70000", AVX2, func(a *Assembler) { a.CompareNumber(R10, 70000) }},
		written{"test rbx, rbx", AVX2, func(a *Assembler) { a.TestWord(BX) }},
		written{"vzeroupper", AVX2, func(a *Assembler) { a.ZeroUpper() }},
		written{"ret", AVX2, func(a *Assembler) { a.Return() }},
	)
}

// TestEncodings compares with the bytes of a reference assembler: testdata/encodings.txt, made by testdata/encodings.sh
// from what this test writes where GOLGI_ENCODINGS names a file.
func TestEncodings(t *testing.T) {
	list := all()
	if name := os.Getenv("GOLGI_ENCODINGS"); name != "" {
		var texts []string
		for _, w := range list {
			texts = append(texts, w.text)
		}
		require.NoError(t, os.WriteFile(name, []byte(strings.Join(texts, "\n")+"\n"), 0o666))
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
	for _, w := range list {
		a := Assembler{Width: w.width}
		w.emit(&a)
		code, err := a.Code()
		require.NoError(t, err)
		require.Equal(t, want[w.text], hex.EncodeToString(code), w.text)
	}
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
