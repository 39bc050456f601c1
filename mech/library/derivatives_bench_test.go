package library_test

import (
	"testing"

	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
)

// BenchmarkDerivatives runs the sweep of mechanisms, its tangent, and its adjoint with and without the cotangents of recorded currents;
// parameters equal in all rows, active where the name says so.
func BenchmarkDerivatives(b *testing.B) {
	const rows = 10_000
	for _, name := range []string{"HH", "Na", "Km", "IonotropicSynapse"} {
		m, err := library.ByName(name)
		if err != nil {
			b.Fatal(err)
		}
		sweep, err := m.Program(mech.Sweep)
		if err != nil {
			b.Fatal(err)
		}
		states := func(in mech.Input) bool { return in.Role != mech.Parameter && in.Role != mech.TimeStep }
		recorded := func(in mech.Input) bool { return in.Facet == mech.Cotangent && in.Role == mech.Current }
		programs := []*mech.Program{sweep, must(sweep.Tangent(states)), must(sweep.Adjoint(states)).Without(recorded),
			must(sweep.Adjoint(nil)).Without(recorded), must(sweep.Adjoint(nil))}
		for i, of := range []string{"sweep", "tangent", "adjoint of states", "adjoint", "adjoint with currents"} {
			b.Run(name+"/"+of, func(b *testing.B) { run(b, programs[i], m, rows) })
		}
	}
}

func must(p *mech.Program, err error) *mech.Program {
	if err != nil {
		panic(err)
	}
	return p
}

func run(b *testing.B, p *mech.Program, m *mech.Mechanism, rows int) {
	k, err := interp.New().Compile(p)
	if err != nil {
		b.Fatal(err)
	}
	values := map[string]float64{"dt": 0.025}
	for _, v := range m.Parameters() {
		values[v.Key] = v.Default
	}
	column := func(from, to float64) []float64 {
		c := make([]float64, rows)
		for i := range c {
			c[i] = from + (to-from)*float64(i)/float64(rows)
		}
		return c
	}
	binding := &mech.Binding{}
	for _, in := range p.Inputs {
		x, uniform := values[in.Key]
		o := mech.Operand{Values: column(0.2, 0.4)}
		switch {
		case uniform && in.Facet == mech.Primal:
			o = mech.Operand{Values: []float64{x}, Uniform: true}
		case in.Facet == mech.Primal && (in.Role == mech.Voltage || in.Role == mech.PreVoltage):
			o.Values = column(-80, 40)
		}
		binding.Inputs = append(binding.Inputs, o)
	}
	for _, out := range p.Outputs {
		var target mech.Target
		if out.Role != mech.Current {
			target = mech.Target{Values: column(0, 0), Add: out.Facet != mech.Primal}
		}
		binding.Outputs = append(binding.Outputs, target)
	}
	var s mech.Scratch
	k.Run(binding, rows, &s)
	for b.Loop() {
		k.Run(binding, rows, &s)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
	b.ReportMetric(float64(len(p.Code.Instructions)), "operations")
}
