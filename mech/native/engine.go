package native

import (
	"fmt"

	"golgi/internal/vectors"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/native/amd64"
)

// widthOf is the width of the code for a set of instructions.
func widthOf(s vectors.Set) amd64.Width {
	switch s {
	case vectors.AVX512:
		return amd64.AVX512
	case vectors.AVX2:
		return amd64.AVX2
	}
	return 0
}

// widest is the width of what the processor has.
func widest() amd64.Width { return widthOf(vectors.Processor()) }

// New gives the engine for this machine. Error: there is none, and why: the processor, the system, executable pages that
// it refuses, the variable GOLGI_NATIVE.
func New() (mech.Engine, error) {
	allowed, err := vectors.Allowed()
	if err != nil {
		return nil, err
	}
	return newEngine(widthOf(allowed))
}

func newEngine(width amd64.Width) (mech.Engine, error) {
	p, err := newPages([]byte{0xc3})
	if err != nil {
		return nil, fmt.Errorf("the system gives no executable memory: %w", err)
	}
	p.release()
	return &engine{width: width, slow: interp.New(), pages: newPages}, nil
}

type engine struct {
	width amd64.Width
	slow  mech.Engine
	pages func(code []byte) (*pages, error)
}

// Name is "native".
func (*engine) Name() string { return "native" }

// Describe says which vectors the code works on: AVX-512 or AVX2.
func (e *engine) Describe() string { return e.width.String() }

// Vectors are those of the code: the loops of systems use no others.
func (e *engine) Vectors() vectors.Set {
	switch e.width {
	case amd64.AVX512:
		return vectors.AVX512
	case amd64.AVX2:
		return vectors.AVX2
	}
	return vectors.None
}

// Compile gives the kernel of a program. Error: a program that is none.
func (e *engine) Compile(p *mech.Program) (mech.Kernel, error) {
	slow, err := e.slow.Compile(p)
	if err != nil {
		return nil, err
	}
	return &kernel{engine: e, program: p, slow: slow}, nil
}
