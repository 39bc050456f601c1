//go:build golgi_debug

package native

import (
	"unsafe"

	"golgi/mech"
)

// debugCheck panics if a binding was changed after its first run: the code would go on with what it was.
func debugCheck(p *prepared, b *mech.Binding) {
	if p.variant == nil {
		return
	}
	if a := alsoOf(b); !a.equal(&p.variant.also) {
		panic("native: " + p.kernel.program.Mechanism + ": other columns were added after the first run")
	}
	for i, in := range b.Inputs {
		if in.Moves {
			continue
		}
		if p.pointers[i] != unsafe.Pointer(unsafe.SliceData(in.Values)) || p.variant.uniform[i] != in.Uniform {
			panic("native: " + p.kernel.program.Mechanism + ": input " + p.kernel.program.Inputs[i].Key + " was bound anew after the first run")
		}
	}
	for i, out := range b.Outputs {
		if p.pointers[len(b.Inputs)+i] != unsafe.Pointer(unsafe.SliceData(out.Values)) || p.variant.targets[i] != targetOf(out) {
			panic("native: " + p.kernel.program.Mechanism + ": output " + p.kernel.program.Outputs[i].Key + " was bound anew after the first run")
		}
	}
}
