package golgi

import (
	"errors"
	"fmt"

	"golgi/topology"
)

// SetNComp gives every branch in view n compartments of equal length. A traced
// branch is cut anew from its points; minRadius, if given, raises radii below
// it (um). Parameters, mechanisms and groups stay, and so do stimuli,
// recordings and trainables, which move to the compartment that holds their
// place. Views made before are stale, other than the model itself.
//
// Errors: n below 1, a branch that is not wholly in view, a branch whose
// compartments differ in mechanisms, parameters or groups, or, not traced, in
// length or radius.
func (v *View) SetNComp(n int, minRadius ...float64) error {
	return v.SetNComps([]int{n}, minRadius...)
}

// SetNComps is [View.SetNComp] with a number for each branch in view, or one
// for all: for rules such as [View.DLambda], at once instead of branch by
// branch. Error, besides those: another number of numbers.
func (v *View) SetNComps(ncomp []int, minRadius ...float64) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("set ncomp: %w", err)
	}
	m, branches := v.m, v.branchesInView()
	for i, n := range ncomp {
		if n < 1 || n > 1<<24 {
			if len(ncomp) == 1 {
				return fmt.Errorf("set ncomp: a branch cannot have %d compartments; give 1 or more", n)
			}
			return fmt.Errorf("set ncomp: a branch cannot have %d compartments, which number %d, counted from 0, asks for; give 1 or more", n, i)
		}
	}
	switch {
	case len(ncomp) != 1 && len(ncomp) != len(branches):
		return fmt.Errorf("set ncomp: %d numbers for the %d branches of view %s; give one, or one for each", len(ncomp), len(branches), v.Path())
	case len(minRadius) > 1:
		return errors.New("set ncomp: give one minimal radius")
	case len(minRadius) == 1 && (notFinite(minRadius[0]) || minRadius[0] < 0):
		return fmt.Errorf("set ncomp: %v um is no minimal radius", minRadius[0])
	case m.kind == compartmentModule:
		return errors.New("set ncomp: a compartment is one; make a branch of it with NewBranchOf")
	}
	smallest := 0.0
	if len(minRadius) == 1 {
		smallest = minRadius[0]
	}
	cuts := map[int32]branchCut{}
	inView := make([]int32, m.numBranches())
	v.compartments.each(func(row int32) { inView[m.columns.branch[row]]++ })
	for i, b := range branches {
		cut, err := m.recut(b, int(inView[b]), ncomp[min(i, len(ncomp)-1)], smallest)
		if err != nil {
			return fmt.Errorf("set ncomp: %s: %w", m.branchPlace(b), err)
		}
		cuts[b] = cut
	}
	if err := m.rebuild(cuts); err != nil {
		return fmt.Errorf("set ncomp: %w", err)
	}
	return nil
}

// branchCut is the geometry of a branch in another number of compartments.
type branchCut struct {
	*topology.Compartments
	traced bool // from traced points
}

// recut returns the geometry of a branch in n compartments.
func (m *module) recut(b int32, inView, n int, minRadius float64) (branchCut, error) {
	lo, hi := m.startOfBranch[b], m.startOfBranch[b+1]
	if inView != int(hi-lo) {
		return branchCut{}, fmt.Errorf("%d of its %d compartments are in view; select whole branches", inView, hi-lo)
	}
	record, c := &m.branches[b], &m.columns
	asTraced := record.traced
	for row := lo; row < hi; row++ {
		asTraced = asTraced && (m.traced.has(row) || record.convention == topology.Jaxley)
	}
	if err := m.sameThroughout(lo, hi, asTraced); err != nil {
		return branchCut{}, err
	}
	switch {
	case asTraced && record.convention == topology.Jaxley:
		old := &topology.Compartments{
			Length: c.length[lo:hi], Radius: c.radius[lo:hi], Area: c.area[lo:hi], Volume: c.volume[lo:hi],
			LoadIn: c.loadIn[lo:hi], LoadOut: c.loadOut[lo:hi], X: c.x[lo:hi], Y: c.y[lo:hi], Z: c.z[lo:hi],
		}
		cut, err := topology.RecutJaxley(old, record.points, n, minRadius)
		return branchCut{cut, true}, err
	case asTraced:
		branch := topology.Branch{Attachment: topology.Attachment{Parent: -1}, Type: record.swcType, Points: record.points}
		one := topology.Morphology{Convention: record.convention, Branches: []topology.Branch{branch}}
		cut, err := one.Discretise([]int{n}, minRadius)
		return branchCut{cut, true}, err
	}
	cut := topology.NewCompartments(n)
	length, radius := c.length[lo]*float64(hi-lo)/float64(n), max(c.radius[lo], minRadius)
	x, y, z, err := topology.CompartmentCentres([][]topology.Point{record.points}, []int{n})
	if err != nil {
		return branchCut{}, err
	}
	cut.X, cut.Y, cut.Z = x, y, z
	for k := range n {
		cut.Length[k], cut.Radius[k] = length, radius
		cut.Area[k], cut.Volume[k], cut.LoadIn[k], cut.LoadOut[k] = topology.Cylinder(length, radius)
	}
	return branchCut{cut, false}, nil
}

// sameThroughout checks that the compartments of a branch differ in nothing
// that has no place along it.
func (m *module) sameThroughout(lo, hi int32, asTraced bool) error {
	keys := []string{"axial_resistivity", "capacitance"}
	if !asTraced {
		keys = append(keys, "length", "radius")
	}
	states := map[string]bool{}
	for _, in := range m.mechanisms {
		for _, s := range in.mechanism.States() {
			states[s.Key] = true
		}
		for row := lo + 1; row < hi; row++ {
			if (in.row[row] >= 0) != (in.row[lo] >= 0) {
				return fmt.Errorf("mechanism %s is in some of its compartments only", in.mechanism.Name())
			}
		}
	}
	for _, key := range m.keys()[len(compartmentKeys()):] {
		if ref, _ := m.find(key); ref.synapse == nil && !states[key] {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		ref, _ := m.find(key)
		if ref.shared != nil && ref.shared.state {
			continue
		}
		for row := lo + 1; row < hi; row++ {
			if ref.has(row) != ref.has(lo) || ref.has(row) && ref.get(row) != ref.get(lo) {
				return fmt.Errorf("its compartments differ in %s; make it the same, or set it after the number of compartments", key)
			}
		}
	}
	for i := range m.groups {
		for row := lo + 1; row < hi; row++ {
			if m.groups[i].members.has(row) != m.groups[i].members.has(lo) {
				return fmt.Errorf("group %s holds some of its compartments only", m.groups[i].name)
			}
		}
	}
	return nil
}
