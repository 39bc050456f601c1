package native

import (
	"math"

	"golgi/mech/native/amd64"
)

// never is a use that does not come.
const never = math.MaxInt

// allocator keeps values in registers while the instructions of a straight line are written one after the other. When none is
// free, the value that is needed latest gives way; it is stored if it is not elsewhere already.
type allocator struct {
	*writer
	g        *graph
	uses     [][]int        // of each value, places that are still to come
	register []amd64.Vector // of each value, noRegister if in none
	occupant []ref          // of each register
	slot     []int          // of each value in the scratch memory, -1 if it has none
	at       int            // the place in the line
	pinned   [3]amd64.Vector
}

const noRegister amd64.Vector = 0xff

// newAllocator starts with empty registers and the slots that values have.
func newAllocator(w *writer, g *graph, slot []int) *allocator {
	a := &allocator{writer: w, g: g, slot: slot}
	a.uses = make([][]int, len(g.nodes))
	a.register = make([]amd64.Vector, len(g.nodes))
	for i := range a.register {
		a.register[i] = noRegister
	}
	a.occupant = make([]ref, w.registers())
	for i := range a.occupant {
		a.occupant[i] = none
	}
	a.unpin()
	return a
}

// plan notes where values are used: line are instructions, last are values that are wanted behind them.
func (a *allocator) plan(line, last []ref) {
	for at, r := range line {
		for _, o := range a.g.nodes[r].operands() {
			a.uses[o] = append(a.uses[o], at)
		}
	}
	for i, r := range last {
		if r != none {
			a.uses[r] = append(a.uses[r], len(line)+i)
		}
	}
}

// next is the next place where a value is used, the present one not counted if after is set.
func (a *allocator) next(r ref, after bool) int {
	for _, at := range a.uses[r] {
		if at > a.at || at == a.at && !after {
			return at
		}
	}
	return never
}

func (a *allocator) unpin() { a.pinned = [3]amd64.Vector{noRegister, noRegister, noRegister} }

// pin keeps a register until the instruction is written.
func (a *allocator) pin(v amd64.Vector) {
	for i := range a.pinned {
		if a.pinned[i] == noRegister || a.pinned[i] == v {
			a.pinned[i] = v
			return
		}
	}
	panic("native: more than three registers of one instruction")
}

func (a *allocator) isPinned(v amd64.Vector) bool {
	return v == a.pinned[0] || v == a.pinned[1] || v == a.pinned[2]
}

// free finds a register, and makes one if all are taken.
func (a *allocator) free() amd64.Vector {
	latest, victim := -1, noRegister
	for v, r := range a.occupant {
		if a.isPinned(amd64.Vector(v)) {
			continue
		}
		if r == none {
			return amd64.Vector(v)
		}
		if at := a.next(r, false); at > latest {
			latest, victim = at, amd64.Vector(v)
		}
	}
	r := a.occupant[victim]
	if latest != never && !a.hasHome(r) {
		a.slot[r] = a.newSlot()
		a.Store(a.slotAddress(a.slot[r]), victim, 0)
	}
	a.evict(victim)
	return victim
}

// hasHome says whether a value can be had without its register.
func (a *allocator) hasHome(r ref) bool {
	switch a.g.nodes[r].op {
	case constant, input:
		return true
	}
	return a.slot[r] >= 0
}

func (a *allocator) evict(v amd64.Vector) {
	if r := a.occupant[v]; r != none {
		a.register[r] = noRegister
		a.occupant[v] = none
	}
}

// put says that a register now holds a value.
func (a *allocator) put(r ref, v amd64.Vector) {
	a.evict(v)
	a.occupant[v], a.register[r] = r, v
}

// inRegister loads a value if it is in no register, and pins it.
func (a *allocator) inRegister(r ref) amd64.Vector {
	v := a.register[r]
	if v == noRegister {
		v = a.free()
		a.load(v, r)
		a.put(r, v)
	}
	a.pin(v)
	return v
}

// load reads a value from where it is at home.
func (a *allocator) load(v amd64.Vector, r ref) {
	switch n := &a.g.nodes[r]; {
	case a.slot[r] >= 0:
		a.Load(v, a.slotAddress(a.slot[r]), 0)
	case n.op == constant:
		a.loadConstant(v, n.bits)
	case n.op == input:
		a.loadInput(v, int(n.bits), a.g.inputs[n.bits])
	default:
		panic("native: a value is nowhere")
	}
}

// operand is a value as the last operand of an instruction: a register, or memory where it lies there ready.
func (a *allocator) operand(r ref) amd64.Operand {
	if v := a.register[r]; v != noRegister {
		a.pin(v)
		return amd64.Of(v)
	}
	if a.slot[r] >= 0 {
		return amd64.In(a.slotAddress(a.slot[r]))
	}
	if n := &a.g.nodes[r]; n.op == constant {
		return amd64.In(a.constantAddress(n.bits))
	}
	return amd64.Of(a.inRegister(r))
}

// inMemory says that an operand would come from memory.
func (a *allocator) inMemory(r ref) bool {
	return a.register[r] == noRegister && (a.slot[r] >= 0 || a.g.nodes[r].op == constant)
}

// last says that a value is not used behind the present instruction.
func (a *allocator) last(r ref) bool { return a.next(r, true) == never }

// release gives back the registers of operands that are not used any more.
func (a *allocator) release(operands []ref) {
	for _, r := range operands {
		if v := a.register[r]; v != noRegister && a.last(r) {
			a.evict(v)
		}
	}
}

// result finds a register for what an instruction makes, that of an operand that ends here if there is one.
func (a *allocator) result(r ref) amd64.Vector {
	operands := a.g.nodes[r].operands()
	for _, o := range operands {
		if v := a.register[o]; v != noRegister && a.last(o) {
			a.evict(v)
			a.put(r, v)
			return v
		}
	}
	v := a.free()
	a.put(r, v)
	return v
}

// overwritten finds a register that holds a value which the instruction may overwrite, and makes it that of the result.
func (a *allocator) overwritten(r, value ref) amd64.Vector {
	if v := a.register[value]; v != noRegister {
		if a.last(value) {
			a.pin(v)
			a.put(r, v)
			return v
		}
		a.pin(v)
		copied := a.free()
		a.Move(copied, v)
		a.put(r, copied)
		a.pin3(copied, v)
		return copied
	}
	v := a.free()
	a.load(v, value)
	a.put(r, v)
	a.pin(v)
	return v
}

// pin3 pins a register in the place of another.
func (a *allocator) pin3(v, instead amd64.Vector) {
	for i := range a.pinned {
		if a.pinned[i] == instead {
			a.pinned[i] = v
		}
	}
}
