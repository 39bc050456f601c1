package plan

import (
	"fmt"
	"slices"
	"strings"
)

// DynamicColumns lists the columns that a step takes to the next, by name,
// alphabetically: the order of a flat state.
func (p *Plan) DynamicColumns() []ColumnInfo {
	var list []ColumnInfo
	for _, info := range p.columns {
		if info.Role.Dynamic() {
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b ColumnInfo) int { return strings.Compare(string(a.Name), string(b.Name)) })
	return list
}

// Flat returns the dynamic columns one after the other, each in model order.
func (s *State) Flat() []float64 {
	flat := make([]float64, 0, s.plan.flatLen())
	for _, info := range s.plan.DynamicColumns() {
		flat = append(flat, s.modelOrder(s.plan.index[info.Name])...)
	}
	return flat
}

// SetFlat is the inverse of Flat. Error: another number of values.
func (s *State) SetFlat(flat []float64) error {
	return s.plan.eachFlat(flat, func(info ColumnInfo, values []float64) error {
		s.setModelOrder(s.plan.index[info.Name], values)
		return nil
	})
}

// Flat returns the derivatives of the dynamic columns, in the order of State.Flat.
func (s *Sensitivity) Flat() []float64 {
	flat := make([]float64, 0, s.plan.flatLen())
	for _, info := range s.plan.DynamicColumns() {
		values, _ := s.Values(info.Name)
		flat = append(flat, values...)
	}
	return flat
}

// SetFlat gives the dynamic columns their derivatives. Error: another number of
// values.
func (s *Sensitivity) SetFlat(flat []float64) error {
	return s.plan.eachFlat(flat, func(info ColumnInfo, values []float64) error { return s.Set(info.Name, values) })
}

// ClearStates makes the derivatives of the dynamic columns zero, and leaves those of
// parameters and waveforms.
func (s *Sensitivity) ClearStates() {
	for i, info := range s.plan.columns {
		if info.Role.Dynamic() {
			clear(s.columns[i])
		}
	}
}

func (p *Plan) flatLen() int {
	n := 0
	for _, info := range p.columns {
		if info.Role.Dynamic() {
			n += info.Rows
		}
	}
	return n
}

func (p *Plan) eachFlat(flat []float64, f func(ColumnInfo, []float64) error) error {
	list, n := p.DynamicColumns(), p.flatLen()
	if len(flat) != n {
		return fmt.Errorf("plan: a flat state of %d values, the model's has %d", len(flat), n)
	}
	for _, info := range list {
		if err := f(info, flat[:info.Rows]); err != nil {
			return err
		}
		flat = flat[info.Rows:]
	}
	return nil
}
