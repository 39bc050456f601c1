package native

import (
	"math"

	"golgi/mech/native/amd64"
)

// The general registers of the code, and the vectors and masks that it keeps for one purpose.
const (
	block     = amd64.DI // the arguments of the call
	pointers  = amd64.SI // addresses of inputs and outputs
	scratch   = amd64.DX // slots of values
	constants = amd64.R8
	offset    = amd64.CX // of the row in a column, bytes
	end       = amd64.R9 // the same of the row behind the last
	left      = amd64.R10
	address   = amd64.AX

	edgesVector, tailVector amd64.Vector = 14, 15 // AVX2
	edgesMask, tailMask     amd64.Mask   = 6, 7   // AVX-512
	oneMask                 amd64.Mask   = 1
)

// writer is an assembler that knows where things are.
type writer struct {
	amd64.Assembler
	pool  []uint64 // constants, each once
	known map[uint64]int
	slots int
	tail  bool // the code being written is for fewer rows than a vector holds
}

func newWriter(width amd64.Width) *writer {
	return &writer{Assembler: amd64.Assembler{Width: width}, known: map[uint64]int{}}
}

// registers is the number of vectors that values may have.
func (w *writer) registers() int {
	if w.Width == amd64.AVX2 {
		return int(edgesVector)
	}
	return 32
}

func (w *writer) newSlot() int {
	w.slots++
	return w.slots - 1
}

func (w *writer) slotAddress(slot int) amd64.Memory {
	return amd64.At(scratch, int32(slot)*w.Width.Bytes())
}

// constantAddress is where a constant lies: once, to be repeated as it is read (AVX-512), or in all places of a vector.
func (w *writer) constantAddress(bits uint64) amd64.Memory {
	i, ok := w.known[bits]
	if !ok {
		i = len(w.known)
		w.known[bits] = i
		times := 1
		if w.Width == amd64.AVX2 {
			times = 4
		}
		for range times {
			w.pool = append(w.pool, bits)
		}
	}
	if w.Width == amd64.AVX2 {
		return amd64.At(constants, int32(i)*32)
	}
	m := amd64.At(constants, int32(i)*8)
	m.Broadcast = true
	return m
}

func (w *writer) loadConstant(v amd64.Vector, bits uint64) {
	if w.Width == amd64.AVX2 {
		w.Load(v, w.constantAddress(bits), 0)
		return
	}
	w.Broadcast(v, w.constantAddress(bits))
}

// row is the address of the present row in the column with this number.
func (w *writer) row(column int) amd64.Memory {
	w.LoadWord(address, amd64.At(pointers, int32(column)*8))
	return amd64.Memory{Base: address, Index: offset}
}

func (w *writer) loadInput(v amd64.Vector, number int, uniform bool) {
	if uniform {
		w.LoadWord(address, amd64.At(pointers, int32(number)*8))
		w.Broadcast(v, amd64.At(address, 0))
		return
	}
	w.loadRow(v, w.row(number))
}

func (w *writer) loadRow(v amd64.Vector, from amd64.Memory) {
	switch {
	case !w.tail:
		w.Load(v, from, 0)
	case w.Width == amd64.AVX2:
		w.LoadMasked(v, tailVector, from)
	default:
		w.Load(v, from, tailMask)
	}
}

func (w *writer) storeRow(to amd64.Memory, v amd64.Vector) {
	switch {
	case !w.tail:
		w.Store(to, v, 0)
	case w.Width == amd64.AVX2:
		w.StoreMasked(to, tailVector, v)
	default:
		w.Store(to, v, tailMask)
	}
}

// compareInto sets all bits of the places where a comparison holds.
func (w *writer) compareInto(dst, x amd64.Vector, y amd64.Operand, c amd64.Condition) {
	if w.Width == amd64.AVX2 {
		w.Compare(dst, x, y, c)
		return
	}
	w.CompareMask(oneMask, x, y, c, 0)
	w.Spread(dst, oneMask)
}

// collect adds the rows where a comparison holds to those that are left to the interpreter.
func (w *writer) collect(a *allocator, x amd64.Vector, y amd64.Operand, c amd64.Condition) {
	if w.Width == amd64.AVX2 {
		t := a.free()
		a.evict(t)
		w.Compare(t, x, y, c)
		w.Arithmetic(amd64.Or, edgesVector, edgesVector, amd64.Of(t))
		return
	}
	within := amd64.Mask(0)
	if w.tail {
		within = tailMask
	}
	w.CompareMask(oneMask, x, y, c, within)
	w.KOr(edgesMask, edgesMask, oneMask)
}

// clearEdges starts with no row left to the interpreter.
func (w *writer) clearEdges() {
	if w.Width == amd64.AVX2 {
		w.Arithmetic(amd64.Xor, edgesVector, edgesVector, amd64.Of(edgesVector))
		return
	}
	w.KXor(edgesMask, edgesMask, edgesMask)
}

// jumpOnEdges jumps if some row is left to the interpreter.
func (w *writer) jumpOnEdges(to amd64.Label) {
	if w.Width == amd64.AVX2 {
		if w.tail {
			w.Arithmetic(amd64.And, edgesVector, edgesVector, amd64.Of(tailVector))
		}
		w.Signs(address, edgesVector)
		w.TestWord(address)
	} else {
		w.KTest(edgesMask, edgesMask)
	}
	w.JumpIf(amd64.IfNotZero, to)
}

// tailWords is what code finds at the address of masks: for AVX-512, in word n, a bit for each of n places; for AVX2 a window
// that slides from all places to none.
func tailWords(width amd64.Width) []uint64 {
	if width == amd64.AVX2 {
		return []uint64{math.MaxUint64, math.MaxUint64, math.MaxUint64, math.MaxUint64, 0, 0, 0, 0}
	}
	words := make([]uint64, 8)
	for n := range words {
		words[n] = 1<<n - 1
	}
	return words
}

// setTail makes the mask of the rows that are left; left holds their number times 8.
func (w *writer) setTail() {
	w.LoadWord(address, amd64.At(block, masksOffset))
	if w.Width == amd64.AVX2 {
		w.AddNumber(address, 32)
		w.SubWords(address, left)
		w.Load(tailVector, amd64.At(address, 0), 0)
		return
	}
	w.LoadWord(address, amd64.Memory{Base: address, Index: left})
	w.KMove(tailMask, address)
}
