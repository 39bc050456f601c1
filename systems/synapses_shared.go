package systems

import (
	"golgi/mech"
	"golgi/plan"
	"golgi/systems/gather"
)

// sharing holds what is computed once for each presynaptic compartment and used by many synapses: by those of all tiles of a worker if
// synapses cross tiles, otherwise by those of one tile. It is computed when the first of these tiles comes to a step. The others can use it
// then, because no tile runs ahead of others where synapses cross.
type sharing struct {
	context *plan.Context // of the worker that prepared it
	step    int           // that it was computed for last,
	first   int           // and the tile that came first
	kernels map[sharedKernel]*shared
	order   []*shared
	packed  []float64 // what all blocks of the tiles work with, by turns
}

// column is one of the columns of a block.
func (h *sharing) column(number, rows int) []float64 {
	if h.packed == nil {
		h.packed = make([]float64, (4+mech.MostShared)*blockRows)
	}
	low := number * blockRows
	return h.packed[low : low+rows : low+rows]
}

// sharedKernel is the kernel that was split, of which mechanism.
type sharedKernel struct {
	mechanism int
	whole     *plan.Kernel
}

// shared is the presynaptic part of a kernel, and its values for every presynaptic compartment.
type shared struct {
	kernel, rest *plan.Kernel
	stride       int            // values of one compartment
	values       []float64      // side by side for each compartment
	used         []bool         // which rows of the exchange column or of the tile are read; until they are settled
	calls        []*synapseCall // that read
	runs         []rowRun       // of the rows read, in order
	clock        plan.Clock
	binding      mech.Binding
	v            []float64   // mV, packed
	out          [][]float64 // packed
	mixer        gather.Mixer
}

// rowRun are rows that follow each other.
type rowRun struct{ row, rows int32 }

// sharingOf finds what a tile belongs to, anew if it is the first that this run prepares.
func (s *synapses) sharingOf(c *plan.Context, t plan.Tile) *sharing {
	where := &s.tiles[t.Index].own
	if s.plan.Crossing() {
		if where = &s.workers[c.Worker]; where.context == c {
			return where
		}
	}
	*where = sharing{context: c, step: -1, kernels: map[sharedKernel]*shared{}}
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
	k := &shared{kernel: first, rest: rest, stride: len(first.Program.Outputs), used: make([]bool, n), v: make([]float64, blockRows), mixer: gather.NewMixer(vectorsOf(c))}
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
		k.out = append(k.out, make([]float64, blockRows))
		k.binding.Outputs = append(k.binding.Outputs, mech.Target{Values: k.out[len(k.out)-1]})
	}
	where.kernels[key] = k
	where.order = append(where.order, k)
	return k, nil
}

// settle gives a place to each of the rows that are read, in their order: then voltages are copied run by run. Where nearly all are
// read, all get one, and places are rows.
func (k *shared) settle(c *plan.Context) {
	count := 0
	for _, used := range k.used {
		if used {
			count++
		}
	}
	all := count > len(k.used)*7/8
	if all {
		count = len(k.used)
	}
	place := make([]int32, len(k.used))
	next := int32(0)
	for row, used := range k.used {
		if !used && !all {
			continue
		}
		place[row] = next
		if last := len(k.runs) - 1; next%blockRows != 0 && int(k.runs[last].row+k.runs[last].rows) == row {
			k.runs[last].rows++
		} else {
			k.runs = append(k.runs, rowRun{int32(row), 1})
		}
		next++
	}
	k.values = make([]float64, count*k.stride)
	for _, call := range k.calls {
		rows := call.pre
		if !all {
			rows = make([]int32, len(call.pre))
			for i, row := range call.pre {
				rows[i] = place[row]
			}
		}
		call.from = gather.New(vectorsOf(c), rows)
	}
	k.used, k.calls = nil, nil
}

// compute fills in the values at the presynaptic voltages before.
func (k *shared) compute(c *plan.Context, before []float64) {
	if k.used != nil {
		k.settle(c)
	}
	k.clock.Set(c)
	runs := k.runs
	for values := k.values; len(values) > 0; {
		rows := min(blockRows, len(values)/k.stride)
		for filled := 0; filled < rows; runs = runs[1:] {
			run := runs[0]
			filled += copy(k.v[filled:], before[run.row:run.row+run.rows])
		}
		k.kernel.Run(&k.binding, rows, c.Scratch)
		k.mix(values[:rows*k.stride], rows)
		values = values[rows*k.stride:]
	}
}

// mix puts the values of each compartment side by side.
func (k *shared) mix(values []float64, rows int) {
	switch k.stride {
	case 1:
		copy(values, k.out[0][:rows])
	case 2:
		k.mixer.Interleave(values, k.out[0][:rows], k.out[1])
	default:
		for i, out := range k.out {
			for row, x := range out[:rows] {
				values[row*k.stride+i] = x
			}
		}
	}
}

// compute fills in all values when the first tile comes to a step. A step may be taken again, from other voltages: then its tiles come
// in the same order again.
func (h *sharing) compute(c *plan.Context, t plan.Tile, before []float64) {
	if h.step == c.N && h.first != t.Index {
		return
	}
	h.step, h.first = c.N, t.Index
	for _, k := range h.order {
		k.compute(c, before)
	}
}

// synapseCall is a kernel that a block runs in a step.
type synapseCall struct {
	kernel  *plan.Kernel
	binding *mech.Binding
	shared  *shared     // what it reads besides, nil if it is whole
	pre     []int32     // rows of that
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
		call.values = append(call.values, s.tiles[t.Index].sharing.column(4+i, b.rows))
	}
	binding := b.bindWith(c, k.rest, b.range_, &s.tiles[t.Index].clock, call.values)
	call.kernel, call.binding, call.shared, call.pre = k.rest, &binding, k, b.pre
	for _, row := range b.pre {
		k.used[row] = true
	}
	k.calls = append(k.calls, call)
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
			three := values[3*at : 3*at+3 : 3*at+3]
			x[i], y[i], z[i] = three[0], three[1], three[2]
		}
	}
}
