package native

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/form"
)

// ranges are where the functions have code, ends included, of their first operand.
var ranges = []struct {
	op       form.Op
	order    int
	from, to float64
}{
	{form.Exp, 0, -700, 700}, {form.Exp, 0, -1, 1}, {form.Expm1, 0, -700, 700}, {form.Expm1, 0, -1, 1}, {form.Tanh, 0, -350, 350}, {form.Tanh, 0, -2, 2},
	{form.Log, 0, 0x1p-1022, 1}, {form.Log, 0, 0.5, 2}, {form.Log, 0, 1, math.MaxFloat64}, {form.Log1p, 0, -0.999, 1}, {form.Log1p, 0, 0, 1e9},
	{form.Sin, 0, -7, 7}, {form.Sin, 0, -0x1p20, 0x1p20}, {form.Sin, 0, -1e-8, 1e-8}, {form.Cos, 0, -7, 7}, {form.Cos, 0, -0x1p20, 0x1p20}, {form.Cos, 0, -1e-8, 1e-8},
	{form.Exprelr, 0, -40, 40}, {form.Exprelr, 0, -0.1, 0.1}, {form.Exprelr, 1, -700, 700}, {form.Exprelr, 1, -1.5, 1.5},
	{form.Exprelr, 2, -40, 40}, {form.Exprelr, 2, -2, 2}, {form.Exprelr, 3, -40, 40}, {form.Exprelr, 3, -2, 2},
	{form.Pow, 0, 0x1p-1022, 1e-300}, {form.Pow, 0, 0.1, 10}, {form.Pow, 0, 1e300, math.MaxFloat64}, {form.Pow, 0, 1 - 1e-12, 1 + 1e-12},
}

// TestFunctions: over its range a function is done by the code alone, with the bits of package elementary.
func TestFunctions(t *testing.T) {
	const rows = 4003
	for width, e := range engines(t) {
		for _, r := range ranges {
			t.Run(fmt.Sprint(width, " ", r.op, r.order, " ", r.from, " ", r.to), func(t *testing.T) {
				x, y, got := make([]float64, rows), make([]float64, rows), make([]float64, rows)
				for i := range x {
					x[i] = r.from + (r.to/(rows-1)-r.from/(rows-1))*float64(i)
					y[i] = math.Mod(0.37*float64(i), 1.9) - 0.95
				}
				x[rows-1], y[7] = r.to, 0
				if special := rows / 2; r.from <= 0 {
					x[special], x[special+1] = 0, math.Copysign(0, -1)
					x[special+2], x[special+3] = math.Nextafter(math.Pi/4, 9), math.Pi/4
					if r.to < 1 {
						x[special+2], x[special+3] = 5e-324, -5e-324
					}
				}
				p := &mech.Program{Mechanism: "function", Inputs: []mech.Input{{Key: "x"}, {Key: "y"}}, Outputs: []mech.Output{{Key: "f"}}}
				f := form.Instruction{Op: r.op, Index: int32(r.order), A: 0, B: form.None, C: form.None}
				if r.op == form.Pow {
					f.B = 1
				}
				none := form.Instruction{Op: form.Input, A: form.None, B: form.None, C: form.None}
				second := none
				second.Index = 1
				p.Code = form.Code{Inputs: 2, Instructions: []form.Instruction{none, second, f}, Outputs: []form.Value{2}}
				k := compile(t, e, p).(*kernel)
				k.slow = refusing{}
				b := &mech.Binding{Inputs: []mech.Operand{{Values: x}, {Values: y}}, Outputs: []mech.Target{{Values: got}}}
				k.Run(b, rows, &mech.Scratch{})
				for i := range x {
					want := form.Apply(&f, x[i], y[i], 0)
					require.Equal(t, math.Float64bits(want), math.Float64bits(got[i]), "%v, %v: %v, want %v", x[i], y[i], got[i], want)
				}
			})
		}
	}
}
