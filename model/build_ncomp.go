package model

import (
	"fmt"

	"golgi"
	"golgi/topology"
)

// ncomp re-cuts branches.
func (b *builder) ncomp() error {
	for i := range b.f.NComp {
		item := &b.f.NComp[i]
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		var minRadius []float64
		if item.MinRadius.Given {
			minRadius = append(minRadius, item.MinRadius.Value)
		}
		at, numbers := item.NComp.Place, []int{item.NComp.Value}
		if item.DLambda.Given {
			at = item.DLambda.Place
			if numbers, err = item.DLambda.Value.numbers(view); err != nil {
				return b.wrap(at, err)
			}
		}
		if err := b.checkRecut(at, view, numbers); err != nil {
			return err
		}
		if err := view.SetNComps(numbers, minRadius...); err != nil {
			return b.wrap(at, err)
		}
		if item.DLambda.Given {
			b.noteRule(item.DLambda, b.m.View.Select(item.At.Value))
		}
	}
	return nil
}

// rule is the rule for a cell that is being read; what is not given is that of a new compartment.
func (l *DLambda) rule() golgi.NCompRule {
	resistivity, capacitance := l.membrane(golgi.NewCompartment().View)
	return golgi.DLambda(l.D.Value, l.Frequency.Value, resistivity[0], capacitance[0])
}

// membrane gives the axial resistivity and capacitance of each compartment in view, unless the rule says them.
func (l *DLambda) membrane(view *golgi.View) (resistivity, capacitance []float64) {
	values := func(key string, given Of[float64]) []float64 {
		all, err := view.Get(key)
		if err != nil {
			panic("model: " + err.Error()) // every compartment has these keys
		}
		for i := range all {
			if given.Given {
				all[i] = given.Value
			}
		}
		return all
	}
	return values("axial_resistivity", l.AxialResistivity), values("capacitance", l.Capacitance)
}

// numbers applies the rule to the branches in view as they are.
func (l *DLambda) numbers(view *golgi.View) ([]int, error) {
	if !l.AxialResistivity.Given && !l.Capacitance.Given {
		return view.DLambda(l.D.Value, l.Frequency.Value)
	}
	var numbers []int
	for branch := range view.Branches() {
		lengths, err := branch.Get("length")
		if err != nil {
			return nil, err
		}
		radii, err := branch.Get("radius")
		if err != nil {
			return nil, err
		}
		resistivity, capacitance := l.membrane(branch)
		electrotonic := 0.0
		for i := range lengths {
			electrotonic += lengths[i] / topology.LambdaF(2*radii[i], resistivity[i], capacitance[i], l.Frequency.Value)
		}
		n, err := topology.DLambdaOf(electrotonic, l.D.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", branch.Path(), err)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// noteRule says what the rule gave, and from what.
func (b *builder) noteRule(l Of[DLambda], view *golgi.View) {
	resistivity, capacitance := l.Value.membrane(view)
	_, branches, compartments := view.Shape()
	b.m.Notes = append(b.m.Notes, fmt.Sprintf("%s: d_lambda = %g at %g Hz, %g Ohm cm and %g uF/cm2 gives %d compartments in %d branches",
		l.Key, l.Value.D.Value, l.Value.Frequency.Value, resistivity[0], capacitance[0], compartments, branches))
}
