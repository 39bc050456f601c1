package golgi

import (
	"errors"
	"fmt"
	"math"

	"golgi/mech"
)

// Connect makes synapses one to one: from the first compartment of pre to the
// first of post, and so on. As in all functions that connect, a view of whole
// cells stands for the first compartment of the first branch of each; any
// other view for each compartment in view. A compartment may be connected to
// itself, and twice to the same.
//
// The mechanism is a synapse, or a junction: then current flows both ways, and
// a compartment cannot be connected to itself.
//
// Errors: an empty view, views of two models, unequal numbers, a mechanism
// that is no synapse or junction, another of its name, a junction of a
// compartment with itself.
func Connect(pre, post *View, synapse *mech.Mechanism, options ...ConnectOption) error {
	c, err := newConnection("connect", pre, post, synapse, options)
	if err != nil {
		return err
	}
	if len(c.pre) != len(c.post) {
		return c.fail("%d presynaptic and %d postsynaptic compartments; one to one needs as many of each", len(c.pre), len(c.post))
	}
	to := make([]int32, len(c.post))
	for i := range to {
		to[i] = c.target(i)
	}
	return c.make(c.pre, to)
}

// FullyConnect makes a synapse from every compartment of pre to every one of
// post, itself included: the first of pre to all of post, then the second.
// What stands for a compartment, and the errors, as in [Connect].
func FullyConnect(pre, post *View, synapse *mech.Mechanism, options ...ConnectOption) error {
	c, err := newConnection("fully connect", pre, post, synapse, options)
	if err != nil {
		return err
	}
	return c.full()
}

// SparseConnect makes each synapse that FullyConnect would make with
// probability p, independently of the others, in the same order: no pair is
// connected twice, and p = 1 connects all. With [WithDuplicates] it draws as
// many pairs with replacement as a binomial number says instead. The same seed
// gives the same synapses.
//
// Errors as in [Connect], and p outside 0 to 1.
func SparseConnect(pre, post *View, synapse *mech.Mechanism, p float64, seed uint64, options ...ConnectOption) error {
	c, err := newConnection("sparse connect", pre, post, synapse, options)
	if err != nil {
		return err
	}
	switch {
	case !(p >= 0 && p <= 1):
		return c.fail("%v is no probability; give one from 0 to 1", p)
	case c.duplicates:
		return c.drawn(p, seed)
	case p == 1:
		return c.full()
	}
	return c.bernoulli(p, seed)
}

// ConnectMatrix makes a synapse from compartment i of pre to compartment j of
// post where matrix[i][j], row by row. Errors as in [Connect], and a matrix of
// another shape.
func ConnectMatrix(pre, post *View, synapse *mech.Mechanism, matrix [][]bool, options ...ConnectOption) error {
	c, err := newConnection("connect matrix", pre, post, synapse, options)
	if err != nil {
		return err
	}
	if len(matrix) != len(c.pre) {
		return c.fail("the matrix has %d rows for %d presynaptic compartments", len(matrix), len(c.pre))
	}
	var from, to []int32
	for i, row := range matrix {
		if len(row) != len(c.post) {
			return c.fail("row %d of the matrix has %d values for %d postsynaptic compartments", i, len(row), len(c.post))
		}
		for j, wanted := range row {
			if wanted {
				from, to = append(from, c.pre[i]), append(to, c.target(j))
			}
		}
	}
	return c.make(from, to)
}

// ConnectOption changes what the functions that connect do.
type ConnectOption func(*connection)

// WithRandomPost lets each synapse end at a random compartment, drawn anew for
// each with the given seed: post counts as its cells, and the compartment is
// one of those of the cell in view.
func WithRandomPost(seed uint64) ConnectOption {
	return func(c *connection) { c.random = newRandom(seed, 1) }
}

// WithDuplicates lets SparseConnect connect a pair more than once: the number
// of synapses is binomial, and each takes a random pair. They are ordered by
// pre, then by post.
func WithDuplicates() ConnectOption { return func(c *connection) { c.duplicates = true } }

// connection is what the functions that connect have in common.
type connection struct {
	operation  string
	m          *module
	synapse    *mech.Mechanism
	pre, post  []int32
	duplicates bool
	random     *random   // of the postsynaptic compartments; nil: as they are
	cells      [][]int32 // with random: the compartments of each postsynaptic cell
}

func (c *connection) fail(format string, args ...any) error {
	return fmt.Errorf("%s with %s: %s", c.operation, c.synapse.Name(), fmt.Sprintf(format, args...))
}

func newConnection(operation string, pre, post *View, synapse *mech.Mechanism, options []ConnectOption) (*connection, error) {
	if synapse == nil {
		return nil, errors.New(operation + ": no synapse given")
	}
	c := &connection{operation: operation, synapse: synapse}
	if !joins(synapse.Kind()) {
		return nil, c.fail("it is a %s, not a synapse; put it into compartments with Insert", synapse.Kind())
	}
	if err := pre.Err(); err != nil {
		return nil, c.fail("presynaptic view: %v", err)
	}
	if err := post.Err(); err != nil {
		return nil, c.fail("postsynaptic view: %v", err)
	}
	if pre.m != post.m {
		return nil, c.fail("the views are of two models; put the cells into one network with NewNetwork and select from it")
	}
	for _, option := range options {
		option(c)
	}
	c.m, c.pre = pre.m, pre.ends()
	if c.random == nil {
		c.post = post.ends()
		return c, nil
	}
	for cell := range post.Cells() {
		var rows []int32
		cell.compartments.each(func(row int32) { rows = append(rows, row) })
		c.cells, c.post = append(c.cells, rows), append(c.post, rows[0])
	}
	return c, nil
}

// target returns the compartment at which a synapse to the i-th of post ends.
func (c *connection) target(i int) int32 {
	if c.random == nil {
		return c.post[i]
	}
	return c.cells[i][c.random.intn(len(c.cells[i]))]
}

// full connects every pair.
func (c *connection) full() error {
	if err := c.checkSize(float64(len(c.pre)) * float64(len(c.post))); err != nil {
		return err
	}
	n := len(c.pre) * len(c.post)
	from, to := make([]int32, 0, n), make([]int32, 0, n)
	for _, a := range c.pre {
		for j := range c.post {
			from, to = append(from, a), append(to, c.target(j))
		}
	}
	return c.make(from, to)
}

// checkSize refuses more synapses than indices can tell apart, before memory
// is asked for them, and more pairs than a float64 counts exactly.
func (c *connection) checkSize(more float64) error {
	if pairs := float64(len(c.pre)) * float64(len(c.post)); pairs > 1<<53 {
		return c.fail("%.4g pairs of compartments; connect parts of them", pairs)
	}
	if n := float64(c.m.numSynapses()) + more; n > math.MaxInt32 {
		return c.fail("%.4g synapses; a model holds at most %d", n, math.MaxInt32)
	}
	return nil
}

func (c *connection) make(from, to []int32) error {
	if c.synapse.Kind() == mech.JunctionKind {
		for i := range from {
			if from[i] == to[i] {
				return c.fail("a junction joins two compartments, and this one would join %s to itself; connect views that have no compartment in common", c.m.place(from[i]))
			}
		}
	}
	if err := c.m.addSynapses(c.synapse, from, to); err != nil {
		return c.fail("%v", err)
	}
	return nil
}

// NumEnds returns how many compartments the view connects: one a cell of a view
// of whole cells, otherwise all.
func (v *View) NumEnds() int {
	if v.Err() != nil {
		return 0
	}
	return len(v.ends())
}

// ends returns the compartments that a view connects: the first of each cell of
// a view of whole cells, otherwise all. A view whose last step chose branches or
// compartments means these, even if a cell has no others.
func (v *View) ends() []int32 {
	m, c := v.m, &v.m.columns
	if v.shares == shareBranch || v.shares == shareComp {
		ends := make([]int32, 0, v.compartments.len())
		v.compartments.each(func(row int32) { ends = append(ends, row) })
		return ends
	}
	count := make(map[int32]int32)
	v.compartments.each(func(row int32) { count[c.cell[row]]++ })
	whole := true
	for cell, n := range count {
		whole = whole && n == m.firstCompartment[cell+1]-m.firstCompartment[cell]
	}
	ends := make([]int32, 0, v.compartments.len())
	v.compartments.each(func(row int32) {
		if !whole || row == m.firstCompartment[c.cell[row]] {
			ends = append(ends, row)
		}
	})
	return ends
}
