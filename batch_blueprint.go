package golgi

import (
	"math"
	"slices"

	"golgi/ecs"
	"golgi/plan"
)

// joinBlueprints puts blueprints of one structure after one another, a member each: the blueprint of
// several copies of the model that have nothing to do with each other. m says what belongs to synapses.
func joinBlueprints(m *module, list []*plan.Blueprint) *plan.Blueprint {
	first := list[0]
	n, members := len(first.Voltage), len(list)
	b := &plan.Blueprint{
		Trees:      slices.Repeat(first.Trees, members),
		Mechanisms: slices.Clone(first.Mechanisms), Synapses: slices.Clone(first.Synapses),
		Diffused: first.Diffused, Celsius: first.Celsius, Batch: true,
	}
	for _, column := range []func(*plan.Blueprint) *[]float64{
		func(b *plan.Blueprint) *[]float64 { return &b.Length }, func(b *plan.Blueprint) *[]float64 { return &b.Radius },
		func(b *plan.Blueprint) *[]float64 { return &b.Area }, func(b *plan.Blueprint) *[]float64 { return &b.Volume },
		func(b *plan.Blueprint) *[]float64 { return &b.LoadIn }, func(b *plan.Blueprint) *[]float64 { return &b.LoadOut },
		func(b *plan.Blueprint) *[]float64 { return &b.AxialResistivity }, func(b *plan.Blueprint) *[]float64 { return &b.Capacitance },
		func(b *plan.Blueprint) *[]float64 { return &b.Voltage },
	} {
		all := make([]float64, 0, n*members)
		for _, one := range list {
			all = append(all, *column(one)...)
		}
		*column(b) = all
	}
	tables := make([]*ecs.Table, members)
	joined := func(table func(*plan.Blueprint) *ecs.Table) *ecs.Table {
		for k, one := range list {
			tables[k] = table(one)
		}
		return joinTables(tables)
	}
	for i := range b.Mechanisms {
		b.Mechanisms[i].Table = joined(func(b *plan.Blueprint) *ecs.Table { return b.Mechanisms[i].Table })
		b.Mechanisms[i].Compartments = repeatRows(b.Mechanisms[i].Compartments, members, n)
	}
	if first.Shared != nil {
		b.Shared = joined(func(b *plan.Blueprint) *ecs.Table { return b.Shared })
	}
	for i := range b.Synapses {
		b.Synapses[i].Table = joined(func(b *plan.Blueprint) *ecs.Table { return b.Synapses[i].Table })
		b.Synapses[i].Pre, b.Synapses[i].Post = repeatRows(b.Synapses[i].Pre, members, n), repeatRows(b.Synapses[i].Post, members, n)
	}
	for k, one := range list {
		for _, s := range one.Stimuli {
			s.Compartment += k * n
			b.Stimuli = append(b.Stimuli, s)
		}
		for _, c := range one.Clamps {
			c.Compartment += k * n
			if ref, _ := m.find(c.Key); ref.synapse != nil {
				c.Synapse += k * ref.synapse.table.Len()
			}
			b.Clamps = append(b.Clamps, c)
		}
		for _, r := range one.Recordings {
			r.Compartment += k * n
			if t := m.synapseWith(r.Key); t != nil {
				r.Synapse += k * t.table.Len()
			}
			b.Recordings = append(b.Recordings, r)
		}
	}
	return b
}

// repeatRows lists rows once for each member, each so many further on.
func repeatRows(rows []int32, members, by int) []int32 {
	all := make([]int32, 0, len(rows)*members)
	for k := range members {
		for _, row := range rows {
			all = append(all, row+int32(k*by))
		}
	}
	return all
}

// joinTables puts tables of the same columns after one another. A column stays one value where it is
// that in all of them.
func joinTables(list []*ecs.Table) *ecs.Table {
	all := ecs.NewTable(list[0].Name(), list[0].Columns()...)
	all.AppendRows(list[0].Len() * len(list))
	values := make([]float64, 0, all.Len())
	for i := range list[0].Columns() {
		common, one := list[0].Uniform(i)
		for _, t := range list {
			value, uniform := t.Uniform(i)
			one = one && uniform && math.Float64bits(value) == math.Float64bits(common)
		}
		if one {
			all.SetAll(i, common)
			continue
		}
		values = values[:0]
		for _, t := range list {
			stored, uniform := t.Stored(i)
			if uniform {
				stored = slices.Repeat(stored, t.Len())
			}
			values = append(values, stored...)
		}
		if err := all.SetValues(i, values); err != nil {
			panic(err) // as many values as rows
		}
	}
	return all
}
