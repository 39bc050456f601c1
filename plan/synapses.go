package plan

import "fmt"

// orderSynapses sorts the rows of each synapse type by the postsynaptic plan
// compartment, rows of one compartment in the order of the table: the order in
// which their currents are gathered.
func (p *Plan) orderSynapses(b *Blueprint) error {
	for _, type_ := range b.Synapses {
		name, rows := type_.Mechanism.Name(), type_.Table.Len()
		if len(type_.Pre) != rows || len(type_.Post) != rows {
			return fmt.Errorf("freeze: synapse type %s has %d and %d ends and a table of %d rows", name, len(type_.Pre), len(type_.Post), rows)
		}
		for row := range rows {
			for _, end := range [2]int32{type_.Pre[row], type_.Post[row]} {
				if end < 0 || int(end) >= p.NumCompartments() {
					return fmt.Errorf("freeze: synapse %d of type %s: no compartment %d (the model has %d)", row, name, end, p.NumCompartments())
				}
			}
		}
		m := &MechanismPlan{
			Mechanism: type_.Mechanism, Compartments: make([]int32, rows), Pre: make([]int32, rows), tableRow: p.countingSort(type_.Post),
		}
		m.modelRow = m.tableRow
		for row, tableRow := range m.tableRow {
			m.Compartments[row] = p.fromModel[type_.Post[tableRow]]
			m.Pre[row] = p.fromModel[type_.Pre[tableRow]]
		}
		p.mechanisms = append(p.mechanisms, m)
	}
	return nil
}

// countingSort returns the order of rows by the plan compartment of each, stable
// and in linear time.
func (p *Plan) countingSort(compartments []int32) []int32 {
	next := make([]int32, p.NumCompartments()+1)
	for _, c := range compartments {
		next[p.fromModel[c]+1]++
	}
	for i := range next[1:] {
		next[i+1] += next[i]
	}
	order := make([]int32, len(compartments))
	for row, c := range compartments {
		at := p.fromModel[c]
		order[next[at]] = int32(row)
		next[at]++
	}
	return order
}
