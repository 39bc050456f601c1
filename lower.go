package golgi

import (
	"fmt"
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
	engine     string
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
func (m *module) freeze(b *plan.Blueprint, engineName string) (*plan.Plan, error) {
	engine, err := newEngine(engineName)
	if err != nil {
		return nil, err
	}
	now := frozen{world: m.world, generation: m.world.Generation(), sharedKeys: len(m.sharedKeys), engine: engine.Name()}
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

// blueprint lists the columns of the world for plan.Freeze.
func (m *module) blueprint() *plan.Blueprint {
	c := &m.columns
	b := &plan.Blueprint{
		Trees:  m.trees,
		Length: c.length, Radius: c.radius, Area: c.area, Volume: c.volume, LoadIn: c.loadIn, LoadOut: c.loadOut,
		AxialResistivity: c.axialResistivity, Capacitance: c.capacitance, Voltage: c.voltage,
		Shared: m.shared, Celsius: m.celsius,
	}
	for _, in := range m.mechanisms {
		b.Mechanisms = append(b.Mechanisms, plan.Insertion{Mechanism: in.mechanism, Table: in.table, Compartments: in.compartments})
	}
	for _, s := range m.stimuli() {
		b.Stimuli = append(b.Stimuli, plan.Stimulus{Compartment: int(s.compartment), Waveform: m.waveforms[s.waveform]})
	}
	for _, r := range m.recordings() {
		b.Recordings = append(b.Recordings, plan.Recording{Key: r.key, Compartment: int(r.compartment)})
	}
	return b
}
