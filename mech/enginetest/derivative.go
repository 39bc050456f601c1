package enginetest

import (
	"pgregory.net/rapid"

	"golgi/mech"
)

// Mode is what is made of a program.
type Mode int

// The modes.
const (
	Forward        Mode = iota // the program itself
	Tangent                    // see [mech.Program.Tangent]
	Adjoint                    // see [mech.Program.Adjoint]
	ReducedAdjoint             // the adjoint without the cotangents of some outputs
	Modes
)

// Derive makes of a program what the mode says. active chooses the inputs to differentiate in, and, of those of facet Cotangent, the ones that
// a reduced adjoint is without. Error: the program has no derivative.
func Derive(p *mech.Program, mode Mode, active func(mech.Input) bool) (*mech.Program, error) {
	switch mode {
	case Tangent:
		return p.Tangent(active)
	case Adjoint, ReducedAdjoint:
		q, err := p.Adjoint(active)
		if err != nil || mode == Adjoint {
			return q, err
		}
		return q.Without(func(in mech.Input) bool { return in.Facet == mech.Cotangent && active(in) }), nil
	}
	return p, nil
}

// Derivative is the program itself, its tangent, or its adjoint, in some of the inputs, and which it is.
func Derivative(t *rapid.T, p *mech.Program) (*mech.Program, Mode) {
	active := map[mech.Input]bool{}
	choose := func(in mech.Input) bool {
		if _, known := active[in]; !known {
			active[in] = rapid.IntRange(0, 3).Draw(t, "active") > 0
		}
		return active[in]
	}
	mode := rapid.SampledFrom([]Mode{Forward, Tangent, Adjoint, ReducedAdjoint}).Draw(t, "derivative")
	q, err := Derive(p, mode, choose)
	if err != nil { // of an order that is not known
		return p, Forward
	}
	return q, mode
}
