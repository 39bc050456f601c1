package mech

import (
	"slices"
	"strconv"

	"golgi/mech/form"
)

// MostShared is how many values may cross from the presynaptic part of a program to the rest: each is gathered for every synapse.
const MostShared = 3

// Split cuts the program of a synapse in two: what the presynaptic voltage, the scalars of the step and the inputs that uniform names
// make, which is the same for all synapses of one presynaptic compartment, and the rest, which reads what it needs of that as
// inputs of role [Shared], in the order of the first one's outputs. Together they give the bits of the whole.
//
// Everything costly that can be shared is; among the cuts that share it the one with the fewest values is taken, and of those the
// one that leaves least to the rest. ok is false if nothing costly can be shared, or more than three values would cross.
func (p *Program) Split(uniform func(Input) bool) (presynaptic, rest *Program, ok bool) {
	code := &p.Code
	s := splitter{code: code, shared: make([]bool, len(code.Instructions)), moving: make([]bool, len(code.Instructions))}
	costly := false
	for i := range code.Instructions {
		in := &code.Instructions[i]
		if in.Op == form.Input {
			given := p.Inputs[in.Index]
			s.moving[i] = given.Role == PreVoltage
			s.shared[i] = s.moving[i] || given.Role == TimeStep || given.Role == Time || given.Role == Celsius || uniform(given)
			continue
		}
		s.shared[i] = true
		for _, o := range in.Operands() {
			s.shared[i] = s.shared[i] && s.shared[o]
			s.moving[i] = s.moving[i] || s.moving[o]
		}
		s.moving[i] = s.moving[i] && s.shared[i]
		costly = costly || s.moving[i] && isCostly(in.Op)
	}
	if !costly {
		return nil, nil, false
	}
	crossing := s.cut()
	if len(crossing) == 0 {
		return nil, nil, false
	}
	first := &Program{Mechanism: p.Mechanism, Purpose: p.Purpose, Inputs: p.Inputs, Code: form.Code{Inputs: code.Inputs, Instructions: code.Instructions, Outputs: crossing}}
	second := *p
	second.Inputs = slices.Clone(p.Inputs)
	second.Code.Instructions = slices.Clone(code.Instructions)
	for k, v := range crossing {
		key := strconv.Itoa(k)
		first.Outputs = append(first.Outputs, Output{Key: key, Role: Shared})
		second.Code.Instructions[v] = form.Instruction{Op: form.Input, Index: int32(len(second.Inputs)), A: form.None, B: form.None, C: form.None}
		second.Inputs = append(second.Inputs, Input{Key: key, Role: Shared})
	}
	second.Code.Inputs = len(second.Inputs)
	return first.trimmed(), second.trimmed(), true
}

// isCostly says whether an operation takes much longer than reading its result from memory.
func isCostly(op form.Op) bool {
	switch op {
	case form.Div, form.Sqrt, form.Pow, form.Exp, form.Expm1, form.Log, form.Log1p, form.Sin, form.Cos, form.Tanh, form.Exprelr:
		return true
	}
	return false
}

// splitter finds the smallest set of values by which what may be shared reaches the rest.
type splitter struct {
	code   *form.Code
	shared []bool // depends on nothing that differs between synapses of one presynaptic compartment
	moving []bool // that, and on the presynaptic voltage
	used   []bool // what the rest or an output reads itself
	users  [][]form.Value
	flow   map[[2]int32]int // from one node of the network to another
	seen   []bool
}

// cut is a smallest cut in a network where each value that may be shared is two nodes: its making, 2v, and its crossing, 2v+1. Between
// them one unit may flow (conditions cannot cross: there it has no bound), and without bound from a crossing to the makings of its
// users, from a making to those of its operands, which must be shared with it, from the source to what is costly, and from crossings
// to the sink if the rest reads them. It is nil if more than MostShared would cross.
func (s *splitter) cut() []form.Value {
	n := len(s.code.Instructions)
	s.used, s.users, s.flow = make([]bool, n), make([][]form.Value, n), map[[2]int32]int{}
	for i := range s.code.Instructions {
		for _, o := range s.code.Instructions[i].Operands() {
			if s.moving[o] && s.moving[i] {
				s.users[o] = append(s.users[o], form.Value(i))
			} else if s.moving[o] {
				s.used[o] = true
			}
		}
	}
	for _, v := range s.code.Outputs {
		s.used[v] = s.used[v] || s.moving[v]
	}
	for flow := 0; s.augment(); flow++ {
		if flow == MostShared {
			return nil
		}
	}
	theRests := s.reachingTheSink()
	var crossing []form.Value
	for v := range n {
		if s.moving[v] && !theRests[2*v] && theRests[2*v+1] {
			crossing = append(crossing, form.Value(v))
		}
	}
	return crossing
}

// reachingTheSink are the nodes from which more could flow to the sink.
func (s *splitter) reachingTheSink() []bool {
	reaches := make([]bool, 2*len(s.code.Instructions))
	for changed := true; changed; {
		changed = false
		for node := range reaches {
			if reaches[node] || !s.moving[node/2] {
				continue
			}
			reaches[node] = s.atSink(int32(node))
			s.onward(int32(node), func(to int32) bool {
				reaches[node] = reaches[node] || reaches[to]
				return reaches[node]
			})
			changed = changed || reaches[node]
		}
	}
	return reaches
}

func (s *splitter) atSink(node int32) bool { return node%2 == 1 && s.used[node/2] }

// onward calls next for the nodes to which more can flow from one, until it says that this is enough.
func (s *splitter) onward(node int32, next func(to int32) (enough bool)) {
	v := node / 2
	if in := &s.code.Instructions[v]; node%2 == 0 {
		if (in.Type == form.Condition || s.flow[[2]int32{node, node + 1}] == 0) && next(node+1) {
			return
		}
		for _, o := range in.Operands() {
			if s.moving[o] && next(2*int32(o)) {
				return
			}
		}
	} else {
		for _, user := range s.users[v] {
			if next(2 * int32(user)) {
				return
			}
		}
	}
	for edge, amount := range s.flow { // what flows may flow back
		if edge[1] == node && amount > 0 && next(edge[0]) {
			return
		}
	}
}

// augment sends one unit more from what is costly to what the rest reads.
func (s *splitter) augment() bool {
	s.seen = make([]bool, 2*len(s.code.Instructions))
	for v := range s.code.Instructions {
		if s.moving[v] && isCostly(s.code.Instructions[v].Op) && s.send(int32(2*v)) {
			return true
		}
	}
	return false
}

func (s *splitter) send(node int32) (sent bool) {
	if s.seen[node] {
		return false
	}
	s.seen[node] = true
	if s.atSink(node) {
		return true
	}
	s.onward(node, func(to int32) bool {
		if !s.send(to) {
			return false
		}
		if sent = true; s.flow[[2]int32{to, node}] > 0 {
			s.flow[[2]int32{to, node}]--
		} else {
			s.flow[[2]int32{node, to}]++
		}
		return true
	})
	return sent
}
