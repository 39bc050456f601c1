package interp

import "golgi/mech/form"

// step chooses the loop for an instruction from which of its operands are scalars.
func (s *specialiser) step(in *form.Instruction) step {
	t := step{order: in.Index}
	at := func(v form.Value) place { return s.place[v] }
	switch in.Op {
	case form.Exp, form.Exprelr:
		if in.A != form.None && s.merged[in.A] {
			t.op = expScaled
			if in.Op == form.Exprelr {
				t.op = exprelrScaled
			}
			product := &s.code.Instructions[in.A]
			t.a, t.b = at(product.A), at(product.B)
			if t.a.kind == scalar {
				t.a, t.b = t.b, t.a
			}
			return t
		}
	case form.Add, form.Sub, form.Mul, form.Div:
		t.a, t.b = at(in.A), at(in.B)
		s.binaryShape(in.Op, &t)
		return t
	case form.MulAdd, form.MulSub, form.NegMulAdd:
		if s.isRelax(in) && s.merged[in.A] {
			t.op, t.a, t.b, t.c = relax, at(s.code.Instructions[in.A].A), at(in.B), at(in.C)
			return t
		}
		t.a, t.b, t.c = at(in.A), at(in.B), at(in.C)
		s.fusedShape(in.Op, &t)
		return t
	case form.Select:
		t.op, t.a, t.b, t.c = selectVVV, s.block(at(in.A)), at(in.B), at(in.C)
		switch {
		case t.c.kind == scalar:
			t.op, t.b = selectVVS, s.block(t.b)
		case t.b.kind == scalar:
			t.op = selectVSV
		}
		return t
	}
	t.a = s.block(at(in.A))
	if in.Op.Arity() == 1 {
		t.op = unaryStep(in.Op)
		return t
	}
	t.op, t.b = binaryStep(in.Op), s.block(at(in.B))
	return t
}

// binaryShape chooses the loop of + - * /.
func (s *specialiser) binaryShape(op form.Op, t *step) {
	if (op == form.Add || op == form.Mul) && t.a.kind == scalar {
		t.a, t.b = t.b, t.a
	}
	left, right := t.a.kind == scalar, t.b.kind == scalar
	switch {
	case !left && !right:
		t.op = binaryStep(op)
	case op == form.Add:
		t.op = addVS
	case op == form.Mul:
		t.op = mulVS
	case op == form.Sub && right:
		t.op = subVS
	case op == form.Sub:
		t.op = subSV
	case right:
		t.op, t.b = divVV, s.block(t.b)
	default:
		t.op = divSV
	}
}

// fusedShape chooses the loop of the fused multiply-adds. The negative of a scalar factor or term makes the two others of the first.
func (s *specialiser) fusedShape(op form.Op, t *step) {
	if t.a.kind == scalar {
		t.a, t.b = t.b, t.a
	}
	if t.a.kind == scalar { // both factors are
		t.a = s.block(t.a)
	}
	if op == form.NegMulAdd && t.b.kind == scalar {
		op, t.b = form.MulAdd, s.negative(t.b)
	}
	if op == form.MulSub && t.c.kind == scalar {
		op, t.c = form.MulAdd, s.negative(t.c)
	}
	switch op {
	case form.MulAdd:
		shapes := map[[2]bool]stepOp{{false, false}: mulAddVVV, {true, false}: mulAddVSV, {false, true}: mulAddVVS, {true, true}: mulAddVSS}
		t.op = shapes[[2]bool{t.b.kind == scalar, t.c.kind == scalar}]
	case form.MulSub:
		t.op, t.b = mulSubVVV, s.block(t.b)
	case form.NegMulAdd:
		t.op, t.c = negMulAddVVV, s.block(t.c)
	}
}
