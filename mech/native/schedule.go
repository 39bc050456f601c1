package native

import (
	"slices"

	"golgi/mech/native/amd64"
)

// latency is about how many cycles an instruction takes.
func (o op) latency() int {
	switch o {
	case div, squareRoot:
		return 15
	case mul, mulAdd, mulSub, negMulAdd, floor, compare:
		return 4
	case add, sub, minimum, maximum:
		return 3
	case chooseWhere:
		return 5
	case and, andNot, or, xor, choose, shiftLeft, shiftRight, addInteger, subInteger:
		return 1
	}
	return 0
}

// perCycle is about how many instructions begin in a cycle.
const perCycle = 2

// scheduler puts a straight line in an order in which instructions do not wait for each other: those that the longest chain hangs
// on come first, as long as no more values live than there is room for.
type scheduler struct {
	g       *graph
	room    int
	users   [][]ref // of each value, those in the line
	waiting []int   // operands that are still to be made
	readers []int   // instructions that are still to read it, and 1 if it is wanted behind
	height  []int   // cycles from its start to the end of the line
	done    []int   // cycle in which it is there
	inLine  []bool
	ready   []ref // operands are made
	live    int
	cycle   int
}

// room is how many values may live at a time. It is more than there are registers for: values that come back from scratch memory
// cost less than waiting.
func room(width amd64.Width) int {
	if width == amd64.AVX2 {
		return 24
	}
	return 34
}

// schedule orders a line of which last are wanted behind it; room is for so many values that live at a time.
func schedule(g *graph, line, last []ref, room int) []ref {
	n := len(g.nodes)
	s := &scheduler{
		g: g, room: room, users: make([][]ref, n), waiting: make([]int, n), readers: make([]int, n), height: make([]int, n),
		done: make([]int, n), inLine: make([]bool, n),
	}
	for _, r := range line {
		s.inLine[r] = true
	}
	for _, r := range line {
		for _, o := range distinct(g.nodes[r].operands()) {
			if s.inLine[o] {
				s.users[o] = append(s.users[o], r)
				s.waiting[r]++
				s.readers[o]++
			}
		}
	}
	for _, r := range last {
		if r != none {
			s.readers[r]++
		}
	}
	for _, r := range slices.Backward(line) {
		o := g.nodes[r].op
		for _, u := range s.users[r] {
			s.height[r] = max(s.height[r], s.height[u])
		}
		s.height[r] += o.latency()
		if o == edge { // at once: it gives nothing and ends what it reads
			s.height[r] = 1 << 20
		}
	}
	for _, r := range line {
		if s.waiting[r] == 0 {
			s.ready = append(s.ready, r)
		}
	}
	order := make([]ref, 0, len(line))
	for issued := 0; len(s.ready) > 0; {
		i := s.pick()
		if i < 0 || issued == perCycle {
			s.cycle++
			issued = 0
			continue
		}
		r := s.ready[i]
		s.ready = slices.Delete(s.ready, i, i+1)
		order = append(order, r)
		s.issue(r)
		issued++
	}
	return order
}

func distinct(list []ref) []ref {
	for i := len(list) - 1; i > 0; i-- {
		if slices.Contains(list[:i], list[i]) {
			list = slices.Delete(list, i, i+1)
		}
	}
	return list
}

// pick chooses among what is ready: what waits for nothing and is the highest; where there is no room, what takes none, and
// without that what the line has first. -1: all wait.
func (s *scheduler) pick() int {
	best := -1
	if s.live < s.room {
		for i, r := range s.ready {
			if s.start(r) <= s.cycle && (best < 0 || s.before(r, s.ready[best])) {
				best = i
			}
		}
		return best
	}
	least := 0
	for i, r := range s.ready {
		takes := s.takes(r)
		if best < 0 || takes < least || takes == least && s.beforeWithout(r, s.ready[best], takes) {
			best, least = i, takes
		}
	}
	return best
}

func (s *scheduler) before(r, other ref) bool {
	if s.height[r] != s.height[other] {
		return s.height[r] > s.height[other]
	}
	return r < other
}

func (s *scheduler) beforeWithout(r, other ref, takes int) bool {
	if takes > 0 {
		return r < other
	}
	return s.before(r, other)
}

// start is the cycle in which all operands are there.
func (s *scheduler) start(r ref) int {
	at := 0
	for _, o := range s.g.nodes[r].operands() {
		at = max(at, s.done[o])
	}
	return at
}

// takes is how many more values live when an instruction is done.
func (s *scheduler) takes(r ref) int {
	n := 1
	if s.readers[r] == 0 {
		n = 0
	}
	for _, o := range distinct(s.g.nodes[r].operands()) {
		if s.inLine[o] && s.readers[o] == 1 {
			n--
		}
	}
	return n
}

func (s *scheduler) issue(r ref) {
	s.live += s.takes(r)
	s.done[r] = max(s.cycle, s.start(r)) + s.g.nodes[r].op.latency()
	for _, o := range distinct(s.g.nodes[r].operands()) {
		if s.inLine[o] {
			s.readers[o]--
		}
	}
	for _, u := range s.users[r] {
		if s.waiting[u]--; s.waiting[u] == 0 {
			s.ready = append(s.ready, u)
		}
	}
}
