package form

import "slices"

// Adjoint gives the derivative with respect to each input of sum(cotangent * output), by reverse differentiation, as values of the
// graph. It is the transpose of [Graph.Tangent], which see for inputs and orders. In the arm that a choice (select, min, max) does
// not take every adjoint counts as 0, whatever the operations there give: nothing infinite or NaN leaves it.
func (g *Graph) Adjoint(outputs, cotangents, inputs []Value) ([]Value, error) {
	r := g.reverse(outputs, inputs)
	for i, v := range outputs {
		r.push(v, signed{value: cotangents[i]}, nil)
	}
	for v := Value(len(r.active)) - 1; v >= 0; v-- {
		if !r.active[v] || r.leaf[v] || !r.reached[v] {
			continue
		}
		in := *g.At(v)
		if err := in.differentiable(); err != nil {
			return nil, err
		}
		if y := r.sum(v); y.value != None {
			r.back(v, &in, y)
		}
	}
	result := make([]Value, len(inputs))
	for i, v := range inputs {
		result[i] = g.Number(0)
		if int(v) < len(r.active) {
			if y := r.sum(v); y.value != None {
				result[i] = r.plain(y)
			}
		}
	}
	return result, nil
}

// signed is a value or its negative, so that signs travel to where a difference takes them up.
type signed struct {
	value    Value
	negative bool
}

// contribution is a part of an adjoint, which counts where its path is taken.
type contribution struct {
	signed
	path path
}

// reverse is a backward sweep over the values a graph had at its start.
//
// Every value has a path: the guards that stand on all ways from it to the outputs. Its adjoint counts only there, so that nothing is
// masked while an adjoint moves inside one arm; a mask is laid on where it leaves for a value that is also used elsewhere.
type reverse struct {
	g        *Graph
	active   []bool // moves with an input, and moves an output
	leaf     []bool // is an input
	reached  []bool // something was pushed to it
	paths    []path
	parts    [][]contribution
	divisors map[Value]int // how many quotients share a divisor
}

func (g *Graph) reverse(outputs, inputs []Value) *reverse {
	active := g.ancestors(outputs)
	n := len(active)
	r := &reverse{g: g, active: active, leaf: make([]bool, n), reached: make([]bool, n), paths: make([]path, n),
		parts: make([][]contribution, n), divisors: map[Value]int{}}
	for _, v := range inputs {
		if int(v) < n {
			r.leaf[v], r.reached[v] = true, true // with the empty path: its adjoint counts everywhere
		}
	}
	for v := range active {
		in := g.At(Value(v))
		moves := r.leaf[v]
		if !moves && !in.flat() {
			for _, o := range in.Operands() {
				moves = moves || active[o]
			}
		}
		active[v] = active[v] && moves
		switch {
		case !active[v] || r.leaf[v]:
		case in.Op == Div:
			r.divisors[in.B]++
		case in.Op == Log:
			r.divisors[in.A]++
		}
	}
	return r
}

// push adds a part to the adjoint of v.
func (r *reverse) push(v Value, y signed, p path) {
	if int(v) >= len(r.active) || !r.active[v] || r.g.isLiteral(y.value, 0) {
		return
	}
	if r.reached[v] {
		r.paths[v] = r.paths[v].common(p)
	} else {
		r.reached[v], r.paths[v] = true, p
	}
	r.parts[v] = append(r.parts[v], contribution{y, p})
}

// sum is the adjoint of v: its parts, masked where their paths are narrower than that of v.
func (r *reverse) sum(v Value) signed {
	groups := r.grouped(r.parts[v])
	if !r.leaf[v] {
		r.narrow(v, groups)
	}
	total := signed{value: None}
	for _, c := range groups {
		total = r.add(total, r.masked(c, c.path.without(r.paths[v])))
	}
	return total
}

// narrow adds to the path of v, where each of its parts stands under guards of its own, that one of them counts: where none does,
// v was not taken either.
func (r *reverse) narrow(v Value, groups []contribution) {
	some := None
	for _, c := range groups {
		rest := c.path.without(r.paths[v])
		if len(rest) == 0 {
			return
		}
		if all := r.all(rest); some == None {
			some = all
		} else {
			some = r.g.Binary(Or, some, all)
		}
	}
	if some != None {
		r.paths[v] = r.paths[v].with(some, true)
	}
}

// all is the condition that every guard stands.
func (r *reverse) all(guards path) Value {
	all := None
	for _, x := range guards {
		condition := x.condition
		if !x.holds {
			condition = r.g.Unary(Not, condition)
		}
		if all == None {
			all = condition
		} else {
			all = r.g.Binary(And, all, condition)
		}
	}
	return all
}

// grouped adds up the parts of one path, and joins those that differ in how one guard stands.
func (r *reverse) grouped(parts []contribution) []contribution {
	var groups []contribution
	for _, c := range parts {
		if i := slices.IndexFunc(groups, func(x contribution) bool { return slices.Equal(x.path, c.path) }); i >= 0 {
			groups[i].signed = r.add(groups[i].signed, c.signed)
		} else {
			groups = append(groups, c)
		}
	}
	for i := 0; i < len(groups); i++ {
		for k := i + 1; k < len(groups); k++ {
			if joined, ok := r.joined(groups[i], groups[k]); ok {
				groups = slices.Delete(groups, k, k+1)
				groups[i] = joined
				i, k = -1, len(groups) // look again from the first
			}
		}
	}
	return groups
}

// joined makes one choice of two parts that stand on its two sides.
func (r *reverse) joined(x, y contribution) (contribution, bool) {
	only, other := x.path.without(y.path), y.path.without(x.path)
	if len(only) != 1 || len(other) != 1 || only[0].condition != other[0].condition {
		return contribution{}, false
	}
	if !only[0].holds {
		x, y = y, x
	}
	return contribution{r.choose(only[0].condition, x.signed, y.signed), x.path.common(y.path)}, true
}

// masked is y where the guards stand, and 0 elsewhere.
func (r *reverse) masked(c contribution, guards path) signed {
	if len(guards) == 0 {
		return c.signed
	}
	return r.choose(r.all(guards), c.signed, signed{value: r.g.Number(0)}) // a Not goes into the choice by simplification
}

func (r *reverse) choose(condition Value, x, y signed) signed {
	zero := func(s signed) bool { return r.g.isLiteral(s.value, 0) }
	if x.negative == y.negative || zero(x) || zero(y) {
		return signed{r.g.Choose(condition, x.value, y.value), x.negative && !zero(x) || y.negative && !zero(y)}
	}
	return signed{value: r.g.Choose(condition, r.plain(x), r.plain(y))}
}

// add is x + y; x may be nothing.
func (r *reverse) add(x, y signed) signed {
	switch {
	case x.value == None:
		return y
	case x.negative == y.negative:
		return signed{r.g.Binary(Add, x.value, y.value), x.negative}
	case x.negative:
		x, y = y, x
	}
	return signed{value: r.g.Binary(Sub, x.value, y.value)}
}

// plain is the value with its sign.
func (r *reverse) plain(x signed) Value {
	if x.negative {
		return r.g.Unary(Neg, x.value)
	}
	return x.value
}
