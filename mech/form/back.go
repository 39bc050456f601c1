package form

// back pushes the adjoint y of value v = in to the operands: the transposed rules of chain.
func (r *reverse) back(v Value, in *Instruction, y signed) {
	g, p := r.g, r.paths[v]
	a, b, c := in.A, in.B, in.C
	is := func(o Value) bool { return r.active[o] }
	times := func(x Value) signed { return signed{g.Binary(Mul, y.value, x), y.negative} }
	minus := func(s signed) signed { return signed{s.value, !s.negative} }
	switch in.Op {
	case Neg:
		r.push(a, minus(y), p)
	case Add:
		r.push(a, y, p)
		r.push(b, y, p)
	case Sub:
		r.push(a, y, p)
		r.push(b, minus(y), p)
	case Mul, MulAdd, MulSub, NegMulAdd:
		r.backProduct(in, y, p)
	case Div:
		t := r.over(y, b)
		if inverse, ok := g.inverse(v, in); ok {
			t = times(inverse)
		}
		r.push(a, t, p)
		if is(b) {
			r.push(b, signed{g.Binary(Mul, t.value, v), !t.negative}, p)
		}
	case Pow:
		if is(a) {
			r.push(a, times(g.powerInBase(v, in)), p)
		}
		if is(b) {
			r.push(b, times(g.powerInExponent(v, in)), p)
		}
	case Abs:
		r.push(a, r.choose(g.Binary(Less, a, g.Number(0)), minus(y), y), p)
	case Min, Max, Select:
		condition, first, second := g.choice(in, [3]Value{a, b, c})
		r.push(first, y, p.with(condition, true))
		r.push(second, y, p.with(condition, false))
	case Log:
		r.push(a, r.over(y, a), p)
	case Log1p:
		r.push(a, signed{g.Binary(Div, y.value, g.Binary(Add, a, g.Number(1))), y.negative}, p)
	case Sqrt:
		r.push(a, signed{g.Binary(Div, y.value, g.twiceRoot(v)), y.negative}, p)
	case Cos:
		r.push(a, minus(times(g.Unary(Sin, a))), p)
	default:
		r.push(a, times(g.slope(v, in)), p)
	}
}

// backProduct is back of a*b, alone or with c added or taken away.
func (r *reverse) backProduct(in *Instruction, y signed, p path) {
	product, term := y, y
	switch in.Op {
	case MulSub:
		term.negative = !y.negative
	case NegMulAdd:
		product.negative = !y.negative
	}
	if r.active[in.A] {
		r.push(in.A, signed{r.g.Binary(Mul, y.value, in.B), product.negative}, p)
	}
	if r.active[in.B] {
		r.push(in.B, signed{r.g.Binary(Mul, y.value, in.A), product.negative}, p)
	}
	if in.Op != Mul {
		r.push(in.C, term, p)
	}
}

// over is y/b, by the inverse of b where several quotients share it.
func (r *reverse) over(y signed, b Value) signed {
	if r.divisors[b] > 1 {
		return signed{r.g.Binary(Mul, y.value, r.g.Binary(Div, r.g.Number(1), b)), y.negative}
	}
	return signed{r.g.Binary(Div, y.value, b), y.negative}
}
