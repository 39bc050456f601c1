package golgi

import (
	"fmt"
	"math"
)

// DistanceDirect returns the straight distance, um, from the compartments in
// view to each compartment of another view of the model, by their centres: from
// several, that from the nearest.
//
// Errors: an empty view, a view of another model.
func (v *View) DistanceDirect(ends *View) ([]float64, error) {
	if err := v.checkDistance("distance direct", ends); err != nil {
		return nil, err
	}
	c := &v.m.columns
	distances := make([]float64, 0, ends.compartments.len())
	ends.compartments.each(func(end int32) {
		nearest := math.Inf(1)
		v.compartments.each(func(start int32) {
			dx, dy, dz := c.x[start]-c.x[end], c.y[start]-c.y[end], c.z[start]-c.z[end]
			nearest = min(nearest, math.Sqrt(float64(dx*dx)+float64(dy*dy)+float64(dz*dz)))
		})
		distances = append(distances, nearest)
	})
	return distances, nil
}

// DistancePathwise returns the distance along the tree, um, from the
// compartments in view to each compartment of another view of the model, from
// centre to centre: from several, that from the nearest.
//
// Errors: an empty view, a view of another model, an end in a cell of which no
// compartment is in view.
func (v *View) DistancePathwise(ends *View) ([]float64, error) {
	if err := v.checkDistance("distance pathwise", ends); err != nil {
		return nil, err
	}
	m := v.m
	fromStarts := map[int32][]float64{} // of each cell
	for _, cell := range v.cellsInView() {
		lo, hi := m.firstCompartment[cell], m.firstCompartment[cell+1]
		from, err := m.pathDistances(cell, v.compartments.between(lo, hi))
		if err != nil {
			return nil, fmt.Errorf("distance pathwise: %w", err)
		}
		fromStarts[cell] = from
	}
	distances := make([]float64, 0, ends.compartments.len())
	var err error
	ends.compartments.each(func(end int32) {
		cell := m.columns.cell[end]
		from, ok := fromStarts[cell]
		if !ok {
			if err == nil {
				err = fmt.Errorf("distance pathwise: no way leads from view %s to %s, which is in another cell; distances along the tree are those within a cell", v.Path(), m.place(end))
			}
			return
		}
		distances = append(distances, from[end-m.firstCompartment[cell]])
	})
	if err != nil {
		return nil, err
	}
	return distances, nil
}

func (v *View) checkDistance(operation string, ends *View) error {
	for _, view := range []*View{v, ends} {
		if err := view.Err(); err != nil {
			return fmt.Errorf("%s: %w", operation, err)
		}
		if view.compartments.len() == 0 {
			return fmt.Errorf("%s: nothing is in view %s", operation, view.Path())
		}
	}
	if v.m != ends.m {
		return fmt.Errorf("%s: views %s and %s are of two models", operation, v.Path(), ends.Path())
	}
	return nil
}

// pathDistances returns the distance of each compartment of a cell from the
// nearest of some of its compartments.
func (m *module) pathDistances(cell int32, starts rowSet) ([]float64, error) {
	first, end := m.firstCompartment[cell], m.firstCompartment[cell+1]
	from := make([]int, 0, starts.len())
	starts.each(func(row int32) { from = append(from, int(row-first)) })
	return m.trees[cell].Order().PathDistances(m.columns.length[first:end], from...)
}
