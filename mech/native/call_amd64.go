package native

import (
	"unsafe"

	"golang.org/x/sys/cpu"

	"golgi/mech/native/amd64"
)

// call calls code with the address of its arguments, and returns what it leaves in AX.
//
//go:noescape
func call(code, arguments unsafe.Pointer) int64

// widest is the widest vectors that this processor and its system have all instructions for; 0 for none.
func widest() amd64.Width {
	x := &cpu.X86
	switch {
	case x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW:
		return amd64.AVX512
	case x.HasAVX2 && x.HasFMA:
		return amd64.AVX2
	}
	return 0
}
