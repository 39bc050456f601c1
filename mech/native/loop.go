package native

import "golgi/mech/native/amd64"

// compiled is the code of a variant before it lies in executable memory.
type compiled struct {
	code  []byte
	pool  []uint64 // constants
	slots int      // vectors of scratch memory
}

// target says what becomes of an output.
type target uint8

const (
	unwanted target = iota
	stored
	added
)

// assemble writes the function of a variant: the values that are equal in all rows first, kept in scratch memory, then the loop over
// whole vectors, then the rest. It returns, in AX, the offset of the row it came to: the end, or one where a
// row of the vector is left to the interpreter; -1 if that is so for all. also is what it does with the same rows besides.
func assemble(width amd64.Width, g *graph, values []ref, targets []target, also also) (*compiled, error) {
	return newWriter(width).assemble(g, values, targets, also)
}

func (w *writer) assemble(g *graph, values []ref, targets []target, also also) (*compiled, error) {
	width := w.Width
	for _, k := range also.keep {
		g.insert(newNode(input, uint64(k.input)))
	}
	before, within := g.parts(values)
	within = schedule(g, within, values, room(width))
	slot := make([]int, len(g.nodes))
	for i := range slot {
		slot[i] = -1
	}
	loop, tail, done, whole, row := w.NewLabel(), w.NewLabel(), w.NewLabel(), w.NewLabel(), w.NewLabel()
	w.LoadWord(pointers, amd64.At(block, pointersOffset))
	w.LoadWord(scratch, amd64.At(block, scratchOffset))
	w.LoadWord(constants, amd64.At(block, constantsOffset))
	w.LoadWord(offset, amd64.At(block, firstOffset))
	w.LoadWord(end, amd64.At(block, endOffset))
	w.clearEdges()
	w.uniformPart(g, before, within, values, slot, whole)
	w.Bind(loop)
	w.Address(left, amd64.At(offset, width.Bytes()))
	w.CompareWords(left, end)
	w.JumpIf(amd64.IfGreater, tail)
	for i := range also.ahead {
		w.Prefetch(w.row(len(g.inputs) + len(values) + i))
	}
	w.body(g, within, values, targets, also, slot, row)
	w.AddNumber(offset, width.Bytes())
	w.Jump(loop)

	w.Bind(tail)
	w.MoveWord(left, end)
	w.SubWords(left, offset)
	w.JumpIf(amd64.IfLessEqual, done)
	w.tail = true
	w.setTail()
	w.body(g, within, values, targets, also, slot, row)

	w.Bind(done)
	w.MoveWord(amd64.AX, end)
	w.ZeroUpper()
	w.Return()
	w.Bind(row)
	w.MoveWord(amd64.AX, offset)
	w.ZeroUpper()
	w.Return()
	w.Bind(whole)
	w.ClearWord(amd64.AX)
	w.AddNumber(amd64.AX, -1)
	w.ZeroUpper()
	w.Return()
	code, err := w.Code()
	return &compiled{code: code, pool: w.pool, slots: w.slots}, err
}

// parts are the instructions that are done once, and those of each vector, in order; what nothing needs is left out.
func (g *graph) parts(values []ref) (before, within []ref) {
	needed := make([]bool, len(g.nodes))
	for _, r := range values {
		if r != none {
			needed[r] = true
		}
	}
	for _, r := range g.edges {
		needed[r] = true
	}
	for r := len(g.nodes) - 1; r >= 0; r-- {
		if needed[r] {
			for _, o := range g.nodes[r].operands() {
				needed[o] = true
			}
		}
	}
	for r := range g.nodes {
		switch o := g.nodes[r].op; {
		case !needed[r] || o == constant || o == input && !g.uniform[r]:
		case o == input:
			// uniform inputs get a slot of their own
			before = append(before, ref(r))
		case g.uniform[r]:
			before = append(before, ref(r))
		default:
			within = append(within, ref(r))
		}
	}
	return before, within
}

// uniformPart computes what is equal in all rows and keeps what the loop reads.
func (w *writer) uniformPart(g *graph, before, within, values []ref, slot []int, whole amd64.Label) {
	read := map[ref]bool{}
	for _, r := range within {
		for _, o := range g.nodes[r].operands() {
			read[o] = true
		}
	}
	for _, r := range values {
		if r != none {
			read[r] = true
		}
	}
	var line, kept []ref
	for _, r := range before {
		if g.nodes[r].op != input {
			line = append(line, r)
		}
		if read[r] {
			kept = append(kept, r)
		}
	}
	a := newAllocator(w, g, slot)
	a.plan(line, kept)
	a.line(line)
	for i, r := range kept {
		a.at = len(line) + i
		a.unpin()
		v := a.inRegister(r)
		if slot[r] < 0 {
			slot[r] = w.newSlot()
			w.Store(w.slotAddress(slot[r]), v, 0)
		}
	}
	for _, r := range line {
		if g.nodes[r].op == edge {
			w.jumpOnEdges(whole)
			return
		}
	}
}

// body does one vector of rows, and stores its outputs if no row is left to the interpreter.
func (w *writer) body(g *graph, within, values []ref, targets []target, also also, slot []int, row amd64.Label) {
	own := append([]int(nil), slot...)
	a := newAllocator(w, g, own)
	a.plan(within, values)
	a.keep(also, len(g.inputs)+len(values)+also.ahead)
	a.line(within)
	for _, r := range within {
		if g.nodes[r].op == edge {
			w.jumpOnEdges(row)
			break
		}
	}
	a.keepInputs(values)
	for i, r := range values {
		if r == none {
			continue
		}
		a.at = len(within) + i
		a.unpin()
		v := a.inRegister(r)
		to := w.row(len(g.inputs) + i)
		if targets[i] == added {
			sum := a.free()
			a.evict(sum)
			w.loadRow(sum, to)
			w.Arithmetic(amd64.Add, sum, sum, amd64.Of(v))
			v = sum
		}
		w.storeRow(to, v)
	}
}

// keep writes inputs to the columns from that number on.
func (a *allocator) keep(also also, column int) {
	for i, k := range also.keep {
		a.unpin()
		v := a.inRegister(a.g.insert(newNode(input, uint64(k.input))))
		if to := a.row(column + i); k.past && !a.tail {
			a.StorePast(to, v)
		} else {
			a.storeRow(to, v)
		}
	}
	a.unpin()
}

// keepInputs puts inputs that go out as they are aside: outputs may lie on the inputs.
func (a *allocator) keepInputs(values []ref) {
	for _, r := range values {
		if r == none || a.g.nodes[r].op != input || a.slot[r] >= 0 {
			continue
		}
		a.unpin()
		v := a.inRegister(r)
		a.slot[r] = a.newSlot()
		a.Store(a.slotAddress(a.slot[r]), v, 0)
	}
}
