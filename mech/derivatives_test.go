package mech_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/form"
	"golgi/mech/library"
)

// derived is a program with its derivatives.
type derived struct {
	primal, tangent, adjoint *mech.Program
	slopes                   slopes
}

func derive(t require.TestingT, p *mech.Program) derived {
	tangent, err := p.Tangent(nil)
	require.NoError(t, err)
	adjoint, err := p.Adjoint(nil)
	require.NoError(t, err)
	require.NoError(t, tangent.Code.Check())
	require.NoError(t, adjoint.Code.Check())
	return derived{p, tangent, adjoint, slopes{}}
}

// row picks the inputs of a derivative from the values of the primal inputs, and those of tangents or cotangents.
func row(t require.TestingT, q, of *mech.Program, values, rates []float64) []float64 {
	r := make([]float64, len(q.Inputs))
	for i, in := range q.Inputs {
		found := false
		for k, o := range of.Inputs {
			if in.Key == o.Key && in.Role == o.Role {
				switch in.Facet {
				case mech.Primal:
					r[i], found = values[k], true
				case mech.Tangent:
					r[i], found = rates[k], true
				}
			}
		}
		for k, o := range of.Outputs {
			if in.Facet == mech.Cotangent && in.Key == o.Key && in.Role == o.Role {
				r[i], found = rates[k], true
			}
		}
		require.True(t, found, "input %v", in)
	}
	return r
}

// slopes makes, once each, the derivatives of operations by their operands.
type slopes map[[3]int]*form.Code

// at is the derivative of an instruction by operand k, its operands being x; NaN where none is known.
func (s slopes) at(in form.Instruction, k int, x [3]float64) float64 {
	name := [3]int{int(in.Op), int(in.Index), k}
	code, ok := s[name]
	if !ok {
		var g form.Graph
		operands := []form.Value{g.Input(0), g.Input(1), g.Input(2)}
		alone := form.Code{Inputs: 3, Outputs: []form.Value{3}}
		for i := range 3 {
			alone.Instructions = append(alone.Instructions, *g.At(operands[i]))
		}
		for i, o := range []*form.Value{&in.A, &in.B, &in.C}[:in.Op.Arity()] {
			*o = form.Value(i)
		}
		alone.Instructions = append(alone.Instructions, in)
		if d, err := g.Derivative(g.Append(alone, operands)[0], operands[k]); err == nil {
			c := g.Code(3, []form.Value{d})
			code = &c
		}
		s[name] = code
	}
	if code == nil {
		return math.NaN()
	}
	return code.Evaluate(x[:])[0]
}

// magnitude is, for each input, the sum of the sizes of all products along the ways from the output to it, arms not taken left out: the
// measure of what rounding can do to a derivative, by a backward walk that takes branches. steep says that some operation on the way
// has no finite value or derivative.
func (s slopes) magnitude(c form.Code, output int, inputs []float64) (result []float64, steep bool) {
	values := make([]float64, len(c.Instructions))
	size := make([]float64, len(c.Instructions))
	reached := make([]bool, len(c.Instructions))
	var steps [][3]float64
	for i := range c.Instructions {
		in := &c.Instructions[i]
		var x [3]float64
		for k, o := range in.Operands() {
			x[k] = values[o]
		}
		steps = append(steps, x)
		if in.Op == form.Input {
			values[i] = inputs[in.Index]
		} else {
			values[i] = form.Apply(in, x[0], x[1], x[2])
		}
	}
	size[c.Outputs[output]], reached[c.Outputs[output]] = 1, true
	result = make([]float64, c.Inputs)
	for i := len(c.Instructions) - 1; i >= 0; i-- {
		in := &c.Instructions[i]
		if !reached[i] || in.Type == form.Condition {
			continue
		}
		steep = steep || !(math.Abs(values[i]) < 1e100)
		if in.Op == form.Input {
			result[in.Index] += size[i]
			continue
		}
		x := steps[i]
		for k, o := range in.Operands() {
			switch {
			case in.Op == form.Select && (k == 0 || (x[0] != 0) != (k == 1)):
			case in.Op == form.Min && (x[0] < x[1]) != (k == 0):
			case in.Op == form.Max && (x[0] > x[1]) != (k == 0):
			default:
				slope := math.Abs(s.at(*in, k, x))
				if in.Op == form.Tanh {
					slope += 1e-3 // it is 1 - tanh^2, with roundings of 1
				}
				size[o] += size[i] * slope
				steep = steep || !(slope < 1e100) || !(size[o] < 1e100)
				reached[o] = true
			}
		}
	}
	return result, steep
}

// tolerance is of a derivative whose parts are sized as magnitude says: some thousand roundings.
const tolerance = 1e-12

// agree checks one row: primal outputs to the bit; each derivative forward, backward and by complex step.
func (d derived) agree(t require.TestingT, values []float64, complexToo bool) (checked int) {
	p := d.primal
	rates := make([]float64, len(p.Inputs))
	forward := make([][]float64, len(p.Inputs)) // of input, the derivative of each output
	want := p.Evaluate(values)
	for k := range p.Inputs {
		clear(rates)
		rates[k] = 1
		got := d.tangent.Evaluate(row(t, d.tangent, p, values, rates))
		for i := range want {
			require.Equal(t, math.Float64bits(want[i]), math.Float64bits(got[i]), "primal output %d", i)
		}
		forward[k] = got[len(want):]
	}
	sizes := make([][]float64, len(p.Outputs))
	for i := range sizes {
		var steep bool
		if sizes[i], steep = d.slopes.magnitude(p.Code, i, values); steep {
			return 0 // a direction of 0 times it is no number
		}
	}
	weights := make([]float64, len(p.Outputs))
	for i := range p.Outputs {
		clear(weights)
		weights[i] = 1
		backward := d.adjoint.Evaluate(row(t, d.adjoint, p, values, weights))
		size := sizes[i]
		for k := range p.Inputs {
			checked++
			require.InDelta(t, forward[k][i], backward[k], tolerance*size[k]+1e-150, "d %v/d %v, forward and backward, at %v, size %v\n%+v", p.Outputs[i], p.Inputs[k], values, size[k], p.Code)
			if complexToo {
				step := d.step(values, i, k)
				if math.IsNaN(step) {
					continue
				}
				// the complex functions keep a digit less than the real ones
				require.InDelta(t, step, forward[k][i], 10*tolerance*size[k]+1e-130, "d %v/d %v, complex step, at %v", p.Outputs[i], p.Inputs[k], values)
			}
		}
	}
	return checked
}

// step is a derivative by complex step.
func (d derived) step(values []float64, output, input int) float64 {
	const h = 1e-170 // its square is 0, so that a comparison at a tie goes as it does for real numbers
	x := make([]complex128, len(values))
	for i := range x {
		x[i] = complex(values[i], 0)
	}
	x[input] += complex(0, h)
	return imag(d.primal.EvaluateComplex(x)[output]) / h
}

// TestRandomDerivatives: programs of any operations, with conditions and the numbers that go wrong.
func TestRandomDerivatives(t *testing.T) {
	checked, finite := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := enginetest.Program(t)
		for i := range p.Code.Instructions { // no third derivative, so that all can be differentiated
			if in := &p.Code.Instructions[i]; in.Op == form.Exprelr {
				in.Index = min(in.Index, 2)
			}
		}
		if rapid.Bool().Draw(t, "fewer outputs") { // leaves products that were kept for the others
			p = p.Only(func(o mech.Output) bool { return o.Key != "out1" })
		}
		d := derive(t, p)
		values := make([]float64, len(p.Inputs))
		for range 3 {
			for i := range values {
				values[i] = enginetest.Value(t)
			}
			checked++
			if d.agree(t, values, false) > 0 {
				finite++
			}
		}
	})
	require.Greater(t, finite, checked/3, "enough rows have derivatives to compare")
}

// rows draws inputs of a mechanism: voltages where rates have holes, conductances of 0, states at their ends, and others at random.
func rows(t *rapid.T, p *mech.Program, m *mech.Mechanism) []float64 {
	special := []float64{-120, -65, -63, -55, -47, -45, -40, -37, -35, -27, -20, -16, 0, 50, 80}
	voltage := rapid.OneOf(rapid.SampledFrom(special), rapid.Float64Range(-120, 80))
	usual := map[string]float64{"dt": 0.025, "t": 1, "celsius": 34, "area": 100, "volume": 100, "length": 10, "radius": 1, "capacitance": 1, "axial_resistivity": 100}
	for _, v := range append(m.Parameters(), m.States()...) {
		usual[v.Key] = v.Default
	}
	insulated := rapid.Bool().Draw(t, "no conductance")
	values := make([]float64, len(p.Inputs))
	for i, in := range p.Inputs {
		values[i] = usual[in.Key]
		switch in.Role {
		case mech.Voltage, mech.PreVoltage:
			values[i] = voltage.Draw(t, in.Key)
		case mech.State:
			values[i] = rapid.OneOf(rapid.SampledFrom([]float64{0, 1, usual[in.Key]}), rapid.Float64Range(0, 1)).Draw(t, in.Key)
		case mech.Parameter:
			values[i] *= rapid.SampledFrom([]float64{1, 1, 1, 0.7, 1.3}).Draw(t, in.Key)
			if insulated && strings.HasPrefix(in.Key, m.Name()+"_g") {
				values[i] = 0
			}
		case mech.CurrentOf, mech.PreviousCurrent:
			values[i] = rapid.Float64Range(-1e-2, 1e-2).Draw(t, in.Key)
		}
	}
	return values
}

// TestLibraryDerivatives: every program of every mechanism of the library, at voltages where rates are 0/0 too. Sweeps and currents hold
// the slope, so that second derivatives are among them.
func TestLibraryDerivatives(t *testing.T) {
	for _, name := range library.Names() {
		t.Run(name, func(t *testing.T) {
			m, err := library.ByName(name)
			require.NoError(t, err)
			for _, purpose := range []mech.Purpose{mech.Initialise, mech.Assign, mech.Advance, mech.Currents, mech.Sweep} {
				p, err := m.Program(purpose)
				require.NoError(t, err)
				d := derive(t, p)
				checked := 0
				rapid.Check(t, func(t *rapid.T) { checked += d.agree(t, rows(t, p, m), !d.steps()) })
				require.True(t, checked > 0 || len(p.Inputs) == 0 || len(p.Outputs) == 0, "%s, purpose %d", name, purpose)
			}
		})
	}
}

// steps says whether the program has a surrogate, which complex step does not see.
func (d derived) steps() bool {
	return slices.ContainsFunc(d.primal.Code.Instructions, func(in form.Instruction) bool { return in.Op == form.Step && in.Index != form.NoSurrogate })
}

// TestDerivativeShape: the inputs and outputs of derivatives, in order, and what reducing them leaves.
func TestDerivativeShape(t *testing.T) {
	m, err := mech.Parse("Shape.mech", []byte(`channel Shape
param g = 0.1 (S/cm2)
param e = -70 (mV)
gate x = 0.5 { inf = 1/(exp(-v/10) + 1), tau = 5 }
current i_Shape = g*x*(v - e) (mA/cm2)
`))
	require.NoError(t, err)
	p, err := m.Program(mech.Sweep)
	require.NoError(t, err)
	moving := func(in mech.Input) bool { return in.Role == mech.State || in.Role == mech.Voltage }
	tangent, err := p.Tangent(moving)
	require.NoError(t, err)
	x, v := mech.Input{Key: "Shape_x", Role: mech.State}, mech.Input{Key: "v", Role: mech.Voltage}
	as := func(in mech.Input, f mech.Facet) mech.Input { in.Facet = f; return in }
	require.Equal(t, append(slices.Clone(p.Inputs), as(x, mech.Tangent), as(v, mech.Tangent)), tangent.Inputs)
	require.Equal(t, p.Outputs, tangent.Outputs[:len(p.Outputs)])
	for i, o := range p.Outputs {
		o.Facet = mech.Tangent
		require.Equal(t, o, tangent.Outputs[len(p.Outputs)+i])
	}
	adjoint, err := p.Adjoint(moving)
	require.NoError(t, err)
	require.Equal(t, []mech.Output{{Key: "Shape_x", Role: mech.State, Facet: mech.Cotangent}, {Key: "v", Role: mech.Voltage, Facet: mech.Cotangent}}, adjoint.Outputs)
	cotangents := adjoint.Inputs[len(adjoint.Inputs)-len(p.Outputs):]
	for i, o := range p.Outputs {
		require.Equal(t, mech.Input{Key: o.Key, Role: o.Role, Facet: mech.Cotangent}, cotangents[i])
	}

	slope := tangent.Only(func(o mech.Output) bool { return o.Role == mech.TotalSlope && o.Facet == mech.Tangent })
	require.Len(t, slope.Outputs, 1)
	reduced := adjoint.Without(func(in mech.Input) bool { return in.Facet == mech.Cotangent && in.Role != mech.TotalSlope })
	require.Less(t, len(reduced.Code.Instructions), len(adjoint.Code.Instructions))
	values := map[string]float64{"Shape_g": 0.1, "Shape_e": -70, "Shape_x": 0.3, "v": -41, "dt": 0.025, "area": 50}
	of := func(q *mech.Program, facet mech.Facet, rates map[string]float64) []float64 {
		row := make([]float64, len(q.Inputs))
		for i, in := range q.Inputs {
			if row[i] = values[in.Key]; in.Facet == facet {
				row[i] = rates[in.Key]
			}
		}
		return q.Evaluate(row)
	}
	back := of(adjoint, mech.Cotangent, map[string]float64{"di_dv": 1})
	alone := of(reduced, mech.Cotangent, map[string]float64{"di_dv": 1})
	for i, key := range []string{"Shape_x", "v"} {
		forward := of(slope, mech.Tangent, map[string]float64{key: 1})[0]
		require.InEpsilon(t, forward, back[i], tolerance)
		require.InEpsilon(t, forward, alone[i], tolerance)
	}

	still, err := p.Adjoint(func(in mech.Input) bool { return in.Key == "nothing" })
	require.NoError(t, err)
	require.Empty(t, still.Outputs)
	_, err = tangent.Adjoint(nil)
	require.ErrorContains(t, err, `mechanism Shape: output "Shape_x" is a derivative already`)
}

// TestDerivativeFault: an order of exprelr that is not known is an error that names the mechanism.
func TestDerivativeFault(t *testing.T) {
	var g form.Graph
	p := &mech.Program{Mechanism: "Deep", Inputs: []mech.Input{{Key: "x"}}, Outputs: []mech.Output{{Key: "y"}}}
	p.Code = g.Code(1, []form.Value{g.Exprelr(3, g.Input(0))})
	_, err := p.Tangent(nil)
	require.ErrorContains(t, err, "mechanism Deep: tangent of purpose 0: exprelr cannot")
	_, err = p.Adjoint(nil)
	require.ErrorContains(t, err, "mechanism Deep: adjoint of purpose 0: exprelr cannot")
}

// TestPrimalBits: a product that was kept for an output since dropped stays rounded by itself in the tangent, as in the program.
func TestPrimalBits(t *testing.T) {
	var g form.Graph
	product := g.Binary(form.Mul, g.Input(0), g.Input(1))
	sum := g.Binary(form.Add, product, g.Input(2))
	p := &mech.Program{Mechanism: "Kept", Inputs: []mech.Input{{Key: "x"}, {Key: "y"}, {Key: "z"}}, Outputs: []mech.Output{{Key: "product"}, {Key: "sum"}}}
	p.Code = g.Code(3, []form.Value{product, sum}).Fuse()
	p = p.Only(func(o mech.Output) bool { return o.Key == "sum" })
	values := []float64{0.1, 10, -1} // 0.1*10 rounds to 1
	require.Equal(t, []float64{0}, p.Evaluate(values))
	require.Equal(t, 1, derive(t, p).agree(t, values, true)/3)
}
