package audit

import (
	"fmt"
	"slices"

	"golgi"
	"golgi/grad"
)

// namer is a model that can say where its values act, as all of package golgi can.
type namer interface {
	ParamsToPState(parameters []golgi.Parameter) ([]golgi.ParameterRows, error)
	Show(o golgi.ShowOptions) (*golgi.Table, error)
	Synapses() []golgi.Synapse
}

// places names compartments and synapses.
type places struct {
	rows                  []golgi.ParameterRows
	cell, branch, compart []int // of each compartment, counted within the level above
	cells                 int
	synapses              []golgi.Synapse
}

// placesOf asks a model for its places; what it cannot say stays empty.
func placesOf(model grad.Model, parameters []golgi.Parameter) *places {
	p := &places{}
	n, ok := model.(namer)
	if !ok {
		return p
	}
	if rows, err := n.ParamsToPState(parameters); err == nil {
		p.rows = rows
	}
	p.synapses = n.Synapses()
	table, err := n.Show(golgi.ShowOptions{NoParameters: true, NoStates: true})
	if err != nil {
		return p
	}
	for name, into := range map[string]*[]int{"local_cell_index": &p.cell, "local_branch_index": &p.branch, "local_comp_index": &p.compart} {
		if list, err := table.Ints(name); err == nil {
			*into = list
		}
	}
	if len(p.cell) > 0 {
		p.cells = slices.Max(p.cell) + 1
	}
	return p
}

// of is the place of a value.
func (p *places) of(v pick, s *golgi.Simulation) string {
	switch v.kind {
	case ofStimulus:
		return p.compartment(s.Blueprint().Stimuli[v.number].Compartment)
	case ofClamp:
		return p.compartment(s.Blueprint().Clamps[v.number].Compartment)
	case ofInitialState:
		return fmt.Sprintf("row %d", v.index)
	}
	if v.number >= len(p.rows) || v.index >= len(p.rows[v.number].Indices) || len(p.rows[v.number].Indices[v.index]) == 0 {
		return "-"
	}
	rows := p.rows[v.number]
	first := rows.Indices[v.index][0]
	text := p.compartment(first)
	if rows.OfSynapses {
		text = fmt.Sprintf("edge(%d)", first)
		if first < len(p.synapses) {
			text = fmt.Sprintf("%s.edge(%d)", p.synapses[first].Type, p.synapses[first].Row)
		}
	}
	if more := len(rows.Indices[v.index]) - 1; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func (p *places) compartment(row int) string {
	if row >= len(p.cell) || row >= len(p.branch) || row >= len(p.compart) {
		return fmt.Sprintf("rows(%d)", row)
	}
	text := fmt.Sprintf("branch(%d).comp(%d)", p.branch[row], p.compart[row])
	if p.cells > 1 {
		text = fmt.Sprintf("cell(%d).%s", p.cell[row], text)
	}
	return text
}
