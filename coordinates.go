package golgi

import (
	"errors"
	"fmt"
	"math"

	"golgi/topology"
)

// Coordinates serve pictures and distances; they have no effect on a run.

// ComputeXYZ lays out the branches in view that have no traced points, by the
// present lengths of their compartments: in the x-y plane, the root of a cell
// at the origin, children fanning out. In a cell with traced branches the
// others start where they are attached. Built cells are laid out when they are
// made; this is for after a change of lengths. Branches with points of their
// own, traced or given by SetPoints, stay.
func (v *View) ComputeXYZ() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("compute xyz: %w", err)
	}
	m := v.m
	changed := false
	for _, cell := range v.cellsInView() {
		first := m.firstBranch[cell]
		tree := m.trees[cell]
		lengths := make([]float64, tree.NumBranches())
		plain := true
		for b := range lengths {
			for row := m.startOfBranch[first+int32(b)]; row < m.startOfBranch[first+int32(b)+1]; row++ {
				lengths[b] += m.columns.length[row]
			}
			plain = plain && !m.branches[first+int32(b)].traced
		}
		layout, err := tree.ComputeXYZ(lengths)
		if err != nil {
			return fmt.Errorf("compute xyz: %w", err)
		}
		for b, line := range layout {
			branch := first + int32(b)
			if m.branches[branch].traced || v.compartments.between(m.startOfBranch[branch], m.startOfBranch[branch+1]).len() == 0 {
				continue
			}
			if parent := tree.Attachment(b); !plain && parent.Parent >= 0 {
				start := topology.InterpolateXYZ(parent.At, m.branches[first+int32(parent.Parent)].points)
				shift(line, [3]float64{start[0] - line[0].X, start[1] - line[0].Y, start[2] - line[0].Z})
			}
			m.branches[branch].points = line
			if err := m.centreBranch(branch); err != nil {
				return fmt.Errorf("compute xyz: %w", err)
			}
			changed = true
		}
	}
	if !changed {
		return nil
	}
	return m.placeBranchpoints()
}

// cellsInView returns the indices of the cells with a compartment in view.
func (v *View) cellsInView() []int32 {
	var cells []int32
	v.compartments.each(func(row int32) {
		if cell := v.m.columns.cell[row]; len(cells) == 0 || cells[len(cells)-1] != cell {
			cells = append(cells, cell)
		}
	})
	return cells
}

// branchesInView returns the indices of the branches with a compartment in view.
func (v *View) branchesInView() []int32 {
	var branches []int32
	v.compartments.each(func(row int32) {
		if b := v.m.columns.branch[row]; len(branches) == 0 || branches[len(branches)-1] != b {
			branches = append(branches, b)
		}
	})
	return branches
}

// centreBranch takes the centres of a branch's compartments from its points.
func (m *module) centreBranch(branch int32) error {
	lo, hi := m.startOfBranch[branch], m.startOfBranch[branch+1]
	x, y, z, err := topology.CompartmentCentres([][]topology.Point{m.branches[branch].points}, []int{int(hi - lo)})
	if err != nil {
		return err
	}
	copy(m.columns.x[lo:hi], x)
	copy(m.columns.y[lo:hi], y)
	copy(m.columns.z[lo:hi], z)
	return nil
}

// ComputeCompartmentCentres takes x, y and z of the compartments in view anew
// from the points of their branches: the middle of the straight line between
// the two ends of a compartment, which lie at equal distances along the points
// (see topology.CompartmentCentres). Traced branches are read with the middle
// of the path instead, which differs where they bend.
func (v *View) ComputeCompartmentCentres() error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("compute compartment centres: %w", err)
	}
	m := v.m
	points := make([][]topology.Point, m.numBranches())
	ncomp := make([]int, m.numBranches())
	for b := range points {
		points[b], ncomp[b] = m.branches[b].points, int(m.startOfBranch[b+1]-m.startOfBranch[b])
	}
	x, y, z, err := topology.CompartmentCentres(points, ncomp)
	if err != nil {
		return fmt.Errorf("compute compartment centres: %w", err)
	}
	c := &m.columns
	v.compartments.each(func(row int32) { c.x[row], c.y[row], c.z[row] = x[row], y[row], z[row] })
	return m.placeBranchpoints()
}

// SetPoints gives each branch in view the course of its points, um, from its
// start: for pictures, centres and distances, not for its length and radius.
// Errors: not one list a branch in view, a list of less than two points, a
// coordinate that is not finite, a radius that is not positive.
func (v *View) SetPoints(points ...[]topology.Point) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("set points: %w", err)
	}
	m, branches := v.m, v.branchesInView()
	if len(points) != len(branches) {
		return fmt.Errorf("set points: %d lists of points for the %d branches of view %s; give one for each", len(points), len(branches), v.Path())
	}
	for i, list := range points {
		if len(list) < 2 {
			return fmt.Errorf("set points: %d points for %s; give at least its start and its end", len(list), m.branchPlace(branches[i]))
		}
		for j, p := range list {
			if notFinite(p.X) || notFinite(p.Y) || notFinite(p.Z) || notFinite(p.Radius) || p.Radius <= 0 {
				return fmt.Errorf("set points: point %d of %s is (%v, %v, %v) with radius %v; coordinates must be finite, radii positive", j, m.branchPlace(branches[i]), p.X, p.Y, p.Z, p.Radius)
			}
		}
	}
	for i, b := range branches {
		record := &m.branches[b]
		record.points = append([]topology.Point(nil), points[i]...)
		record.traced, record.convention = true, topology.Conserving
		for row := m.startOfBranch[b]; row < m.startOfBranch[b+1]; row++ {
			m.traced.remove(row) // the geometry is not that of these points
		}
		if err := m.centreBranch(b); err != nil {
			return fmt.Errorf("set points: %w", err)
		}
	}
	return m.placeBranchpoints()
}

// Move moves the branches with a compartment in view by (x, y, z), um.
func (v *View) Move(x, y, z float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("move: %w", err)
	}
	if notFinite(x) || notFinite(y) || notFinite(z) {
		return fmt.Errorf("move: (%v, %v, %v) is no distance", x, y, z)
	}
	for _, b := range v.branchesInView() {
		v.m.moveBranch(b, [3]float64{x, y, z})
	}
	return v.m.placeBranchpoints()
}

// MoveTo moves the branches in view, all alike, so that the first point of the
// first of them comes to (x, y, z), um. [View.MoveEachTo] moves cell by cell.
func (v *View) MoveTo(x, y, z float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("move to: %w", err)
	}
	if notFinite(x) || notFinite(y) || notFinite(z) {
		return fmt.Errorf("move to: (%v, %v, %v) is no place", x, y, z)
	}
	branches := v.branchesInView()
	if len(branches) == 0 {
		return errors.New("move to: nothing is in view " + v.Path())
	}
	v.m.moveBranchesTo(branches, [3]float64{x, y, z})
	return v.m.placeBranchpoints()
}

// MoveEachTo moves each cell in view so that the first point of its first
// branch in view comes to its place, um. Each of x, y, z holds one value for
// all cells, or one a cell. Errors: another number, a value that is not finite.
func (v *View) MoveEachTo(x, y, z []float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("move to: %w", err)
	}
	cells := v.cellsInView()
	places := make([][3]float64, len(cells))
	for axis, values := range [][]float64{x, y, z} {
		if len(values) != 1 && len(values) != len(cells) {
			return fmt.Errorf("move to: %d values of %s for the %d cells of view %s; give one, or one a cell", len(values), "xyz"[axis:axis+1], len(cells), v.Path())
		}
		for i := range places {
			value := values[min(i, len(values)-1)]
			if notFinite(value) {
				return fmt.Errorf("move to: %s = %v for %s is no place", "xyz"[axis:axis+1], value, v.m.cellPlace(int(cells[i])))
			}
			places[i][axis] = value
		}
	}
	branches := v.branchesInView()
	for i, cell := range cells {
		n := 0
		for n < len(branches) && branches[n] < v.m.firstBranch[cell+1] {
			n++
		}
		v.m.moveBranchesTo(branches[:n], places[i])
		branches = branches[n:]
	}
	return v.m.placeBranchpoints()
}

// Rotate turns the branches with a compartment in view about the origin,
// clockwise, in a plane: "xy", "xz" or "yz". Error: another plane.
func (v *View) Rotate(degrees float64, plane string) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	if notFinite(degrees) {
		return fmt.Errorf("rotate: %v degrees is no angle", degrees)
	}
	axes, ok := map[string][2]int{"xy": {0, 1}, "xz": {0, 2}, "yz": {1, 2}}[plane]
	if !ok {
		return fmt.Errorf("rotate: no plane %q; there are xy, xz and yz", plane)
	}
	sine, cosine := sineAndCosine(degrees)
	turn := func(p [3]float64) [3]float64 {
		a, b := p[axes[0]], p[axes[1]]
		p[axes[0]] = float64(cosine*a) + float64(sine*b)
		p[axes[1]] = float64(cosine*b) - float64(sine*a)
		return p
	}
	for _, b := range v.branchesInView() {
		v.m.transform(b, turn)
	}
	return v.m.placeBranchpoints()
}

// sineAndCosine are exact for quarter turns.
func sineAndCosine(degrees float64) (sine, cosine float64) {
	switch math.Mod(math.Mod(degrees, 360)+360, 360) {
	case 0:
		return 0, 1
	case 90:
		return 1, 0
	case 180:
		return 0, -1
	case 270:
		return -1, 0
	}
	return math.Sincos(degrees / 180 * math.Pi)
}

// ArrangeInLayers moves cells into layers: layers holds the number of cells of
// each, in order. Layers follow each other along x at distances of between um
// (usual is 1500), the cells of a layer along y at distances of within um
// (usual is 500), centred on y = 0. If vertical, layers follow each other
// downwards along y, the last at y = 0, and cells along x.
//
// Errors: numbers that do not add up to the cells in view.
func (v *View) ArrangeInLayers(layers []int, within, between float64, vertical bool) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("arrange in layers: %w", err)
	}
	cells, sum := len(v.cellsInView()), 0
	for _, n := range layers {
		if n < 0 {
			return fmt.Errorf("arrange in layers: a layer of %d cells", n)
		}
		sum += n
	}
	if sum != cells {
		return fmt.Errorf("arrange in layers: layers of %d cells together, but there are %d in view %s", sum, cells, v.Path())
	}
	var x, y []float64
	for layer, n := range layers {
		for i := range n {
			across := float64((float64(i) - float64(n-1)/2) * within)
			if vertical {
				x, y = append(x, across), append(y, float64(float64(len(layers)-1-layer)*between))
			} else {
				x, y = append(x, float64(float64(layer)*between)), append(y, across)
			}
		}
	}
	return v.MoveEachTo(x, y, []float64{0})
}

// moveBranchesTo moves branches alike, the first point of the first to a place.
func (m *module) moveBranchesTo(branches []int32, place [3]float64) {
	from := [3]float64{}
	if points := m.branches[branches[0]].points; len(points) > 0 {
		from = [3]float64{points[0].X, points[0].Y, points[0].Z}
	}
	for _, b := range branches {
		m.moveBranch(b, [3]float64{place[0] - from[0], place[1] - from[1], place[2] - from[2]})
	}
}

// moveBranch moves the points of a branch and the centres of its compartments.
func (m *module) moveBranch(branch int32, by [3]float64) {
	m.transform(branch, func(p [3]float64) [3]float64 {
		return [3]float64{p[0] + by[0], p[1] + by[1], p[2] + by[2]}
	})
}

func (m *module) transform(branch int32, f func(p [3]float64) [3]float64) {
	record, c := &m.branches[branch], &m.columns
	points := make([]topology.Point, len(record.points)) // views of pictures may hold the old ones
	for i, p := range record.points {
		at := f([3]float64{p.X, p.Y, p.Z})
		points[i] = topology.Point{X: at[0], Y: at[1], Z: at[2], Radius: p.Radius}
	}
	record.points = points
	for row := m.startOfBranch[branch]; row < m.startOfBranch[branch+1]; row++ {
		at := f([3]float64{c.x[row], c.y[row], c.z[row]})
		c.x[row], c.y[row], c.z[row] = at[0], at[1], at[2]
	}
}

func shift(points []topology.Point, by [3]float64) {
	for i := range points {
		points[i].X += by[0]
		points[i].Y += by[1]
		points[i].Z += by[2]
	}
}
