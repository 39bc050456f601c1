package systems

import (
	"slices"

	"golgi/mech"
	"golgi/plan"
)

// calls are the kernel calls of one mechanism in one tile, bound to columns
// once a run.
type calls struct {
	kernel *plan.Kernel
	spans  []spanCall
	gather *gatherCall
}

// spanCall runs a kernel over rows that are contiguous in every column.
type spanCall struct {
	binding mech.Binding
	span    plan.Span
	rows    int
	moving  []movingColumn
	ahead   []movingColumn
}

// movingColumn is a column of a tile, or some rows of it, that lies elsewhere in each step.
type movingColumn struct {
	input     int // of the binding
	found     plan.Found
	low, high int // counted from the tile's first
}

// gatherCall runs a kernel over scattered rows: columns of compartments are
// copied in before and out after it.
type gatherCall struct {
	binding      mech.Binding
	compartments []int32 // rows of the tile
	in, out      []columnCopy
	moving       []movingColumn
}

type columnCopy struct {
	column, packed []float64
	add            bool
}

// smallestSpan is the mean number of rows a span must have for a kernel to be called span by span; shorter
// ones are gathered, as a call costs as much as some rows: of machine code few, of the interpreter, which goes over a block for each
// operation, many.
func smallestSpan(machineCode bool) int {
	if machineCode {
		return 12
	}
	return 64
}

// gathered reports whether so many rows in so many spans are gathered.
func gathered(machineCode bool, spans, rows int) bool {
	return spans > 1 && spans*smallestSpan(machineCode) > rows
}

// bind prepares the calls of a kernel in a tile. Outputs without a column are
// not wanted.
func bind(c *plan.Context, t plan.Tile, mechanism int, kernel *plan.Kernel, clock *plan.Clock) *calls {
	if kernel == nil {
		return nil
	}
	rows := c.Rows(mechanism)
	if rows.Len() == 0 {
		return nil
	}
	b := binder{c: c, t: t, rows: rows, clock: clock}
	return b.calls(mechanism, kernel)
}

// calls cuts the rows of a mechanism into spans, or gathers them.
func (b *binder) calls(mechanism int, kernel *plan.Kernel) *calls {
	c, t, rows := b.c, b.t, b.rows
	result := &calls{kernel: kernel}
	if spans := c.Plan.Spans(mechanism, t); !gathered(kernel.RunsCode(), len(spans), rows.Len()) {
		for _, s := range spans {
			if head := beforeVectors(s); head > 0 {
				result.spans = append(result.spans, b.span(kernel.Program, plan.Span{Row: s.Row, Compartment: s.Compartment, Rows: head}))
				s = plan.Span{Row: s.Row + head, Compartment: s.Compartment + head, Rows: s.Rows - head}
			}
			result.spans = append(result.spans, b.span(kernel.Program, s))
		}
	} else {
		result.gather = b.gather(kernel.Program, c.Plan.Mechanisms()[mechanism].Compartments[rows.Low:rows.High])
	}
	return result
}

// beforeVectors is the number of rows at the beginning of a long span that are better done apart, so that vectors do not lie
// across two lines of the cache.
func beforeVectors(s plan.Span) int {
	const long, line = 1024, 8
	if s.Rows < long || s.Row%line != s.Compartment%line {
		return 0
	}
	return (line - s.Row%line) % line
}

// run calls the kernel over all rows of the tile.
func (k *calls) run(scratch *mech.Scratch) {
	if k == nil {
		return
	}
	for i := range k.spans {
		k.kernel.Run(&k.spans[i].binding, k.spans[i].rows, scratch)
	}
	if g := k.gather; g != nil {
		for _, copy := range g.in {
			for row, compartment := range g.compartments {
				copy.packed[row] = copy.column[compartment]
			}
		}
		k.kernel.Run(&g.binding, len(g.compartments), scratch)
		for _, copy := range g.out {
			for row, compartment := range g.compartments {
				if copy.add {
					copy.column[compartment] += copy.packed[row]
				} else {
					copy.column[compartment] = copy.packed[row]
				}
			}
		}
	}
}

// binder finds columns for the inputs and outputs of a program.
type binder struct {
	c     *plan.Context
	t     plan.Tile
	rows  plan.Range
	clock *plan.Clock
	// overwritten are the columns whose cotangents a step's adjoint replaces.
	overwritten map[plan.Column]bool
	tape        onTape
}

// onTape says what kernels have to do with the tape: nothing, if it is zero.
type onTape struct {
	found bool          // columns may lie there
	ahead []plan.Column // of compartments, that the next step reads besides
}

// outputColumn returns the column of an output, whether it is added to, and
// false if nothing keeps it.
func outputColumn(p *plan.Plan, out mech.Output) (column plan.Column, add, wanted bool) {
	switch out.Role {
	case mech.TotalCurrent:
		return plan.Current, true, true
	case mech.TotalSlope:
		return plan.Slope, true, true
	case mech.Current:
		column = plan.Column(out.Key)
		kept := slices.ContainsFunc(p.Columns(), func(info plan.ColumnInfo) bool { return info.Name == column && info.Role.IsCurrent() })
		return column, true, kept
	case mech.Flux:
		return plan.FluxOf(plan.Column(out.Key)), true, true
	case mech.FluxSlope:
		return plan.FluxSlopeOf(plan.Column(out.Key)), true, true
	case mech.Voltage:
		return plan.VoltageWritten, false, true
	case mech.Conductance: // its own system keeps it
		return "", false, false
	}
	return plan.Column(out.Key), false, true
}

// low is the first row of a span in the tile's slice of a column.
func (b *binder) low(column plan.Column, s plan.Span) int {
	if info, _ := b.c.Plan.Column(column); info.Domain == plan.PerCompartment {
		return s.Compartment - b.t.Compartments.Low
	}
	return s.Row - b.rows.Low
}

// moving finds an input that lies on a tape.
func (b *binder) moving(i int, in mech.Input, low, rows int) (moving movingColumn, ok bool) {
	if !b.tape.found || in.Facet != mech.Primal {
		return moving, false
	}
	if _, scalar := b.clock.Operand(in.Role); scalar {
		return moving, false
	}
	moving = movingColumn{input: i, found: b.c.Found(plan.InputColumn(in)), low: low, high: low + rows}
	return moving, moving.found.Kept()
}

func (b *binder) span(program *mech.Program, s plan.Span) spanCall {
	call := spanCall{span: s, rows: s.Rows}
	for i, in := range program.Inputs {
		operand, column := b.input(in)
		if !operand.Uniform {
			low := b.low(column, s)
			operand.Values = operand.Values[low : low+s.Rows : low+s.Rows]
			if moving, ok := b.moving(i, in, low, s.Rows); ok {
				operand.Moves = true
				call.moving = append(call.moving, moving)
				if in.Role == mech.State {
					call.ahead = append(call.ahead, moving)
				}
			}
		}
		call.binding.Inputs = append(call.binding.Inputs, operand)
	}
	for _, column := range b.tape.ahead {
		low := b.low(column, s)
		call.ahead = append(call.ahead, movingColumn{found: b.c.Found(column), low: low, high: low + s.Rows})
	}
	call.binding.Ahead = make([][]float64, len(call.ahead))
	for _, out := range program.Outputs {
		target, column := b.output(out)
		if target.Values != nil {
			low := b.low(column, s)
			target.Values = target.Values[low : low+s.Rows : low+s.Rows]
		}
		call.binding.Outputs = append(call.binding.Outputs, target)
	}
	return call
}

// input finds the values of an input in the tile, and the column they are of;
// a scalar has none.
func (b *binder) input(in mech.Input) (mech.Operand, plan.Column) {
	if operand, scalar := b.clock.Operand(in.Role); scalar {
		return operand, ""
	}
	switch in.Facet {
	case mech.Tangent:
		column := plan.InputColumn(in)
		return mech.Operand{Values: b.c.Derivative(column)}, column
	case mech.Cotangent:
		column, _, _ := outputColumn(b.c.Plan, mech.Output{Key: in.Key, Role: in.Role})
		return mech.Operand{Values: b.c.Derivative(column)}, column
	}
	column := plan.InputColumn(in)
	return b.c.Operand(column), column
}

// output finds where an output of the tile goes, and the column that is part
// of; Values is nil if nothing keeps it.
func (b *binder) output(out mech.Output) (mech.Target, plan.Column) {
	if out.Facet == mech.Cotangent {
		column := plan.InputColumn(mech.Input{Key: out.Key, Role: out.Role})
		return mech.Target{Values: b.c.Derivative(column), Add: !b.overwritten[column]}, column
	}
	column, add, wanted := outputColumn(b.c.Plan, out)
	switch {
	case !wanted:
		return mech.Target{}, column
	case out.Facet == mech.Tangent:
		return mech.Target{Values: b.c.Derivative(column), Add: add}, column
	}
	return mech.Target{Values: b.c.Write(column), Add: add}, column
}

func (b *binder) gather(program *mech.Program, compartments []int32) *gatherCall {
	g := &gatherCall{compartments: make([]int32, len(compartments))}
	for row, compartment := range compartments {
		g.compartments[row] = compartment - int32(b.t.Compartments.Low)
	}
	scattered := func(column plan.Column) bool {
		info, _ := b.c.Plan.Column(column)
		return info.Domain == plan.PerCompartment
	}
	for i, in := range program.Inputs {
		operand, column := b.input(in)
		if !operand.Uniform {
			moving, moves := b.moving(i, in, 0, len(operand.Values))
			if scattered(column) {
				packed := make([]float64, len(compartments))
				moving.input = -1 - len(g.in)
				g.in = append(g.in, columnCopy{column: operand.Values, packed: packed})
				operand.Values = packed
			} else {
				operand.Moves = moves
			}
			if moves {
				g.moving = append(g.moving, moving)
			}
		}
		g.binding.Inputs = append(g.binding.Inputs, operand)
	}
	for _, out := range program.Outputs {
		target, column := b.output(out)
		if target.Values != nil && scattered(column) {
			packed := make([]float64, len(compartments))
			g.out = append(g.out, columnCopy{column: target.Values, packed: packed, add: target.Add})
			target = mech.Target{Values: packed}
		}
		g.binding.Outputs = append(g.binding.Outputs, target)
	}
	return g
}

// touches lists the columns of a program for the Access of a system.
func touches(p *plan.Plan, kernel *plan.Kernel, access *plan.Access) {
	if kernel == nil {
		return
	}
	var none plan.Clock
	for _, in := range kernel.Program.Inputs {
		if _, scalar := none.Operand(in.Role); !scalar {
			access.Reads = append(access.Reads, plan.InputColumn(in))
		}
	}
	for _, out := range kernel.Program.Outputs {
		if column, _, wanted := outputColumn(p, out); wanted {
			access.Writes = append(access.Writes, column)
		}
	}
}
