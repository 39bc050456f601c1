package golgi

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"time"

	"golgi/plan"
)

// Chunk is some members of a batch that are run as one simulation, or a single simulation. Compartments,
// stimuli, clamps and recordings of its plan are those of its first member, in the order of the model,
// then those of its second, and so on. It belongs to one goroutine at a time.
type Chunk struct {
	numbers         []int         // of the members in the batch
	members         []*Simulation // what each has of its own: no state, and values only if it is alone
	lead            *Simulation   // all of them
	stimuli, clamps []int         // the first of each member among those of all, and their number
}

// Chunk returns the simulation as a chunk of one member, with the state that it has.
func (s *Simulation) Chunk() *Chunk {
	return &Chunk{
		numbers: []int{0}, members: []*Simulation{s}, lead: s,
		stimuli: []int{0, len(s.blueprint.Stimuli)}, clamps: []int{0, len(s.blueprint.Clamps)},
	}
}

// Members returns the numbers of its members in the batch; the caller must not change them.
func (c *Chunk) Members() []int { return c.numbers }

// Plan returns the plan.
func (c *Chunk) Plan() *plan.Plan { return c.lead.plan }

// Start makes a state at the start of the run, in the place of the one there was.
func (c *Chunk) Start() error {
	c.lead.schedule, c.lead.run = nil, 0
	if err := c.lead.start("integrate"); err != nil {
		return err
	}
	started := time.Now()
	c.lead.makeCode()
	c.lead.freeze += time.Since(started)
	return nil
}

// Release lets go of the state.
func (c *Chunk) Release() { c.lead.state = nil }

// State returns the state, nil before Start.
func (c *Chunk) State() *plan.State { return c.lead.state }

// Schedule puts the systems of the run together, anew at each call.
func (c *Chunk) Schedule() (*plan.Schedule, error) { return c.lead.Schedule() }

// RunOptions returns the options that plan.Run takes for this run.
func (c *Chunk) RunOptions() plan.RunOptions { return c.lead.RunOptions() }

// Place returns the member that a compartment of the plan belongs to, by its number in the batch, and describes the compartment: cell(0).branch(1).comp(2).
func (c *Chunk) Place(compartment int) (member int, place string) {
	return c.numbers[compartment*len(c.members)/c.lead.plan.NumCompartments()], c.lead.Place(compartment)
}

// Named makes an error that one of the members is the cause of a [MemberError]; a plan.Fault then tells the
// compartment as in the model. Others, and that of a context, stay as they are.
func (c *Chunk) Named(err error) error {
	if _, named := errors.AsType[*MemberError](err); named || err == nil || ended(err) {
		return err
	}
	if fault, is := errors.AsType[*plan.Fault](err); is {
		member, _ := c.Place(fault.Compartment)
		fault.Compartment %= c.lead.m.numCompartments()
		return &MemberError{member, err}
	}
	if len(c.numbers) == 1 {
		return &MemberError{c.numbers[0], err}
	}
	return err
}

// run takes all members through the run.
func (c *Chunk) run(ctx context.Context, workers int, stop *earliest, progress func(done, steps int)) ([]*Result, error) {
	if err := c.Start(); err != nil {
		return nil, err
	}
	defer c.Release()
	s := c.lead
	schedule, err := s.Schedule()
	if err != nil {
		return nil, err
	}
	o := s.RunOptions()
	o.Workers, o.Progress = workers, progress
	o.Steps = stop.steps(s.first, o.Steps)
	started := time.Now()
	if err := plan.Run(ctx, s.state, schedule, o); err != nil {
		stop.stopped(err)
		return nil, err
	}
	s.schedule, s.run = schedule, time.Since(started)
	return c.Results(), nil
}

// Results returns the result of each member, as Simulation.Result does: the traces are those of the
// state, not copies. Times spent are those of the chunk, and its memory is shared out.
func (c *Chunk) Results() []*Result {
	whole := c.lead.Result()
	if len(c.members) == 1 {
		return []*Result{whole}
	}
	members, flats := len(c.members), c.Flat()
	list := make([]*Result, members)
	for k, s := range c.members {
		recordings := len(whole.Recordings) / members
		r := *whole
		r.Times = slices.Clone(whole.Times)
		r.Recordings = whole.Recordings[k*recordings : (k+1)*recordings : (k+1)*recordings]
		r.Recorded = s.recorded
		r.Hash = hashOf(flats[k])
		for _, count := range []*int{&r.Stats.Cells, &r.Stats.Compartments, &r.Stats.Branchpoints, &r.Stats.Bytes} {
			*count /= members
		}
		if whole.States != nil {
			own := &plan.Snapshot{Step: whole.States.snapshot.Step, Columns: map[plan.Column][]float64{}}
			for key, values := range whole.States.snapshot.Columns {
				own.Columns[key] = slices.Clone(part(values, k, members))
			}
			r.States = &States{snapshot: own, dt: whole.States.dt}
		}
		list[k] = &r
	}
	return list
}

// part is the part of a column, in model order, that belongs to one of so many members.
func part(values []float64, member, members int) []float64 {
	n := len(values) / members
	return values[member*n : (member+1)*n : (member+1)*n]
}

// hashOf is plan.State.Hash of a state of one member, which is given as State.Flat has it.
func hashOf(flat []float64) string {
	h := sha256.New()
	var buffer [8 * 512]byte
	for list := range slices.Chunk(flat, 512) {
		for k, x := range list {
			binary.LittleEndian.PutUint64(buffer[8*k:], math.Float64bits(x))
		}
		h.Write(buffer[:8*len(list)])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Flat returns the dynamic columns of each member, as State.Flat does of one.
func (c *Chunk) Flat() [][]float64 {
	flats := make([][]float64, len(c.members))
	for _, info := range c.lead.plan.DynamicColumns() {
		values, _ := c.lead.state.Values(info.Name)
		for k := range flats {
			flats[k] = append(flats[k], part(values, k, len(flats))...)
		}
	}
	return flats
}

// SetFlat gives the dynamic columns of derivatives the values of each member, as Sensitivity.SetFlat does.
func (c *Chunk) SetFlat(s *plan.Sensitivity, flats [][]float64) error {
	at := 0
	for _, info := range c.lead.plan.DynamicColumns() {
		rows := info.Rows / len(flats)
		values := make([]float64, 0, info.Rows)
		for _, flat := range flats {
			values = append(values, flat[at:at+rows]...)
		}
		if err := s.Set(info.Name, values); err != nil {
			return err
		}
		at += rows
	}
	return nil
}

// Stimuli returns those of the lists, one for each stimulus of the plan, that belong to the k-th member.
func (c *Chunk) Stimuli(lists [][]float64, k int) [][]float64 {
	return lists[c.stimuli[k]:c.stimuli[k+1]:c.stimuli[k+1]]
}

// Clamps returns those of the lists, one for each clamp of the plan, that belong to the k-th member.
func (c *Chunk) Clamps(lists [][]float64, k int) [][]float64 {
	return lists[c.clamps[k]:c.clamps[k+1]:c.clamps[k+1]]
}

// TrainablePaths returns the view that each of the trainables was made on.
func (c *Chunk) TrainablePaths() []string { return c.lead.paths }

// ActiveColumns lists what Simulation.ActiveColumns lists for any of the members.
func (c *Chunk) ActiveColumns(overrides bool) []plan.Column {
	active := map[plan.Column]bool{}
	for _, s := range c.members {
		for _, column := range s.ActiveColumns(overrides) {
			active[column] = true
		}
	}
	var list []plan.Column
	for _, info := range c.lead.plan.Columns() {
		if active[info.Name] {
			list = append(list, info.Name)
		}
	}
	return list
}

// Pullbacks is Simulation.Pullback for each of the members.
func (c *Chunk) Pullbacks(s *plan.Sensitivity) ([]*Pullback, error) {
	members := len(c.members)
	all := map[plan.Column][]float64{} // of all members
	columns := slices.Clone(c.lead.plan.Columns())
	for i := range columns {
		columns[i].Rows /= members
	}
	list := make([]*Pullback, members)
	for k, member := range c.members {
		values := func(info plan.ColumnInfo) ([]float64, error) {
			column, there := all[info.Name]
			if !there {
				var err error
				info.Rows *= members
				if column, err = valuesOf(s, info); err != nil {
					return nil, err
				}
				all[info.Name] = column
			}
			return slices.Clone(part(column, k, members)), nil
		}
		var err error
		if list[k], err = member.pullback(columns, values, c.Stimuli(s.Waveforms, k), c.Clamps(s.ClampWaveforms, k)); err != nil {
			return nil, err
		}
	}
	return list, nil
}
