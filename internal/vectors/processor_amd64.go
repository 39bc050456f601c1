package vectors

import "golang.org/x/sys/cpu"

// Processor is what this processor and its system have all instructions for.
func Processor() Set {
	x := &cpu.X86
	switch {
	case x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW:
		return AVX512
	case x.HasAVX2 && x.HasFMA:
		return AVX2
	}
	return None
}
