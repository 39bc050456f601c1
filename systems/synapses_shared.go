package systems

import (
	"golgi/mech"
	"golgi/plan"
	"golgi/systems/gather"
)

// sharing is what the synapses of a worker's tiles have in common, where synapses cross; otherwise those of one tile. It is computed
// in the step of the first of the tiles: a worker takes them in order, and none runs ahead where synapses cross.
type sharing struct {
	context *plan.Context // of the worker that prepared it
	first   int           // the tile
	kernels map[sharedKernel]*shared
	order   []*shared
	packed  []float64 // what all blocks of the tiles work with, by turns
}

// addedCurrents are the currents and slopes of some blocks, and how they are added to those of the compartments.
type addedCurrents struct {
	current, slope []float64
	sums           gather.Sums
}

// column is one of the columns of a block.
func (h *sharing) column(number, rows int) []float64 {
	if h.packed == nil {
		h.packed = make([]float64, (2+mech.MostShared)*SynapseRows+2*addedRows)
	}
	low := 2*addedRows + number*SynapseRows
	return h.packed[low : low+rows : low+rows]
}

// currents are those of the rows of a block that starts so many rows behind the first of those that are added up with it.
func (h *sharing) currents(low, rows int) (current, slope []float64) {
	h.column(0, 0)
	return h.packed[low : low+rows : low+rows], h.packed[addedRows+low : addedRows+low+rows : addedRows+low+rows]
}

// added prepares the sum of the currents of blocks, given the compartments of their rows.
func (h *sharing) added(compartments []int32, low int) *addedCurrents {
	rows := make([]int32, len(compartments))
	for i, compartment := range compartments {
		rows[i] = compartment - int32(low)
	}
	current, slope := h.currents(0, len(rows))
	return &addedCurrents{current, slope, gather.NewSums(rows)}
}

// sharedKernel is the kernel that was split, of which mechanism.
type sharedKernel struct {
	mechanism int
	whole     *plan.Kernel
}

// shared is the presynaptic part of a kernel, and its values for every presynaptic compartment.
type shared struct {
	kernel, rest *plan.Kernel
	stride       int       // values of one compartment
	values       []float64 // side by side for each compartment
	rows         []int32   // of the exchange column or of the tile, of each compartment
	place        []int32   // in values, of each of those rows; 0: none, else one more
	clock        plan.Clock
	binding      mech.Binding
	v            []float64   // mV, packed
	out          [][]float64 // packed
}

// sharingOf finds what a tile belongs to, anew if it is the first that this run prepares.
func (s *synapses) sharingOf(c *plan.Context, t plan.Tile) *sharing {
	where := &s.tiles[t.Index].own
	if s.plan.Crossing() {
		if where = &s.workers[c.Worker]; where.context == c {
			return where
		}
	}
	*where = sharing{context: c, first: t.Index, kernels: map[sharedKernel]*shared{}}
	return where
}

// split cuts a kernel in two; nil if that does not pay.
func (s *synapses) split(c *plan.Context, t plan.Tile, mechanism int, whole *plan.Kernel) (*shared, error) {
	where := s.tiles[t.Index].sharing
	key := sharedKernel{mechanism, whole}
	if known, there := where.kernels[key]; there {
		return known, nil
	}
	var clock plan.Clock
	uniform := func(in mech.Input) bool {
		if _, scalar := clock.Operand(in.Role); scalar || in.Role == mech.PreVoltage || in.Role == mech.Voltage {
			return false
		}
		return c.Operand(plan.InputColumn(in)).Uniform
	}
	part := func(name string, of int) (*plan.Kernel, error) {
		return c.Plan.Derived(whole, name+marks(whole.Program.Inputs, uniform), func() (*mech.Program, error) {
			first, rest, _ := whole.Program.Split(uniform)
			return [2]*mech.Program{first, rest}[of], nil
		})
	}
	first, err := part("presynaptic", 0)
	if err != nil || first == nil {
		where.kernels[key] = nil
		return nil, err
	}
	rest, err := part("rest", 1)
	if err != nil {
		return nil, err
	}
	n := t.Compartments.Len()
	if s.plan.Crossing() {
		n = len(s.plan.Published())
	}
	k := &shared{kernel: first, rest: rest, stride: len(first.Program.Outputs), place: make([]int32, n), v: make([]float64, SynapseRows)}
	for _, in := range first.Program.Inputs {
		operand, scalar := k.clock.Operand(in.Role)
		switch {
		case scalar:
		case in.Role == mech.PreVoltage:
			operand.Values = k.v
		default:
			operand = c.Operand(plan.InputColumn(in))
		}
		k.binding.Inputs = append(k.binding.Inputs, operand)
	}
	for range k.stride {
		k.out = append(k.out, make([]float64, SynapseRows))
		k.binding.Outputs = append(k.binding.Outputs, mech.Target{Values: k.out[len(k.out)-1]})
	}
	where.kernels[key] = k
	where.order = append(where.order, k)
	return k, nil
}

// places finds where the values of presynaptic compartments are, and makes room for those that are new.
func (k *shared) places(rows []int32) []int32 {
	list := make([]int32, len(rows))
	for i, row := range rows {
		if k.place[row] == 0 {
			k.rows = append(k.rows, row)
			k.values = append(k.values, make([]float64, k.stride)...)
			k.place[row] = int32(len(k.values) - k.stride + 1)
		}
		list[i] = k.place[row] - 1
	}
	return list
}

// compute fills in the values at the presynaptic voltages before.
func (k *shared) compute(c *plan.Context, before []float64) {
	k.clock.Set(c)
	for low := 0; low < len(k.rows); low += SynapseRows {
		rows := k.rows[low:min(low+SynapseRows, len(k.rows))]
		pick(k.v, before, rows)
		k.kernel.Run(&k.binding, len(rows), c.Scratch)
		k.mix(k.values[low*k.stride:(low+len(rows))*k.stride], len(rows))
	}
}

// mix puts the values of each compartment side by side.
func (k *shared) mix(values []float64, rows int) {
	switch k.stride {
	case 1:
		copy(values, k.out[0][:rows])
	case 2:
		gather.Interleave(values, k.out[0][:rows], k.out[1])
	default:
		for i, out := range k.out {
			for row, x := range out[:rows] {
				values[row*k.stride+i] = x
			}
		}
	}
}

// compute fills in all values.
func (h *sharing) compute(c *plan.Context, before []float64) {
	for _, k := range h.order {
		k.compute(c, before)
	}
}

// synapseCall is a kernel that a block runs in a step.
type synapseCall struct {
	kernel  *plan.Kernel
	binding *mech.Binding
	shared  *shared     // what it reads besides, nil if it is whole
	from    gather.List // places of that, a synapse each
	values  [][]float64 // packed
}

// call prepares a kernel of a block for the steps, split if that pays.
func (s *synapses) call(c *plan.Context, t plan.Tile, mechanism int, b *synapseBlock, whole bound) (*synapseCall, error) {
	if whole.kernel == nil {
		return nil, nil
	}
	call := &synapseCall{kernel: whole.kernel, binding: whole.binding}
	if b.junction {
		return call, nil
	}
	k, err := s.split(c, t, mechanism, whole.kernel)
	if err != nil || k == nil {
		return call, err
	}
	for i := range k.stride {
		call.values = append(call.values, s.tiles[t.Index].sharing.column(2+i, b.rows))
	}
	binding := b.bindWith(c, k.rest, b.range_, &s.tiles[t.Index].clock, call.values)
	call.kernel, call.binding, call.shared, call.from = k.rest, &binding, k, gather.New(k.places(b.pre))
	return call, nil
}

// run gathers what the kernel reads of the presynaptic side and runs it.
func (k *synapseCall) run(b *synapseBlock, c *plan.Context, before []float64) {
	if h := k.shared; h == nil {
		b.fromPre.Pick(b.preV, before)
	} else {
		pickShared(k.values, h.values, &k.from)
	}
	k.kernel.Run(k.binding, b.rows, c.Scratch)
}

// pickShared copies values that lie side by side into columns.
func pickShared(to [][]float64, values []float64, places *gather.List) {
	switch len(to) {
	case 1:
		places.Pick(to[0], values)
	case 2:
		places.Pairs(to[0], to[1], values)
	case 3:
		x, y, z := to[0], to[1], to[2]
		for i, at := range places.Rows() {
			three := values[at : at+3 : at+3]
			x[i], y[i], z[i] = three[0], three[1], three[2]
		}
	}
}
