package golgi

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"golgi/mech"
	"golgi/plan"
	"golgi/systems"
)

// chunkLeast is the number of compartments below which most of a step is not spent on them, so that
// another worker is of no use.
const chunkLeast = 32

// chunkKey is what members of a chunk have in common.
type chunkKey struct {
	steps, first int
	states       string // the columns that they start from, of another run
	clamped      string // the keys that are clamped: they decide which kernels there are
}

// clampedKeys lists what is clamped in a blueprint, each once.
func clampedKeys(b *plan.Blueprint) string {
	var keys []string
	for _, c := range b.Clamps {
		keys = append(keys, c.Key)
	}
	slices.Sort(keys)
	return strings.Join(slices.Compact(keys), " ")
}

func (m *module) prepareBatch(o Options, members []Member, kept, derived bool) (*Batch, error) {
	switch {
	case len(members) == 0:
		return nil, errors.New("no members are given")
	case len(o.Systems) > 0:
		return nil, errors.New("Options.Systems are given, and a system of the user's own sees one model; run the members one by one")
	}
	if o.Stream != nil {
		return nil, errors.New("Options.Stream is given, and the samples of a batch are those of several runs; run the members one by one")
	}
	engine, err := newEngine(o.Engine)
	if err != nil {
		return nil, err
	}
	b := &Batch{m: m, engine: engine, kept: kept, derived: derived, options: o, members: len(members), workers: o.Workers}
	if b.workers <= 0 {
		b.workers = runtime.GOMAXPROCS(0)
	}
	b.deal()
	if err := b.fill(members); err != nil {
		return nil, err
	}
	if same, err := b.sameOrder(); err != nil || same {
		return b, err
	}
	b.size, b.even, b.chunks = 1, b.members, nil
	return b, b.fill(members)
}

// derivedCompartments is the most compartments of a chunk where derivatives are wanted: larger cells gain little side by side, and
// the tape of eight takes the budget of eight.
const derivedCompartments = 2 * plan.TileCompartments

// deal chooses the number of members to put together: whole vectors of lanes where so many fit, but
// something for every worker. They fit one tile, so that a chunk stays in a second-level cache and
// synapses of a member cross no tiles, as they do not when it runs alone; and where derivatives are wanted,
// one block of synapses of each type, since what goes back to one voltage is added up block by block. Of larger models without
// synapses one vector is put together where that still gains, and what is left over is dealt out evenly.
func (b *Batch) deal() {
	compartments := b.m.numCompartments()
	size := plan.TileCompartments / compartments
	for _, t := range b.m.synapses.types {
		if t.mechanism.Kind() == mech.JunctionKind {
			size = 1 // cells that are solved together are not interleaved
		}
		if b.derived && t.table.Len() > 0 {
			size = min(size, systems.SynapseRows/t.table.Len())
		}
	}
	least := (chunkLeast + compartments - 1) / compartments
	share := max((b.members+b.workers-1)/b.workers, least)
	most := plan.GroupCompartments
	if b.derived {
		most = derivedCompartments
	}
	if size < plan.MostLanes && share >= plan.MostLanes && plan.MostLanes*compartments <= most && b.m.numSynapses() == 0 {
		round := plan.MostLanes * b.workers
		b.size, b.even = plan.MostLanes, b.members/round*round
		b.rest = (b.members - b.even + b.workers - 1) / b.workers
		return
	}
	if share >= plan.MostLanes {
		share = (share + plan.MostLanes - 1) / plan.MostLanes * plan.MostLanes
	}
	if size >= plan.MostLanes {
		size = size / plan.MostLanes * plan.MostLanes
	}
	b.size, b.even = max(min(size, share), 1), b.members
}

// fill applies what the members have of their own and puts them into chunks.
func (b *Batch) fill(members []Member) error {
	shared := &Simulation{options: b.options}
	if b.kept {
		shared.changes = &changes{}
	}
	shared.describe(b.m)
	base := b.m.blueprint()
	open := map[chunkKey]*Chunk{}
	var order []chunkKey
	for i, member := range members {
		s, err := b.m.lay(copyBlueprint(base), b.options.For(member), b.kept)
		if err != nil {
			return &MemberError{i, err}
		}
		s.recorded, s.synapses, s.starting, s.paths = shared.recorded, shared.synapses, shared.starting, shared.paths
		key := chunkKey{steps: s.steps, first: s.first, clamped: clampedKeys(s.blueprint)}
		if states := s.options.InitialStates; states != nil {
			key.states = strings.Join(states.Keys(), " ") + "."
		}
		c := open[key]
		if c == nil {
			c = &Chunk{}
			open[key], order = c, append(order, key)
		}
		c.numbers, c.members = append(c.numbers, i), append(c.members, s)
		size := b.size
		if i >= b.even {
			size = b.rest
		}
		if len(c.members) >= size {
			delete(open, key)
			if err := b.close(c); err != nil {
				return err
			}
		}
	}
	for _, key := range order {
		if c := open[key]; c != nil {
			delete(open, key)
			if err := b.close(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// For returns the options of one member of a batch, made of those that all share: its overrides come after
// theirs, and what else it has takes the place of theirs. The receiver is not changed.
func (o Options) For(member Member) Options {
	if member.Parameters != nil {
		o.Parameters = member.Parameters
	}
	o.Overrides = slices.Concat(o.Overrides, member.Overrides)
	if member.InitialStates != nil {
		o.InitialStates = member.InitialStates
	}
	if member.TMax != 0 {
		o.TMax = member.TMax
	}
	return o
}

// copyBlueprint returns a blueprint that withOverrides may change.
func copyBlueprint(b *plan.Blueprint) *plan.Blueprint {
	own := *b
	own.Mechanisms, own.Synapses = slices.Clone(b.Mechanisms), slices.Clone(b.Synapses)
	own.Stimuli = slices.Clip(b.Stimuli) // more are appended
	return &own
}

// close makes one simulation of the members of a chunk, and lets go of the values of each.
func (b *Batch) close(c *Chunk) error {
	started := time.Now()
	c.stimuli, c.clamps = []int{0}, []int{0}
	var blueprints []*plan.Blueprint
	for _, s := range c.members {
		blueprints = append(blueprints, s.blueprint)
		c.stimuli = append(c.stimuli, c.stimuli[len(blueprints)-1]+len(s.blueprint.Stimuli))
		c.clamps = append(c.clamps, c.clamps[len(blueprints)-1]+len(s.blueprint.Clamps))
	}
	b.chunks = append(b.chunks, c)
	c.lead = c.members[0]
	if len(c.members) == 1 {
		p, err := b.m.freeze(c.lead.blueprint, b.engine)
		if err != nil {
			return err
		}
		c.lead.plan, c.lead.freeze = p, time.Since(started)
		return c.checkStates()
	}
	var protocol strings.Builder
	for _, one := range blueprints {
		protocol.WriteString(b.m.addedProtocol(one))
		protocol.WriteByte(';')
	}
	joined := joinBlueprints(b.m, blueprints)
	p, err := b.m.freezeFor(protocol.String(), joined, b.engine)
	if err != nil {
		return err
	}
	lead := *c.lead
	lead.blueprint, lead.plan, lead.recorded = joined, p, nil
	lead.options.Parameters, lead.options.Overrides, lead.options.InitialStates = nil, nil, nil
	for _, s := range c.members {
		s.blueprint, s.m, s.plan = nil, lead.m, p
	}
	c.lead = &lead
	if err := c.checkStates(); err != nil {
		return err
	}
	c.lead.joined = c.joinStates()
	lead.freeze = time.Since(started)
	return nil
}

// checkStates makes sure that the states that members start from are those of this model.
func (c *Chunk) checkStates() error {
	p := c.lead.plan
	for k, s := range c.members {
		states := s.options.InitialStates
		if states == nil {
			continue
		}
		for _, key := range states.Keys() {
			info, err := p.Column(plan.Column(key))
			values := states.snapshot.Columns[plan.Column(key)]
			switch {
			case err != nil:
				err = fmt.Errorf("initial states: they hold %q, which this model does not have", key)
			case len(values) != info.Rows/len(c.members):
				err = fmt.Errorf("initial states: they hold %d values of %q, this model has %d: were they taken from another model?", len(values), key, info.Rows/len(c.members))
			default:
				continue
			}
			return &MemberError{c.numbers[k], err}
		}
	}
	return nil
}

// joinStates puts the states that members start from after one another; nil if they start from the model's.
func (c *Chunk) joinStates() *plan.Snapshot {
	first := c.members[0]
	if first.options.InitialStates == nil {
		return nil
	}
	joined := &plan.Snapshot{Step: first.first, Columns: map[plan.Column][]float64{}}
	for _, s := range c.members {
		for key, values := range s.options.InitialStates.snapshot.Columns {
			joined.Columns[key] = append(joined.Columns[key], values...)
		}
	}
	return joined
}

// sameOrder reports whether the synapses of each member lie in the order in which they lie when it runs
// alone: only then are the cotangents that they give to one voltage added up in the same order.
func (b *Batch) sameOrder() (bool, error) {
	if !b.derived || b.size == 1 || b.m.numSynapses() == 0 {
		return true, nil
	}
	alone, err := b.m.freeze(b.m.blueprint(), b.engine)
	if err != nil {
		return false, err
	}
	n := b.m.numCompartments()
	for _, c := range b.chunks {
		for i, mechanism := range c.lead.plan.Mechanisms() {
			if !mechanism.IsSynapse() {
				continue
			}
			order, next := alone.Mechanisms()[i].Compartments, make([]int, len(c.members))
			for _, post := range mechanism.Compartments {
				model := c.lead.plan.ToModel(int(post))
				member := model / n
				if alone.ToModel(int(order[next[member]])) != model%n {
					return false, nil
				}
				next[member]++
			}
		}
	}
	return true, nil
}
