package native

import (
	"testing"

	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
)

// BenchmarkHH is a row of the sweep of HH, and of its adjoint in all but time step and temperature.
func BenchmarkHH(b *testing.B) {
	list := engines(b)
	list["interp"] = interp.New()
	sweep, err := library.HH().Program(mech.Sweep)
	if err != nil {
		b.Fatal(err)
	}
	adjoint, err := sweep.Adjoint(func(in mech.Input) bool {
		return in.Role == mech.State || in.Role == mech.Voltage || in.Key == "HH_gNa"
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range []struct {
		name string
		p    *mech.Program
	}{{"sweep", sweep}, {"adjoint", adjoint}} {
		for _, name := range []string{"interp", "avx2", "avx512"} {
			e := list[name]
			if e == nil {
				continue
			}
			b.Run(p.name+"/"+name, func(b *testing.B) {
				const rows = 1024
				k, err := e.Compile(p.p)
				if err != nil {
					b.Fatal(err)
				}
				var binding mech.Binding
				for _, in := range p.p.Inputs {
					c := make([]float64, rows)
					for r := range c {
						c[r] = 0.3
						if in.Role == mech.Voltage && in.Facet == mech.Primal {
							c[r] = -90 + 0.1*float64(r)
						}
					}
					uniform := (in.Role == mech.Parameter || in.Role == mech.TimeStep || in.Role == mech.Area) && in.Facet == mech.Primal
					if uniform {
						c = c[:1]
					}
					binding.Inputs = append(binding.Inputs, mech.Operand{Values: c, Uniform: uniform})
				}
				for range p.p.Outputs {
					binding.Outputs = append(binding.Outputs, mech.Target{Values: make([]float64, rows)})
				}
				var s mech.Scratch
				for b.Loop() {
					k.Run(&binding, rows, &s)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
			})
		}
	}
}
