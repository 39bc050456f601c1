package golgi

import (
	"fmt"
	"strings"
	"sync/atomic"

	"golgi/ecs"
	"golgi/mech"
	"golgi/plan"
)

// structure is what must not have changed in a module for a plan to be good for
// it.
type structure struct {
	world      *ecs.World
	generation uint64
	sharedKeys int
	diffusions uint64
}

func (m *module) structure() structure {
	return structure{world: m.world, generation: m.world.Generation(), sharedKeys: len(m.sharedKeys), diffusions: m.diffusions}
}

// frozen is a plan with what it was frozen from.
type frozen struct {
	structure
	engine   string
	protocol string // of the overrides: where they inject and what they clamp
	systems  string // the columns and recordings of added systems
	plan     *plan.Plan
}

// frozenPlans are the plans of a module that are used again while its structure
// is unchanged, the one of the last run first: there may be several, since the runs of one fit
// may inject and clamp at different places. Several goroutines may run one
// module at a time.
type frozenPlans struct{ list atomic.Pointer[[]*frozen] }

// Besides the last plan so many are kept, as long as all together have no more
// than so many bytes.
const (
	mostPlans     = 16
	mostPlanBytes = 64 << 20
)

// find returns the plan that was frozen from the same, nil if there is none.
func (f *frozenPlans) find(now *frozen) *plan.Plan {
	for _, kept := range f.kept() {
		same := *now
		same.plan = kept.plan
		if *kept == same {
			f.keep(kept)
			return kept.plan
		}
	}
	return nil
}

func (f *frozenPlans) kept() []*frozen {
	if list := f.list.Load(); list != nil {
		return *list
	}
	return nil
}

// keep puts a plan first and lets go of those of another structure.
func (f *frozenPlans) keep(first *frozen) {
	old := f.kept()
	if len(old) > 0 && old[0] == first {
		return
	}
	list, bytes := []*frozen{first}, first.plan.Bytes()
	for _, kept := range old {
		if kept == first || kept.structure != first.structure {
			continue
		}
		if bytes += kept.plan.Bytes(); len(list) == mostPlans || bytes > mostPlanBytes {
			break
		}
		list = append(list, kept)
	}
	f.list.Store(&list)
}

// freeze returns a plan of the module, one that there is if nothing but values has
// changed since.
func (m *module) freeze(b *plan.Blueprint, engine mech.Engine, added ...AddedSystem) (*plan.Plan, error) {
	return m.freezeFor(m.addedProtocol(b), b, engine, added...)
}

// freezeFor does so for a blueprint of several members too: protocol tells it from others.
func (m *module) freezeFor(protocol string, b *plan.Blueprint, engine mech.Engine, added ...AddedSystem) (*plan.Plan, error) {
	now := frozen{structure: m.structure(), engine: fmt.Sprint(mech.Described(engine), " beside vectors: ", mech.VectorsOf(engine)), protocol: protocol, systems: addedColumns(b, added)}
	if now.plan = m.frozen.find(&now); now.plan != nil {
		return now.plan, nil
	}
	p, err := plan.Freeze(b, engine)
	if err != nil {
		return nil, err
	}
	now.plan = p
	m.frozen.keep(&now)
	return p, nil
}

// addedProtocol writes the stimuli and clamps of a blueprint that are not the
// model's own: a plan is good for the same ones only.
func (m *module) addedProtocol(b *plan.Blueprint) string {
	own := m.kinds.stimulus.Count()
	if len(b.Stimuli) == own && len(b.Clamps) == 0 {
		return ""
	}
	var text strings.Builder
	for _, s := range b.Stimuli[own:] {
		fmt.Fprintf(&text, "%d ", s.Compartment)
	}
	for _, c := range b.Clamps {
		fmt.Fprintf(&text, "%s %d %d ", c.Key, c.Compartment, c.Synapse)
	}
	return text.String()
}

// checkClamps makes sure that every clamp covers the steps of a run.
func (m *module) checkClamps(b *plan.Blueprint, first, steps int) error {
	for _, c := range b.Clamps {
		if len(c.Waveform) >= first+steps {
			continue
		}
		place := m.place(int32(c.Compartment))
		if ref, _ := m.find(c.Key); ref.synapse != nil {
			place = fmt.Sprintf("%s.edge(%d)", ref.synapse.mechanism.Name(), c.Synapse)
		}
		return fmt.Errorf("the clamp of %s at %s has %d samples, the run ends at step %d; give a sample for each step", c.Key, place, len(c.Waveform), first+steps)
	}
	return nil
}

// blueprint lists the columns of the world for plan.Freeze. Clamps are added
// by withOverrides.
func (m *module) blueprint() *plan.Blueprint {
	c := &m.columns
	b := &plan.Blueprint{
		Trees:  m.trees,
		Length: c.length, Radius: c.radius, Area: c.area, Volume: c.volume, LoadIn: c.loadIn, LoadOut: c.loadOut,
		AxialResistivity: c.axialResistivity, Capacitance: c.capacitance, Voltage: c.voltage,
		Shared: m.shared, Diffused: m.diffused(), Celsius: m.celsius,
	}
	for _, in := range m.mechanisms {
		b.Mechanisms = append(b.Mechanisms, plan.Insertion{Mechanism: in.mechanism, Table: in.table, Compartments: in.compartments})
	}
	for _, t := range m.synapses.types {
		pre, post := m.synapsesOf(t)
		b.Synapses = append(b.Synapses, plan.SynapseInsertion{Mechanism: t.mechanism, Table: t.table, Pre: pre, Post: post})
	}
	for _, s := range m.stimuli() {
		b.Stimuli = append(b.Stimuli, plan.Stimulus{Compartment: int(s.compartment), Waveform: m.waveforms[s.waveform]})
	}
	for _, r := range m.recordings() {
		recording := plan.Recording{Key: r.key, Compartment: int(r.compartment)}
		if r.synapse >= 0 {
			recording.Synapse = int(m.synapses.row[r.synapse])
		}
		b.Recordings = append(b.Recordings, recording)
	}
	return b
}
