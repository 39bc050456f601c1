package native

import "golgi/mech/native/amd64"

// plain are the operations that are one instruction of two sources.
var plain = [...]struct {
	op          amd64.Op
	there, swap bool // swap: the operands may change places
}{
	add: {amd64.Add, true, true}, sub: {amd64.Sub, true, false}, mul: {amd64.Mul, true, true}, div: {amd64.Div, true, false},
	minimum: {amd64.Min, true, false}, maximum: {amd64.Max, true, false}, and: {amd64.And, true, true}, andNot: {amd64.AndNot, true, false},
	or: {amd64.Or, true, true}, xor: {amd64.Xor, true, true}, addInteger: {amd64.AddInteger, true, true}, subInteger: {amd64.SubInteger, true, false},
}

// fused are the three forms of each fused multiplication: the destination is a factor beside the last operand, a factor,
// or what is added.
var fused = [...][3]amd64.Op{
	mulAdd:    {amd64.MulAdd132, amd64.MulAdd213, amd64.MulAdd231},
	mulSub:    {amd64.MulSub132, amd64.MulSub213, amd64.MulSub231},
	negMulAdd: {amd64.NegMulAdd132, amd64.NegMulAdd213, amd64.NegMulAdd231},
}

// line writes instructions one after the other.
func (a *allocator) line(list []ref) {
	for at, r := range list {
		a.at = at
		a.unpin()
		a.instruction(r)
		a.unpin()
		a.release(a.g.nodes[r].operands())
		if v := a.register[r]; v != noRegister && a.last(r) {
			a.evict(v)
		}
	}
	a.at = len(list)
}

func (a *allocator) instruction(r ref) {
	n := &a.g.nodes[r]
	if int(n.op) < len(plain) && plain[n.op].there {
		p := &plain[n.op]
		first, second := n.a, n.b
		if p.swap && a.register[first] == noRegister && a.register[second] != noRegister {
			first, second = second, first
		}
		x := a.inRegister(first)
		y := a.operand(second)
		a.Arithmetic(p.op, a.result(r), x, y)
		return
	}
	switch n.op {
	case mulAdd, mulSub, negMulAdd:
		a.fusedMultiplication(r, n)
	case squareRoot:
		x := a.operand(n.a)
		a.Sqrt(a.result(r), x)
	case floor:
		x := a.operand(n.a)
		a.Floor(a.result(r), x)
	case shiftLeft:
		x := a.inRegister(n.a)
		a.ShiftLeft(a.result(r), x, byte(n.bits))
	case shiftRight:
		x := a.inRegister(n.a)
		a.ShiftRight(a.result(r), x, byte(n.bits))
	case compare:
		x := a.inRegister(n.a)
		y := a.operand(n.b)
		a.compareInto(a.result(r), x, y, amd64.Condition(n.bits))
	case edge:
		x := a.inRegister(n.a)
		y := a.operand(n.b)
		a.collect(a, x, y, amd64.Condition(n.bits))
	case chooseWhere:
		a.choiceByMask(r, n)
	case choose:
		a.choice(r, n)
	default:
		panic("native: an instruction that is none")
	}
}

// fusedMultiplication overwrites an operand that ends here, if there is one.
func (a *allocator) fusedMultiplication(r ref, n *node) {
	forms := fused[n.op]
	ends := func(x ref) bool { return a.register[x] != noRegister && a.last(x) }
	switch {
	case ends(n.c) && n.c != n.a && n.c != n.b:
		a.addTo(r, n.c, n.a, n.b, forms[2])
	case ends(n.a) && n.a != n.b && n.a != n.c:
		a.multiplyInto(r, n.a, n.b, n.c, forms)
	case ends(n.b) && n.b != n.a && n.b != n.c:
		a.multiplyInto(r, n.b, n.a, n.c, forms)
	case a.inMemory(n.a) && !a.inMemory(n.b) && n.a != n.b && n.a != n.c: // what is loaded anyhow may be overwritten
		a.multiplyInto(r, n.a, n.b, n.c, forms)
	case a.inMemory(n.b) && !a.inMemory(n.a) && n.a != n.b && n.b != n.c:
		a.multiplyInto(r, n.b, n.a, n.c, forms)
	default:
		a.addTo(r, n.c, n.a, n.b, forms[2])
	}
}

// addTo is r = a*b + c in the register of c.
func (a *allocator) addTo(r, c, x, y ref, form amd64.Op) {
	if a.register[x] == noRegister && a.register[y] != noRegister {
		x, y = y, x
	}
	first := a.inRegister(x)
	last := a.operand(y)
	a.Arithmetic(form, a.overwritten(r, c), first, last)
}

// multiplyInto is r = a*b + c in the register of a.
func (a *allocator) multiplyInto(r, x, y, c ref, forms [3]amd64.Op) {
	if a.inMemory(y) && !a.inMemory(c) {
		first := a.inRegister(c)
		last := a.operand(y)
		a.Arithmetic(forms[0], a.overwritten(r, x), first, last)
		return
	}
	first := a.inRegister(y)
	last := a.operand(c)
	a.Arithmetic(forms[1], a.overwritten(r, x), first, last)
}

func (a *allocator) choice(r ref, n *node) {
	if a.Width == amd64.AVX2 {
		condition := a.inRegister(n.a)
		no := a.inRegister(n.c)
		yes := a.operand(n.b)
		a.Blend(a.result(r), no, yes, condition)
		return
	}
	yes := a.inRegister(n.b)
	no := a.operand(n.c)
	a.Choose(a.overwritten(r, n.a), yes, no)
}

// choiceByMask compares into a mask and chooses by it.
func (a *allocator) choiceByMask(r ref, n *node) {
	x := a.inRegister(n.a)
	a.CompareMask(oneMask, x, a.operand(n.b), amd64.Condition(n.bits), 0)
	a.unpin()
	no := a.inRegister(n.d)
	yes := a.operand(n.c)
	a.ChooseMask(a.result(r), no, yes, oneMask)
}
