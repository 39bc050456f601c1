package interp

import "golgi/mech/form"

// specialiser builds a variant.
type specialiser struct {
	code    form.Code // what the wanted outputs need
	uses    []int
	uniform []bool
	place   []place // of each value
	merged  []bool  // value is part of a later step
	v       *variant
	free    []int32         // registers
	last    []int           // the last instruction that reads a value
	negated map[int32]int32 // scalar: its negative
	blocks  map[int32]int32 // scalar: the register it is broadcast to
}

// specialise makes the variant of code for a mask.
func specialise(code *form.Code, m mask) *variant {
	v := &variant{mask: m}
	wanted := *code
	wanted.Outputs = nil
	for i, value := range code.Outputs {
		if m.has(code.Inputs + i) {
			wanted.Outputs = append(wanted.Outputs, value)
			v.outputs = append(v.outputs, output{index: i})
		}
	}
	wanted = wanted.Live()
	n := len(wanted.Instructions)
	s := &specialiser{code: wanted, uses: wanted.Uses(), uniform: make([]bool, n), place: make([]place, n), merged: make([]bool, n), v: v,
		last: make([]int, n), negated: map[int32]int32{}, blocks: map[int32]int32{}}
	s.scalars()
	s.merge()
	s.lifetimes()
	for i := range wanted.Instructions {
		if !s.uniform[i] && !s.merged[i] {
			s.emit(i)
		}
	}
	for i, value := range wanted.Outputs {
		v.outputs[i].place = s.outputPlace(value)
	}
	return v
}

// scalars finds what is equal in all rows, and how it comes about.
func (s *specialiser) scalars() {
	for i := range s.code.Instructions {
		in := &s.code.Instructions[i]
		switch in.Op {
		case form.Constant:
			s.place[i] = s.newScalar(in.Constant)
			s.uniform[i] = true
			continue
		case form.Input:
			if !s.v.mask.has(int(in.Index)) {
				s.place[i] = place{column, in.Index}
				continue
			}
			s.place[i] = s.newScalar(0)
			s.uniform[i] = true
			s.v.loads = append(s.v.loads, [2]int32{in.Index, s.place[i].index})
			continue
		}
		all := true
		for _, o := range in.Operands() {
			all = all && s.uniform[o]
		}
		if !all {
			continue
		}
		s.uniform[i] = true
		t := scalarStep{instruction: *in}
		for k, o := range in.Operands() {
			*[]*int32{&t.a, &t.b, &t.c}[k] = s.place[o].index
		}
		s.scalarStep(i, t)
	}
}

func (s *specialiser) newScalar(x float64) place {
	s.v.template = append(s.v.template, x)
	return place{scalar, int32(len(s.v.template) - 1)}
}

func (s *specialiser) scalarStep(value int, t scalarStep) {
	p := s.newScalar(0)
	t.to = p.index
	s.v.scalarSteps = append(s.v.scalarSteps, t)
	if value >= 0 {
		s.place[value] = p
	}
}

// negative gives the negative of a scalar.
func (s *specialiser) negative(p place) place {
	if n, ok := s.negated[p.index]; ok {
		return place{scalar, n}
	}
	s.scalarStep(-1, scalarStep{instruction: form.Instruction{Op: form.Neg, A: 0, B: form.None, C: form.None}, a: p.index})
	n := int32(len(s.v.template) - 1)
	s.negated[p.index] = n
	return place{scalar, n}
}

// merge marks the products and differences that become part of the step that uses them.
func (s *specialiser) merge() {
	for i := range s.code.Instructions {
		in := &s.code.Instructions[i]
		if s.uniform[i] {
			continue
		}
		switch {
		case in.Op == form.Exp || in.Op == form.Exprelr && in.Index == 0:
			if s.scaled(in.A) {
				s.merged[in.A] = true
			}
		case s.isRelax(in):
			s.merged[in.A] = true
		}
	}
}

// scaled says whether a value is a block times a scalar, used once.
func (s *specialiser) scaled(v form.Value) bool {
	in := &s.code.Instructions[v]
	return in.Op == form.Mul && s.uses[v] == 1 && !s.uniform[v] && s.uniform[in.A] != s.uniform[in.B]
}

// isRelax says whether in is (x - c)*e + c over blocks, with the difference used once.
func (s *specialiser) isRelax(in *form.Instruction) bool {
	if in.Op != form.MulAdd || s.uniform[in.A] || s.uniform[in.B] || s.uniform[in.C] {
		return false
	}
	d := &s.code.Instructions[in.A]
	return d.Op == form.Sub && s.uses[in.A] == 1 && d.B == in.C && !s.uniform[d.A]
}

// operands are the values that the step of instruction i reads, through what is merged into it.
func (s *specialiser) operands(i int) []form.Value {
	var list []form.Value
	for _, o := range s.code.Instructions[i].Operands() {
		if s.merged[o] {
			list = append(list, s.code.Instructions[o].Operands()...)
		} else {
			list = append(list, o)
		}
	}
	return list
}

func (s *specialiser) lifetimes() {
	for i := range s.code.Instructions {
		if s.merged[i] {
			continue
		}
		for _, o := range s.operands(i) {
			s.last[o] = i
		}
	}
	for _, o := range s.code.Outputs {
		s.last[o] = len(s.code.Instructions)
	}
}

// newRegister takes a free register or a new one.
func (s *specialiser) newRegister() int32 {
	if n := len(s.free); n > 0 {
		r := s.free[n-1]
		s.free = s.free[:n-1]
		return r
	}
	s.v.registers++
	return int32(s.v.registers - 1)
}

// block gives a scalar as a block: filled once a run, in a register of its own.
func (s *specialiser) block(p place) place {
	if p.kind != scalar {
		return p
	}
	r, ok := s.blocks[p.index]
	if !ok {
		s.v.registers++ // never one that was used before: it must hold from the first block on
		r = int32(s.v.registers - 1)
		s.blocks[p.index] = r
		s.v.broadcasts = append(s.v.broadcasts, [2]int32{p.index, r})
	}
	return place{register, r}
}

// emit makes the step of instruction i.
func (s *specialiser) emit(i int) {
	in := &s.code.Instructions[i]
	if in.Op == form.Input {
		return // read where it is
	}
	t := s.step(in)
	// The result may take the register of an operand that is read for the last time.
	for _, o := range s.operands(i) {
		if s.last[o] == i && s.place[o].kind == register {
			s.free = append(s.free, s.place[o].index)
			s.last[o] = -1 // once, if it is read twice
		}
	}
	t.to = s.newRegister()
	s.place[i] = place{register, t.to}
	s.v.steps = append(s.v.steps, t)
}

func (s *specialiser) outputPlace(v form.Value) place {
	if s.place[v].kind != column {
		return s.place[v]
	}
	// An input that leaves as it came: copied first, for an output before it may lie on it.
	t := step{op: copyV, a: s.place[v], to: s.newRegister()}
	s.v.steps = append(s.v.steps, t)
	s.place[v] = place{register, t.to}
	return s.place[v]
}
