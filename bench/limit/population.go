package limit

import (
	"fmt"
	"math"
)

// Form says how the equations of the channels are worked out.
type Form int

const (
	// AsWritten takes 9 exponentials and 6 divisions a compartment, as the equations have them.
	AsWritten Form = iota
	// Factored takes 5 exponentials and one division: four of the nine are powers of another, times constants.
	Factored
)

// String is a word or two.
func (f Form) String() string { return [...]string{"as written", "factored"}[f] }

// The tree of a cell: 7 branches of 4 compartments, with a branchpoint at the end of each of the first three.
const (
	// CellCompartments is how many compartments a cell has.
	CellCompartments = 28

	compartments = CellCompartments
	nodes        = 31
	lanes        = 16 // cells in a block
)

// Population is so many cells that are not connected.
type Population struct {
	cells  int
	tree   tree
	blocks []block
}

// tree is what all cells have in common. Couplings are in uS.
type tree struct {
	parent   [nodes]int     // of each node; -1 of the root
	order    [nodes]int     // parents first, level by level
	coupling [nodes]float64 // to the parent
	// axial is the sum of all couplings of a node, and for a compartment capacity besides.
	axial [nodes]float64
	area  [compartments]float64 // uS for each S/cm2
	// capacity is what a node keeps of its voltage in a step.
	capacity [compartments]float64
	hops     [nodes]hop // the solve, children first; the root last
	numbers  *numbers   // what the vector code reads
}

// hop is the way of a node to its parent: where the two are, bytes, and the coupling.
type hop struct {
	node, parent uint64
	coupling     float64
}

// block holds the columns of 16 cells: all cells of node 0, of node 1, ...
type block struct {
	v, d, b [nodes * lanes]float64 // voltage, diagonal, right-hand side
	m, h, n [compartments * lanes]float64
}

const (
	dt = 0.025 // ms
	// A compartment is 10 um long and 1 um in radius.
	length, radius   = 10e-4, 1e-4 // cm
	axialResistivity = 5000        // ohm cm
	capacitance      = 1e-3        // mF/cm2
)

// New makes a population at -70 mV with all gates at 0.2.
func New(cells int) (*Population, error) {
	if cells < 1 {
		return nil, fmt.Errorf("limit: %d cells; give at least 1", cells)
	}
	p := &Population{cells: cells, blocks: make([]block, (cells+lanes-1)/lanes)}
	p.tree.make()
	return p, nil
}

// make lays the tree out: compartment 4 b + i is the i-th of branch b, nodes 28 to 30 are the ends of branches 0 to 2.
func (t *tree) make() {
	t.numbers = newNumbers()
	half := axialResistivity * length / 2 / (math.Pi * radius * radius) * 1e-6 // Mohm, of half a compartment
	for k := range nodes {
		switch {
		case k >= compartments:
			t.parent[k], t.coupling[k] = 4*(k-compartments)+3, 1/half
		case k == 0:
			t.parent[k] = -1
		case k%4 == 0:
			t.parent[k], t.coupling[k] = compartments+(k/4-1)/2, 1/half
		default:
			t.parent[k], t.coupling[k] = k-1, 1/(2*half)
		}
	}
	for k := range nodes {
		t.axial[k] += t.coupling[k]
		if p := t.parent[k]; p >= 0 {
			t.axial[p] += t.coupling[k]
		}
	}
	for k := range compartments {
		t.area[k] = 2 * math.Pi * radius * length * 1e6
		t.capacity[k] = t.area[k] * capacitance / dt
		t.axial[k] += t.capacity[k]
	}
	done := 1
	for i := 0; i < done; i++ {
		for k, p := range t.parent {
			if p == t.order[i] {
				t.order[done] = k
				done++
			}
		}
	}
	for i := range nodes {
		k := t.order[nodes-1-i]
		t.hops[i] = hop{node: uint64(k * lanes * 8), parent: uint64(max(t.parent[k], 0) * lanes * 8), coupling: t.coupling[k]}
	}
}

// Run takes as many steps as current (nA, into the first compartment of the first cell) has values, from the
// start, and gives the voltage of that compartment, mV: at the start and after each step.
func (p *Population) Run(current []float64, form Form) []float64 {
	return p.run(current, form, Vectors())
}

// Membrane takes so many steps without the solve, so that voltages stay: what gates, currents and slopes take alone.
func (p *Population) Membrane(steps int, form Form) {
	for i := range p.blocks {
		b := &p.blocks[i]
		b.reset()
		for range steps {
			if Vectors() {
				b.sweepVectors(&p.tree, form)
			} else {
				b.sweep(&p.tree)
			}
		}
	}
}

func (p *Population) run(current []float64, form Form, vectors bool) []float64 {
	trace := make([]float64, 0, len(current)+1)
	for i := range p.blocks {
		b := &p.blocks[i]
		b.reset()
		if i == 0 {
			trace = append(trace, b.v[0])
		}
		for _, injected := range current {
			if i > 0 {
				injected = 0
			}
			b.step(&p.tree, injected, form, vectors)
			if i == 0 {
				trace = append(trace, b.v[0])
			}
		}
	}
	return trace
}

// Voltages are those of all compartments of all cells after a run, mV.
func (p *Population) Voltages() []float64 {
	list := make([]float64, 0, p.cells*compartments)
	for cell := range p.cells {
		for k := range compartments {
			list = append(list, p.blocks[cell/lanes].v[k*lanes+cell%lanes])
		}
	}
	return list
}

func (b *block) reset() {
	for i := range b.v {
		b.v[i] = -70
	}
	for i := range b.m {
		b.m[i], b.h[i], b.n[i] = 0.2, 0.2, 0.2
	}
}

func (b *block) step(t *tree, injected float64, form Form, vectors bool) {
	if vectors {
		b.sweepVectors(t, form)
	} else {
		b.sweep(t)
	}
	b.b[0] += injected
	for k := compartments; k < nodes; k++ {
		for lane := range lanes {
			b.d[k*lanes+lane], b.b[k*lanes+lane] = t.axial[k], 0
		}
	}
	if vectors {
		b.solveVectors(t)
	} else {
		b.solve(t)
	}
}
