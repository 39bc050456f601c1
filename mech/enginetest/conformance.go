package enginetest

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/library"
)

// Conformance runs the suite on an engine.
func Conformance(t *testing.T, e mech.Engine) {
	t.Run("random programs", rapid.MakeCheck(func(t *rapid.T) { agreeDerived(t, e, Program(t)) }))
	t.Run("random mechanisms", rapid.MakeCheck(func(t *rapid.T) {
		m, err := mech.ParseTrusted("random.mech", []byte(Mechanism(t)))
		require.NoError(t, err)
		agreeDerived(t, e, drawProgram(t, m))
	}))
	for _, name := range library.Names() {
		t.Run(name, func(t *testing.T) {
			m, err := library.ByName(name)
			require.NoError(t, err)
			rapid.Check(t, func(t *rapid.T) {
				agreeDerived(t, e, drawProgram(t, m))
			})
		})
	}
	t.Run("tails", func(t *testing.T) { tails(t, e) })
	t.Run("allocations", func(t *testing.T) { allocations(t, e) })
}

func drawProgram(t *rapid.T, m *mech.Mechanism) *mech.Program {
	p, err := m.Program(mech.Purpose(rapid.IntRange(0, int(mech.Assign)).Draw(t, "purpose")))
	require.NoError(t, err)
	return p
}

func agreeDerived(t *rapid.T, e mech.Engine, p *mech.Program) {
	p, _ = Derivative(t, p)
	Agree(t, e, p)
}

// bound is a binding with copies of what lay in it.
type bound struct {
	mech.Binding
	inputs [][]float64 // each input in full
	before [][]float64 // each target before the run
	rows   int
}

// Agree runs a program with drawn inputs and compares each row with the oracle, bit by bit.
func Agree(t *rapid.T, e mech.Engine, p *mech.Program) {
	k, err := e.Compile(p)
	require.NoError(t, err)
	var s mech.Scratch
	for range 2 { // the second run finds a scratch that was used
		b := draw(t, p)
		k.Run(&b.Binding, b.rows, &s)
		b.check(t, p)
	}
}

func draw(t *rapid.T, p *mech.Program) *bound {
	b := &bound{rows: rapid.SampledFrom([]int{1, 2, 3, 7, 8, 255, 256, 257, 300, 513}).Draw(t, "rows")}
	for range p.Inputs {
		o := mech.Operand{Uniform: rapid.IntRange(0, 2).Draw(t, "uniform") == 0}
		n := b.rows
		if o.Uniform {
			n = 1
		}
		o.Values = column(t, n)
		b.Inputs = append(b.Inputs, o)
		full := make([]float64, b.rows)
		for i := range full {
			full[i] = o.Values[min(i, n-1)]
		}
		b.inputs = append(b.inputs, full)
	}
	lain := map[int]bool{}
	for range p.Outputs {
		var target mech.Target
		switch rapid.IntRange(0, 4).Draw(t, "target") {
		case 0: // not wanted
		case 1:
			target = mech.Target{Values: column(t, b.rows), Add: true}
		case 2: // on an input, if that varies and no other output lies there
			if i := rapid.IntRange(0, max(0, len(p.Inputs)-1)).Draw(t, "alias"); i < len(p.Inputs) && !b.Inputs[i].Uniform && !lain[i] {
				lain[i] = true
				target = mech.Target{Values: b.Inputs[i].Values}
				break
			}
			fallthrough
		default:
			target = mech.Target{Values: column(t, b.rows)}
		}
		b.Outputs = append(b.Outputs, target)
		b.before = append(b.before, append([]float64(nil), target.Values...))
	}
	return b
}

// column is n values: a few drawn ones, repeated with a drift.
func column(t *rapid.T, n int) []float64 {
	few := make([]float64, min(n, 5))
	for i := range few {
		few[i] = Value(t)
	}
	c := make([]float64, n)
	for i := range c {
		c[i] = few[i%len(few)] * (1 + 1e-3*float64(i/len(few)))
	}
	return c
}

func (b *bound) check(t require.TestingT, p *mech.Program) {
	row := make([]float64, len(p.Inputs))
	for i := range b.rows {
		for k := range row {
			row[k] = b.inputs[k][i]
		}
		want := p.Evaluate(row)
		for k, target := range b.Outputs {
			if target.Values == nil {
				continue
			}
			x := want[k]
			if target.Add {
				x = b.before[k][i] + x
			}
			if got := target.Values[i]; math.Float64bits(got) != math.Float64bits(x) && !(math.IsNaN(got) && math.IsNaN(x)) {
				require.Failf(t, "engine and oracle differ", "output %d, row %d of %d: %v (%x), oracle %v (%x); inputs %v\n%+v", k, i, b.rows,
					got, got, x, x, row, p.Code)
			}
		}
	}
}

// tails runs HH over every number of rows up to two blocks.
func tails(t *testing.T, e mech.Engine) {
	p, err := library.HH().Program(mech.Sweep)
	require.NoError(t, err)
	k, err := e.Compile(p)
	require.NoError(t, err)
	var s mech.Scratch
	for rows := 1; rows <= 520; rows++ {
		b := hh(p, rows)
		k.Run(&b.Binding, rows, &s)
		b.check(t, p)
		for i := range b.Outputs { // nothing behind the last row is touched
			v := b.Outputs[i].Values
			require.Equal(t, 7.0, v[:rows+1][rows])
		}
	}
}

// hh binds the sweep of HH with parameters uniform, and a guard behind each target.
func hh(p *mech.Program, rows int) *bound {
	b := &bound{rows: rows}
	for i := range p.Inputs {
		c := make([]float64, rows)
		for r := range c {
			c[r] = 0.3
			if p.Inputs[i].Role == mech.Voltage {
				c[r] = -90 + 0.3*float64(r)
			}
		}
		o := mech.Operand{Values: c}
		if p.Inputs[i].Role == mech.Parameter {
			o = mech.Operand{Values: c[:1], Uniform: true}
		}
		b.Inputs = append(b.Inputs, o)
		b.inputs = append(b.inputs, c)
	}
	for range p.Outputs {
		v := make([]float64, rows+1)
		v[rows] = 7
		b.Outputs = append(b.Outputs, mech.Target{Values: v[:rows]})
		b.before = append(b.before, nil)
	}
	return b
}

func allocations(t *testing.T, e mech.Engine) {
	p, err := library.HH().Program(mech.Sweep)
	require.NoError(t, err)
	k, err := e.Compile(p)
	require.NoError(t, err)
	b := hh(p, 300)
	var s mech.Scratch
	k.Run(&b.Binding, 300, &s)
	require.Zero(t, testing.AllocsPerRun(20, func() { k.Run(&b.Binding, 300, &s) }))
}
