package interp

import (
	"math"

	"golgi/mech/elementary"
	"golgi/mech/form"
)

// stepOp is an operation over a block: one of the form with the shapes of its operands (v a block, s a scalar), or several in one.
type stepOp uint8

const (
	stepNone stepOp = iota
	copyV
	negV
	addVV
	addVS
	subVV
	subVS
	subSV
	mulVV
	mulVS
	divVV
	divSV
	mulAddVVV
	mulAddVSV
	mulAddVVS
	mulAddVSS
	mulSubVVV
	negMulAddVVV
	powVV
	expV
	expScaled // exp(a*s)
	expm1V
	logV
	log1pV
	sinV
	cosV
	tanhV
	exprelrV // derivative of any order
	exprelrScaled
	sqrtV
	heavisideV // of the form's operation Step
	floorV
	absV
	minVV
	maxVV
	lessVV
	lessEqualVV
	equalVV
	notEqualVV
	andVV
	orVV
	notV
	selectVVV
	selectVVS // what masks are: 0 where the condition does not hold
	selectVSV
	relax // c + (a - c)*b: a step towards c
)

// do carries out one step over the block.
func (f *frame) do(t *step) {
	to := f.registers[int(t.to)*blockRows:][:f.n]
	var a, b, c []float64
	var x, y float64 // scalar operands: first, second
	if t.a.kind == scalar {
		x = f.scalars[t.a.index]
	} else {
		a = f.slice(t.a)
	}
	switch t.b.kind {
	case nowhere:
	case scalar:
		x = f.scalars[t.b.index]
	default:
		b = f.slice(t.b)
	}
	switch t.c.kind {
	case nowhere:
	case scalar:
		y = f.scalars[t.c.index]
	default:
		c = f.slice(t.c)
	}
	switch t.op {
	case copyV:
		copy(to, a)
	case negV:
		for i := range to {
			to[i] = -a[i]
		}
	case addVV:
		add(to, a, b)
	case addVS:
		addScalar(to, a, x)
	case subVV:
		sub(to, a, b)
	case subVS:
		subScalar(to, a, x)
	case subSV:
		scalarSub(to, x, b)
	case mulVV:
		mul(to, a, b)
	case mulVS:
		mulScalar(to, a, x)
	case divVV:
		div(to, a, b)
	case divSV:
		scalarDiv(to, x, b)
	case mulAddVVV:
		mulAdd(to, a, b, c)
	case mulAddVSV:
		mulScalarAdd(to, a, x, c)
	case mulAddVVS:
		mulAddScalar(to, a, b, y)
	case mulAddVSS:
		mulScalarAddScalar(to, a, x, y)
	case mulSubVVV:
		mulSub(to, a, b, c)
	case negMulAddVVV:
		negMulAdd(to, a, b, c)
	case relax:
		relaxTo(to, a, b, c)
	case expV:
		elementary.ExpBlock(to, a)
	case expScaled:
		elementary.ExpScaledBlock(to, a, x)
	case exprelrScaled:
		elementary.ExprelrScaledBlock(to, a, x)
	case selectVVS:
		chooseElse(to, a, b, y)
	case selectVSV:
		chooseThen(to, a, x, c)
	default:
		rare(t, to, a, b, c)
	}
}

// rare holds the operations that cost more by themselves than by how they are looped over.
func rare(t *step, to, a, b, c []float64) {
	switch t.op {
	case powVV:
		for i := range to {
			to[i] = elementary.Pow(a[i], b[i])
		}
	case expm1V:
		for i := range to {
			to[i] = elementary.Expm1(a[i])
		}
	case logV:
		for i := range to {
			to[i] = elementary.Log(a[i])
		}
	case log1pV:
		for i := range to {
			to[i] = elementary.Log1p(a[i])
		}
	case sinV:
		for i := range to {
			to[i] = elementary.Sin(a[i])
		}
	case cosV:
		for i := range to {
			to[i] = elementary.Cos(a[i])
		}
	case tanhV:
		for i := range to {
			to[i] = elementary.Tanh(a[i])
		}
	case exprelrV:
		switch t.order {
		case 0:
			elementary.ExprelrBlock(to, a)
		case 1:
			elementary.ExprelrSlopeBlock(to, a)
		default:
			for i := range to {
				to[i] = elementary.ExprelrDerivative(int(t.order), a[i])
			}
		}
	case sqrtV:
		for i := range to {
			to[i] = math.Sqrt(a[i])
		}
	case heavisideV:
		for i := range to {
			to[i] = number(a[i] >= 0)
		}
	case floorV:
		for i := range to {
			to[i] = math.Floor(a[i])
		}
	case absV:
		for i := range to {
			to[i] = math.Abs(a[i])
		}
	case notV:
		for i := range to {
			to[i] = 1 - a[i]
		}
	case selectVVV:
		choose(to, a, b, c)
	default:
		compare(t.op, to, a, b)
	}
}

// compare holds the operations that compare two blocks, or join conditions.
func compare(op stepOp, to, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	switch op {
	case minVV:
		for i := range to {
			x, y := a[i], b[i]
			if x < y {
				y = x
			}
			to[i] = y
		}
	case maxVV:
		for i := range to {
			x, y := a[i], b[i]
			if x > y {
				y = x
			}
			to[i] = y
		}
	case lessVV:
		for i := range to {
			to[i] = number(a[i] < b[i])
		}
	case lessEqualVV:
		for i := range to {
			to[i] = number(a[i] <= b[i])
		}
	case equalVV:
		for i := range to {
			to[i] = number(a[i] == b[i])
		}
	case notEqualVV:
		for i := range to {
			to[i] = number(a[i] != b[i])
		}
	case andVV:
		for i := range to {
			to[i] = a[i] * b[i] // of conditions, 0 or 1
		}
	case orVV:
		for i := range to {
			to[i] = max(a[i], b[i])
		}
	default:
		panic("interp: step without a loop")
	}
}

// number is 1 for a condition that holds, made of bits so that there is no branch.
func number(condition bool) float64 {
	var one uint64
	if condition {
		one = 0x3ff0000000000000
	}
	return math.Float64frombits(one)
}

// choose puts b where the condition a holds, and c elsewhere, without a branch.
func choose(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		bits := math.Float64bits(c[i])
		if yes := math.Float64bits(b[i]); math.Float64bits(a[i]) != 0 {
			bits = yes
		}
		to[i] = math.Float64frombits(bits)
	}
}

// chooseElse puts b where the condition a holds, and y elsewhere.
func chooseElse(to, a, b []float64, y float64) {
	a, b = a[:len(to)], b[:len(to)]
	no := math.Float64bits(y)
	for i := range to {
		bits := no
		if yes := math.Float64bits(b[i]); math.Float64bits(a[i]) != 0 {
			bits = yes
		}
		to[i] = math.Float64frombits(bits)
	}
}

// chooseThen puts x where the condition a holds, and c elsewhere.
func chooseThen(to, a []float64, x float64, c []float64) {
	a, c = a[:len(to)], c[:len(to)]
	yes := math.Float64bits(x)
	for i := range to {
		bits := math.Float64bits(c[i])
		if math.Float64bits(a[i]) != 0 {
			bits = yes
		}
		to[i] = math.Float64frombits(bits)
	}
}

// unary and binary give the steps over blocks of the operations of the form.
func unaryStep(op form.Op) stepOp {
	switch op {
	case form.Neg:
		return negV
	case form.Exp:
		return expV
	case form.Expm1:
		return expm1V
	case form.Log:
		return logV
	case form.Log1p:
		return log1pV
	case form.Sin:
		return sinV
	case form.Cos:
		return cosV
	case form.Tanh:
		return tanhV
	case form.Exprelr:
		return exprelrV
	case form.Sqrt:
		return sqrtV
	case form.Step:
		return heavisideV
	case form.Floor:
		return floorV
	case form.Abs:
		return absV
	case form.Not:
		return notV
	}
	panic("interp: no step for " + op.String())
}

func binaryStep(op form.Op) stepOp {
	switch op {
	case form.Add:
		return addVV
	case form.Sub:
		return subVV
	case form.Mul:
		return mulVV
	case form.Div:
		return divVV
	case form.Pow:
		return powVV
	case form.Min:
		return minVV
	case form.Max:
		return maxVV
	case form.Less:
		return lessVV
	case form.LessEqual:
		return lessEqualVV
	case form.Equal:
		return equalVV
	case form.NotEqual:
		return notEqualVV
	case form.And:
		return andVV
	case form.Or:
		return orVV
	}
	panic("interp: no step for " + op.String())
}
