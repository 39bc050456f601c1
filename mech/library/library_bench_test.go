package library_test

import (
	"fmt"
	"testing"

	"golgi/mech"
	"golgi/mech/interp"
	"golgi/mech/library"
)

// sweep binds the Sweep program of HH over rows at voltages from -80 to 40 mV.
func sweep(tb testing.TB, rows int) (mech.Kernel, *mech.Binding) {
	p, err := library.HH().Program(mech.Sweep)
	if err != nil {
		tb.Fatal(err)
	}
	k, err := interp.New().Compile(p)
	if err != nil {
		tb.Fatal(err)
	}
	values := map[string]float64{"HH_gNa": 0.12, "HH_gK": 0.036, "HH_gLeak": 0.0003, "HH_eNa": 50, "HH_eK": -77, "HH_eLeak": -54.3, "dt": 0.025}
	columns := map[string][]float64{}
	b := &mech.Binding{}
	for _, in := range p.Inputs {
		if x, ok := values[in.Key]; ok {
			b.Inputs = append(b.Inputs, mech.Operand{Values: []float64{x}, Uniform: true})
			continue
		}
		c := make([]float64, rows)
		for i := range c {
			switch in.Role {
			case mech.Voltage:
				c[i] = -80 + 120*float64(i)/float64(rows)
			case mech.Area:
				c[i] = 60
			default:
				c[i] = 0.2
			}
		}
		columns[in.Key] = c
		b.Inputs = append(b.Inputs, mech.Operand{Values: c})
	}
	for _, out := range p.Outputs {
		switch out.Role {
		case mech.State:
			b.Outputs = append(b.Outputs, mech.Target{Values: columns[out.Key]})
		case mech.Current:
			b.Outputs = append(b.Outputs, mech.Target{})
		default:
			b.Outputs = append(b.Outputs, mech.Target{Values: make([]float64, rows), Add: true})
		}
	}
	return k, b
}

func BenchmarkHHSweep(b *testing.B) {
	for _, rows := range []int{100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			k, binding := sweep(b, rows)
			var s mech.Scratch
			k.Run(binding, rows, &s)
			b.ReportAllocs()
			for b.Loop() {
				k.Run(binding, rows, &s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
		})
	}
}

// BenchmarkSynapseSweep: parameters equal in all rows, voltages of both sides gathered beforehand.
func BenchmarkSynapseSweep(b *testing.B) {
	for _, rows := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			m := library.IonotropicSynapse()
			p, err := m.Program(mech.Sweep)
			if err != nil {
				b.Fatal(err)
			}
			k, err := interp.New().Compile(p)
			if err != nil {
				b.Fatal(err)
			}
			values := map[string]float64{"dt": 0.025}
			for _, v := range m.Parameters() {
				values[v.Key] = v.Default
			}
			binding := &mech.Binding{}
			column := func() []float64 {
				c := make([]float64, rows)
				for i := range c {
					c[i] = -80 + 120*float64(i)/float64(rows)
				}
				return c
			}
			for _, in := range p.Inputs {
				o := mech.Operand{Values: column()}
				if x, ok := values[in.Key]; ok {
					o = mech.Operand{Values: []float64{x}, Uniform: true}
				}
				binding.Inputs = append(binding.Inputs, o)
			}
			for _, out := range p.Outputs {
				var target mech.Target
				if out.Role != mech.Current {
					target.Values = column()
				}
				binding.Outputs = append(binding.Outputs, target)
			}
			var s mech.Scratch
			k.Run(binding, rows, &s)
			b.ReportAllocs()
			for b.Loop() {
				k.Run(binding, rows, &s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
		})
	}
}

// BenchmarkParse reads, checks, and compiles HH: what an Insert by name costs.
func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		library.HH()
	}
}
