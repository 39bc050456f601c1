package golgi

import (
	"golgi/ecs"
	"golgi/plan"
)

// Footprint returns the memory of the model that the view is of: what its world holds, whatever the view shows of it. For
// that of a run see [Options].Footprint. Error: that of the view.
func (v *View) Footprint() (plan.Footprint, error) {
	if err := v.Err(); err != nil {
		return plan.Footprint{}, err
	}
	var t plan.Tally
	v.m.tally(&t)
	return t.Footprint(v.m.numCompartments(), v.m.numSynapses()), nil
}

// tally adds what the world holds. Columns of entities are counted by their kinds.
func (m *module) tally(t *plan.Tally) {
	k := &m.kinds
	add := func(of plan.Thing, what string, bytes int, values ...any) {
		t.Add(plan.Part{Owner: "world", What: what, Of: of, Bytes: bytes}, values...)
	}
	add(plan.OfCompartments, "compartments", k.compartment.Bytes())
	add(plan.OfCompartments, "branches, branchpoints, points", k.branchpoint.Bytes(), m.trees, m.firstCompartment, m.firstBranch, m.startOfBranch, m.branches, m.members)
	add(plan.OfCompartments, "index of entities", m.world.IndexBytes())
	instances := []any{m.traced}
	for _, in := range m.mechanisms {
		instances = append(instances, in.compartments, in.row)
	}
	for _, key := range m.sharedKeys {
		instances = append(instances, key.present, key.set)
	}
	add(plan.OfCompartments, "mechanism instances", k.instance.Bytes(), instances...)
	add(plan.OfCompartments, "groups", 0, m.groups)
	m.tallyTables(t, "world")
	add(plan.OfSynapses, "synapses", k.synapse.Bytes(), m.synapses.copied)
	protocol := []any{m.waveforms, m.recordedKeys, m.clampWaveforms, m.clampedKeys, m.trainables, m.notices}
	add(plan.OfModel, "stimuli, clamps, recordings, trainables", k.stimulus.Bytes()+k.clamp.Bytes()+k.recording.Bytes(), protocol...)
}

// tallyTables adds the tables of parameters and states, with how many of their columns are stored as one value.
func (m *module) tallyTables(t *plan.Tally, owner string) {
	var tables []*ecs.Table
	for _, in := range m.mechanisms {
		tables = append(tables, in.table)
	}
	if m.shared != nil {
		tables = append(tables, m.shared)
	}
	tallyTables(t, plan.Part{Owner: owner, What: "parameters and states", Of: plan.OfCompartments, Values: true}, tables)
	tables = nil
	for _, synapse := range m.synapses.types {
		tables = append(tables, synapse.table)
	}
	tallyTables(t, plan.Part{Owner: owner, What: "parameters and states of synapses", Of: plan.OfSynapses, Values: true}, tables)
}

func tallyTables(t *plan.Tally, part plan.Part, tables []*ecs.Table) {
	columns, uniform := 0, 0
	for _, table := range tables {
		for column := range table.Columns() {
			columns++
			if _, one := table.Uniform(column); one {
				uniform++
			}
		}
		part.Bytes += table.Bytes()
	}
	if columns > 0 {
		part.Note = plan.SharedColumns(uniform, columns)
	}
	t.Add(part)
}

// tallyCopy adds the values of one run, which copyValues made.
func (m *module) tallyCopy(t *plan.Tally) {
	c := &m.columns
	t.Add(plan.Part{Owner: "run", What: "compartments, with values of its own", Of: plan.OfCompartments}, c.length, c.radius, c.area, c.volume, c.loadIn, c.loadOut,
		c.axialResistivity, c.capacitance, c.voltage, c.x, c.y, c.z, m.traced)
	m.tallyTables(t, "run")
}

// footprint is what the run and the model hold together.
func (s *Simulation) footprint() *plan.Footprint {
	var t plan.Tally
	s.model.tally(&t)
	if s.m != s.model {
		s.m.tallyCopy(&t)
	}
	if list := s.blueprint.Synapses; len(list) > 1 { // of one alone they are the world's
		var ends []any
		for _, synapses := range list {
			ends = append(ends, synapses.Pre, synapses.Post)
		}
		t.Add(plan.Part{Owner: "run", What: "ends of synapses by type", Of: plan.OfSynapses}, ends...)
	}
	s.plan.Tally(&t)
	s.state.Tally(&t)
	if s.schedule != nil {
		s.schedule.Tally(&t)
	}
	f := t.Footprint(s.model.numCompartments(), s.synapses)
	return &f
}
