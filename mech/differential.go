package mech

import (
	"golgi/mech/form"
	"golgi/mech/syntax"
)

// newtonSteps is how often the equation of a step is linearised. Twelve meet a relative residual of 1e-12 from the old state where dt f'
// is up to a thousand, and three where it is below 1.
const newtonSteps = 16

// largestGrowth bounds dt f': exp(700) is still a number.
const largestGrowth = 700

// differential is a step of x' = f. Where f is linear in x it is exact for the rest held: x + dt f (exp(dt f') - 1)/(dt f'). Elsewhere
// it is backward Euler, y = x + dt f(y), by Newton's method.
func (l *lowering) differential(s *syntax.Statement) form.Value {
	g := &l.graph
	state := l.symbols[s.Name].statement
	f := newLowering(l.analysis)
	own := f.stateInput(state)
	rate := f.value(s.Expression, nil)
	slope := f.slope(rate, own, s)
	x, dt := l.stateInput(state), l.input("dt", TimeStep)
	code := f.graph.Code(len(f.inputs), []form.Value{rate, slope})
	at := func(y form.Value) (rate, slope form.Value) {
		inputs := make([]form.Value, len(f.inputs))
		for i, in := range f.inputs {
			if inputs[i] = y; f.graph.Input(i) != own {
				inputs[i] = l.input(in.Key, in.Role)
			}
		}
		both := g.Append(code, inputs)
		return both[0], both[1]
	}
	l.methods[s.Name] = "linear in " + s.Name + ": exponential Euler"
	if f.depends(slope, own) {
		if l.visits += len(code.Instructions) * (newtonSteps + 1); l.visits > maxVisits {
			l.fail(s.NamePosition, "the equation of %s expands to more than %d operations", s.Name, maxVisits)
		}
		l.methods[s.Name] = "backward Euler by Newton's method, the other states as they were"
		return l.newton(x, dt, at)
	}
	r, d := at(x)
	step := g.Binary(form.Mul, dt, r)
	if z, ok := g.Literal(d); ok && z == 0 {
		return g.Binary(form.Add, x, step)
	}
	z := g.Binary(form.Min, g.Binary(form.Mul, dt, d), g.Number(largestGrowth))
	return g.Binary(form.Add, x, g.Binary(form.Div, step, g.Exprelr(0, z)))
}

// newton solves y = x + dt f(y) from y = x in a straight line. A step that makes the residual larger is not taken, and the next one is a
// quarter as long. The last one is always taken: it gives the derivatives of y the accuracy of y.
func (l *lowering) newton(x, dt form.Value, at func(form.Value) (rate, slope form.Value)) form.Value {
	g := &l.graph
	residual := func(y form.Value) (r, d form.Value) {
		f, slope := at(y)
		return g.Binary(form.Sub, g.Binary(form.Sub, y, x), g.Binary(form.Mul, dt, f)),
			g.Binary(form.Sub, g.Number(1), g.Binary(form.Mul, dt, slope))
	}
	y := x
	r, d := residual(y)
	length := g.Number(1)
	for range newtonSteps {
		next := g.Binary(form.Sub, y, g.Binary(form.Mul, length, g.Binary(form.Div, r, d)))
		nextR, nextD := residual(next)
		better := g.Binary(form.LessEqual, g.Unary(form.Abs, nextR), g.Unary(form.Abs, r))
		length = g.Choose(better, g.Number(1), g.Binary(form.Mul, length, g.Number(0.25)))
		y, r, d = g.Choose(better, next, y), g.Choose(better, nextR, r), g.Choose(better, nextD, d)
	}
	return g.Binary(form.Sub, y, g.Binary(form.Div, r, d))
}

// slope is the exact derivative of a value, in which step stands still: surrogates are for gradients, and change no result.
func (l *lowering) slope(of, by form.Value, s *syntax.Statement) form.Value {
	shape := l.shape()
	if shape != 0 {
		of = l.reshaped(of, 0)
	}
	d, err := l.graph.Derivative(of, by)
	if err != nil {
		l.fail(s.NamePosition, "slope of %s: %v", written(s), err)
	}
	if shape != 0 {
		d = l.reshaped(d, shape)
	}
	return d
}

// reshaped is a value whose steps have another surrogate.
func (l *lowering) reshaped(v form.Value, shape int) form.Value {
	code := l.graph.Code(len(l.inputs), []form.Value{v})
	found := false
	for i := range code.Instructions {
		if in := &code.Instructions[i]; in.Op == form.Step {
			in.Index = int32(shape)
			found = true
		}
	}
	if !found {
		return v
	}
	inputs := make([]form.Value, len(l.inputs))
	for i := range inputs {
		inputs[i] = l.graph.Input(i)
	}
	return l.graph.Append(code, inputs)[0]
}

// depends says whether a value is made of another.
func (l *lowering) depends(v, on form.Value) bool {
	needed := make([]bool, v+1)
	needed[v] = true
	for ; v >= 0; v-- {
		if !needed[v] {
			continue
		}
		if v == on {
			return true
		}
		for _, o := range l.graph.At(v).Operands() {
			needed[o] = true
		}
	}
	return false
}
