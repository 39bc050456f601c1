package golgi

import (
	"fmt"
	"strings"

	"golgi/plan"
)

// withSystems adds to a blueprint the columns that added systems bring along, and
// what is recorded of them.
func (m *module) withSystems(b *plan.Blueprint, added []AddedSystem) error {
	for i, a := range added {
		if a.System == nil {
			return fmt.Errorf("system %d of Options.Systems is nil", i)
		}
	}
	owners := map[plan.Column]string{}
	for _, a := range added {
		for _, r := range a.Record {
			if ref, known := m.find(r.Key); known && ref.synapse != nil {
				return fmt.Errorf("system %q records %q, which belongs to synapses; record it in the model", a.System.Name(), r.Key)
			}
			b.Recordings = append(b.Recordings, r)
		}
		owner, ok := a.System.(plan.ColumnOwner)
		if !ok {
			continue
		}
		for _, column := range owner.Columns() {
			if other, taken := owners[column.Name]; taken {
				return fmt.Errorf("systems %q and %q both bring a column %q; give one of them another name", other, owner.Name(), column.Name)
			}
			owners[column.Name] = owner.Name()
			b.Columns = append(b.Columns, column)
		}
	}
	return nil
}

// addedColumns writes what a plan holds for added systems: it is good for the same
// columns and recordings only. Initial values are those of each run.
func addedColumns(b *plan.Blueprint, added []AddedSystem) string {
	var text strings.Builder
	for _, column := range b.Columns {
		fmt.Fprintf(&text, "%q %q %d ", column.Name, column.Unit, column.Role)
	}
	for _, a := range added {
		for _, r := range a.Record {
			fmt.Fprintf(&text, "%q %d %d ", r.Key, r.Compartment, r.Synapse)
		}
	}
	return text.String()
}

// recordedOf describes the traces that added systems ask for.
func (m *module) recordedOf(added []AddedSystem) []Recorded {
	var list []Recorded
	for _, a := range added {
		for _, r := range a.Record {
			list = append(list, Recorded{State: r.Key, Compartment: r.Compartment, Place: m.place(int32(r.Compartment)), Synapse: -1})
		}
	}
	return list
}
