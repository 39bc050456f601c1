package native

import (
	"errors"
	"fmt"
	"os"

	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/native/amd64"
)

// Variable is the environment variable that switches the engine off ("off") or hides what a processor can do ("avx2").
const Variable = "GOLGI_NATIVE"

// Features says which vectors the processor, and the variable GOLGI_NATIVE, allow: "avx512", "avx2", or "" with the reason.
func Features() (name string, why error) {
	width, err := detect()
	if err != nil {
		return "", err
	}
	if width == amd64.AVX512 {
		return "avx512", nil
	}
	return "avx2", nil
}

// detect finds the widest vectors there are.
func detect() (amd64.Width, error) {
	wanted := os.Getenv(Variable)
	width := widest()
	switch {
	case wanted == "off":
		return 0, fmt.Errorf("%s=off", Variable)
	case wanted != "" && wanted != "avx2" && wanted != "avx512":
		return 0, fmt.Errorf("%s is %q; it may be off, avx2 or avx512", Variable, wanted)
	case width == 0:
		return 0, errors.New("this processor, or this system, has no AVX2 that golgi has code for")
	case wanted == "avx512" && width == amd64.AVX2:
		return 0, errors.New("this processor has no AVX-512")
	case wanted == "avx2":
		return amd64.AVX2, nil
	}
	return width, nil
}

// New gives the engine for this machine. Error: there is none, and why: the processor, the system, executable pages that
// it refuses, the variable GOLGI_NATIVE.
func New() (mech.Engine, error) {
	width, err := detect()
	if err != nil {
		return nil, fmt.Errorf("native: %w", err)
	}
	return newEngine(width)
}

func newEngine(width amd64.Width) (mech.Engine, error) {
	p, err := newPages([]byte{0xc3})
	if err != nil {
		return nil, fmt.Errorf("native: the system gives no executable memory: %w", err)
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

// Compile gives the kernel of a program. Error: a program that is none.
func (e *engine) Compile(p *mech.Program) (mech.Kernel, error) {
	slow, err := e.slow.Compile(p)
	if err != nil {
		return nil, err
	}
	return &kernel{engine: e, program: p, slow: slow}, nil
}
