package systems

import (
	"golgi/mech"
	"golgi/plan"
	"golgi/systems/gather"
)

// synapses advances the states of every synapse with V(n) of both sides, and
// adds their currents, linear in the postsynaptic voltage, to the membrane of
// the postsynaptic compartment: types in order of first connection, the
// synapses of one compartment in the order of their table, whatever the tiles.
type synapses struct {
	plan  *plan.Plan
	tiles []tileSynapses
	// workers have in common what crossing synapses read of the presynaptic side.
	workers []sharing
	coded   []int // types whose code is made
}

type tileSynapses struct {
	clock   plan.Clock
	blocks  []synapseBlock
	own     sharing
	sharing *sharing   // its own or the worker's
	found   plan.Found // the voltage, on the way back
}

// synapseBlock is a run of rows of one type whose voltages and currents are
// packed side by side for the kernels.
type synapseBlock struct {
	rows                 int
	pre, post            []int32   // rows of the exchange column or of the tile; of the tile
	preV, postV          []float64 // mV, packed
	current, slope       []float64 // nA, uS, packed
	advance              *plan.Kernel
	currents             *plan.Kernel
	sweep                *plan.Kernel
	inAdvance, inCurrent mech.Binding
	inSweep, inAssign    mech.Binding
	assign               *plan.Kernel
	clamps               []int32
	junction             bool           // its conductance is left to the solve
	calls                []*synapseCall // of a step: sweep; or advance, currents
	fromPre              gather.List
	ends                 gather.Runs // the postsynaptic compartments

	range_  plan.Range          // its rows, counted from the tile's first
	derived []synapseDerivative // of a step
	packed  packedDerivatives
}

// SynapseRows is the number of rows whose derivatives are added up at a time: first those by the presynaptic voltages, then
// those by the postsynaptic ones.
const SynapseRows = 1024

// blockRows is the number of rows packed at a time, a multiple of SynapseRows: so many that what surrounds the loops hardly counts,
// and so few that they stay in the first two levels of cache between gather, kernel and scatter.
const blockRows = 2 * SynapseRows

func newSynapses(p *plan.Plan) *synapses {
	return &synapses{plan: p, tiles: make([]tileSynapses, len(p.Tiles())), workers: make([]sharing, len(p.Tiles()))}
}

// Name is "synapses".
func (*synapses) Name() string { return "synapses" }

// ReadsUniform: columns are bound to kernels.
func (*synapses) ReadsUniform() {}

// Access is what the programs of all types touch. Synapses within one tile read
// its voltages; others cross, without latency.
func (s *synapses) Access() plan.Access {
	access := plan.Access{Scope: plan.Local, Extent: plan.AnyPart, Reads: []plan.Column{plan.Voltage}, Writes: []plan.Column{plan.Current, plan.Slope}}
	if s.plan.Crossing() {
		access.Scope = plan.Crossing
	}
	for _, m := range s.plan.Mechanisms() {
		if m.IsSynapse() {
			touches(s.plan, m.Sweep, &access)
			touches(s.plan, m.Advance, &access)
			touches(s.plan, m.Currents, &access)
			touches(s.plan, m.Assign, &access)
		}
		if m.IsJunction() {
			access.Writes = append(access.Writes, plan.ConductanceOf(m.Mechanism.Name()))
		}
	}
	return access
}

// Prepare cuts the rows of the tile into blocks and binds them.
func (s *synapses) Prepare(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	tile.blocks, tile.sharing = nil, s.sharingOf(c, t)
	for i, m := range s.plan.Mechanisms() {
		if !m.IsSynapse() {
			continue
		}
		all := c.Rows(i)
		for low := all.Low; low < all.High; low += blockRows {
			rows := plan.Range{Low: low, High: min(low+blockRows, all.High)}
			n := rows.Len()
			b := synapseBlock{
				rows: n, pre: m.Pre[rows.Low:rows.High:rows.High], post: relative(m.Compartments[rows.Low:rows.High], t),
				preV: tile.sharing.column(0, n), postV: tile.sharing.column(1, n),
				current: tile.sharing.column(2, n), slope: tile.sharing.column(3, n),
				advance: m.Advance, currents: m.Currents, sweep: m.Sweep, assign: m.Assign, junction: m.IsJunction(),
			}
			if !b.crosses(s.plan) {
				b.pre = relative(b.pre, t)
			}
			offset := plan.Range{Low: low - all.Low, High: rows.High - all.Low}
			b.range_ = offset
			b.inAdvance = b.bind(c, m.Advance, offset, &tile.clock)
			b.inCurrent = b.bind(c, m.Currents, offset, &tile.clock)
			b.inSweep = b.bind(c, m.Sweep, offset, &tile.clock)
			b.inAssign = b.bind(c, m.Assign, offset, &tile.clock)
			if m.Advance != nil {
				for _, number := range clampsOf(s.plan, t, i) {
					if row := s.plan.Clamps()[number].Row; row >= rows.Low && row < rows.High {
						b.clamps = append(b.clamps, number)
					}
				}
			}
			b.fromPre, b.ends = gather.New(vectorsOf(c), b.pre), gather.NewRuns(vectorsOf(c), b.post)
			if err := s.prepareCalls(c, t, i, &b); err != nil {
				return err
			}
			tile.blocks = append(tile.blocks, b)
		}
	}
	return nil
}

// relative counts compartments from the tile's first.
func relative(compartments []int32, t plan.Tile) []int32 {
	list := make([]int32, len(compartments))
	for i, compartment := range compartments {
		list[i] = compartment - int32(t.Compartments.Low)
	}
	return list
}

// prepareCalls lists what a block runs in a step.
func (s *synapses) prepareCalls(c *plan.Context, t plan.Tile, mechanism int, b *synapseBlock) error {
	b.calls = nil
	for _, k := range b.kernels() {
		call, err := s.call(c, t, mechanism, b, k)
		if err != nil {
			return err
		}
		b.calls = append(b.calls, call)
	}
	return nil
}

// bind binds a kernel to a range of the tile's rows.
func (b *synapseBlock) bind(c *plan.Context, kernel *plan.Kernel, rows plan.Range, clock *plan.Clock) mech.Binding {
	return b.bindWith(c, kernel, rows, clock, nil)
}

// bindWith is bind of a kernel that reads shared values besides.
func (b *synapseBlock) bindWith(c *plan.Context, kernel *plan.Kernel, rows plan.Range, clock *plan.Clock, shared [][]float64) mech.Binding {
	var binding mech.Binding
	if kernel == nil {
		return binding
	}
	for _, in := range kernel.Program.Inputs {
		operand, scalar := clock.Operand(in.Role)
		switch {
		case scalar:
		case in.Role == mech.Shared:
			operand, shared = mech.Operand{Values: shared[0]}, shared[1:] // trimmed programs have them in order
		case in.Role == mech.PreVoltage:
			operand = mech.Operand{Values: b.preV}
		case in.Role == mech.Voltage:
			operand = mech.Operand{Values: b.postV}
		default:
			column := plan.InputColumn(in)
			if operand = c.Operand(column); operand.Uniform {
				break
			}
			if info, _ := c.Plan.Column(column); info.Domain == plan.PerCompartment {
				panic("a synapse reads a column of compartments: " + string(column))
			}
			operand.Values = operand.Values[rows.Low:rows.High]
		}
		binding.Inputs = append(binding.Inputs, operand)
	}
	for _, out := range kernel.Program.Outputs {
		target := mech.Target{}
		switch out.Role {
		case mech.TotalCurrent:
			target.Values = b.current
		case mech.TotalSlope:
			target.Values = b.slope
		case mech.Conductance:
			target.Values = c.Write(plan.ConductanceOf(kernel.Program.Mechanism))[rows.Low:rows.High]
		default:
			if column, _, wanted := outputColumn(c.Plan, out); wanted {
				target.Values = c.Write(column)[rows.Low:rows.High]
			}
		}
		binding.Outputs = append(binding.Outputs, target)
	}
	return binding
}

// Start computes the currents of the initial sample where they are recorded: they drive nothing.
func (s *synapses) Start(c *plan.Context, t plan.Tile) error {
	if c.State.Resumed() {
		return nil
	}
	tile := &s.tiles[t.Index]
	tile.clock.Set(c)
	for i := range tile.blocks {
		b := &tile.blocks[i]
		s.pack(c, b, c.Read(plan.Voltage))
		if b.assign != nil && c.State.Step() == 0 {
			b.assign.Run(&b.inAssign, b.rows, c.Scratch)
		}
		if b.currents != nil {
			b.currents.Run(&b.inCurrent, b.rows, c.Scratch)
		}
	}
	return nil
}

// Step advances and gathers.
func (s *synapses) Step(c *plan.Context, t plan.Tile) error {
	tile := &s.tiles[t.Index]
	v, current, slope := c.Read(plan.Voltage), c.Write(plan.Current), c.Write(plan.Slope)
	published := v
	if s.plan.Crossing() {
		published = c.Exchange(0)
	}
	tile.sharing.compute(c, t, published)
	tile.clock.Set(c)
	for i := range tile.blocks {
		b := &tile.blocks[i]
		before := published
		if b.junction {
			before = v
		}
		b.ends.Pick(b.postV, v)
		for k, call := range b.calls {
			call.run(b, c, before)
			if k == 0 {
				clampStates(c, b.clamps)
			}
		}
		if b.currents != nil && !b.junction {
			b.ends.Add(current, slope, b.current, b.slope)
		}
	}
	return nil
}

// pack copies the voltages of both sides of a block; v are those of the tile.
func (s *synapses) pack(c *plan.Context, b *synapseBlock, v []float64) {
	before := v
	if b.crosses(s.plan) {
		before = c.Exchange(0)
	}
	b.fromPre.Pick(b.preV, before)
	b.ends.Pick(b.postV, v)
}

// crosses reports whether a block reads published voltages.
func (b *synapseBlock) crosses(p *plan.Plan) bool { return p.Crossing() && !b.junction }

// pick copies the rows of a column that are listed.
func pick(to, column []float64, rows []int32) {
	to = to[:len(rows)]
	for k, row := range rows {
		to[k] = column[row]
	}
}

// addTo adds to the rows of a column that are listed.
func addTo(column []float64, rows []int32, values []float64) {
	values = values[:len(rows)]
	for k, row := range rows {
		column[row] += values[k]
	}
}

// Explain names the types.
func (s *synapses) Explain() string {
	return mechanismList(s.plan, func(m *plan.MechanismPlan) bool { return m.IsSynapse() })
}
