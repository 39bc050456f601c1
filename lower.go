package golgi

import (
	"fmt"
	"strings"
	"sync/atomic"

	"golgi/ecs"
	"golgi/mech"
	"golgi/mech/interp"
	"golgi/plan"
)

// frozen is a plan with what it was frozen from. A module keeps its last one
// and uses it again while its structure is unchanged.
type frozen struct {
	world      *ecs.World
	generation uint64
	sharedKeys int
	diffusions uint64
	engine     string
	protocol   string // of the overrides: where they inject and what they clamp
	systems    string // the columns and recordings of added systems
	plan       *plan.Plan
}

// frozenPlan is the last plan of a module; several goroutines may run one
// module at a time.
type frozenPlan struct{ last atomic.Pointer[frozen] }

// newEngine returns the engine of a name; "" means the fastest there is.
func newEngine(name string) (mech.Engine, error) {
	switch name {
	case "", "interp":
		return interp.New(), nil
	}
	return nil, fmt.Errorf("integrate: no engine %q; there is %q", name, "interp")
}

// freeze returns a plan of the module, the last one if nothing but values has
// changed since.
func (m *module) freeze(b *plan.Blueprint, engineName string, added ...AddedSystem) (*plan.Plan, error) {
	engine, err := newEngine(engineName)
	if err != nil {
		return nil, err
	}
	now := frozen{world: m.world, generation: m.world.Generation(), sharedKeys: len(m.sharedKeys), diffusions: m.diffusions, engine: engine.Name(), protocol: m.addedProtocol(b), systems: addedColumns(b, added)}
	if last := m.frozen.last.Load(); last != nil {
		now.plan = last.plan
		if *last == now {
			return last.plan, nil
		}
	}
	if now.plan, err = plan.Freeze(b, engine); err != nil {
		return nil, err
	}
	m.frozen.last.Store(&now)
	return now.plan, nil
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
