package golgi

import (
	"errors"
	"fmt"
	"math"
)

// Single steps over plain slices: what the systems "states" and "voltage" do,
// for one's own experiments. A run does not use them. They are named after
// the functions of Jaxley that give the same.

// SaveExp returns exp(x) for x up to a limit and the exponential of the limit
// beyond, which is 20 if none is given. (The simulator itself clips nothing.)
func SaveExp(x float64, limit ...float64) float64 {
	most := 20.0
	if len(limit) > 0 {
		most = limit[0]
	}
	return math.Exp(min(x, most))
}

// StepExponentialEuler returns the states after a step of dt (ms) that solves
// dx/dt = -(x - inf)/tau exactly, inf and tau (ms) being held:
// x exp(-dt/tau) + inf (1 - exp(-dt/tau)), with [SaveExp] for exp, so that a
// negative tau does not overflow. Error: unequal lengths.
func StepExponentialEuler(x []float64, dt float64, inf, tau []float64) ([]float64, error) {
	if len(inf) != len(x) || len(tau) != len(x) {
		return nil, fmt.Errorf("step exponential euler: %d states, %d steady states, %d time constants; give as many of each", len(x), len(inf), len(tau))
	}
	next := make([]float64, len(x))
	for i := range x {
		decay := SaveExp(-dt / tau[i])
		next[i] = float64(x[i]*decay) + float64(inf[i]*(1-decay))
	}
	return next, nil
}

// SolveInfGateExponential returns gates after a step of dt (ms), given their
// steady states and time constants (ms): [StepExponentialEuler] by the name
// that it has for gates.
func SolveInfGateExponential(x []float64, dt float64, inf, tau []float64) ([]float64, error) {
	return StepExponentialEuler(x, dt, inf, tau)
}

// BranchedCable is the voltage equation of branches of equally many
// compartments, in the layout of Jaxley 0.2: compartments branch by branch,
// each row divided by the capacitance of its compartment. ComputeCouplingCond,
// ComputeCouplingCondBranchpoint and ComputeImpactOnNode of package topology
// give the conductances of cylinders.
type BranchedCable struct {
	Branches int
	// VoltageTerms (1/ms) and ConstantTerms (mV/ms) are the membrane of each
	// compartment: dV/dt = -VoltageTerms V + ConstantTerms.
	VoltageTerms, ConstantTerms []float64
	// CouplingUpper[i] couples a compartment to the next of its branch, in the
	// row of the former, CouplingLower[i] in that of the latter (1/ms): for each
	// branch one less than it has compartments.
	CouplingUpper, CouplingLower []float64
	// SummedCoupling is the sum of what couples a compartment to its
	// neighbours, branchpoints included (1/ms).
	SummedCoupling []float64
	// Parents and Children are branches that meet in branchpoints: the last
	// compartment of a parent, the first of a child. ParentPoints and
	// ChildPoints name the branchpoint of each, from 0.
	Parents, Children         []int
	ParentPoints, ChildPoints []int
	// ParentConds and ChildConds (1/ms) couple their compartments to the
	// branchpoint; ParentWeights and ChildWeights are their shares in its
	// voltage, in any unit.
	ParentConds, ChildConds     []float64
	ParentWeights, ChildWeights []float64
}

// check compares the lengths with one another.
func (c *BranchedCable) check(voltages []float64) (compartments int, err error) {
	n := len(voltages)
	if c.Branches < 1 || n == 0 || n%c.Branches != 0 {
		return 0, fmt.Errorf("%d voltages for %d branches of equally many compartments", n, c.Branches)
	}
	compartments = n / c.Branches
	inner := c.Branches * (compartments - 1)
	for _, list := range []struct {
		name   string
		values []float64
		wanted int
	}{
		{"VoltageTerms", c.VoltageTerms, n}, {"ConstantTerms", c.ConstantTerms, n}, {"SummedCoupling", c.SummedCoupling, n},
		{"CouplingUpper", c.CouplingUpper, inner}, {"CouplingLower", c.CouplingLower, inner},
		{"ParentConds", c.ParentConds, len(c.Parents)}, {"ParentWeights", c.ParentWeights, len(c.Parents)},
		{"ChildConds", c.ChildConds, len(c.Children)}, {"ChildWeights", c.ChildWeights, len(c.Children)},
	} {
		if len(list.values) != list.wanted {
			return 0, fmt.Errorf("%s has %d values, %d are needed", list.name, len(list.values), list.wanted)
		}
	}
	if len(c.ParentPoints) != len(c.Parents) || len(c.ChildPoints) != len(c.Children) {
		return 0, fmt.Errorf("%d branchpoints of %d parents and %d of %d children; give one for each", len(c.ParentPoints), len(c.Parents), len(c.ChildPoints), len(c.Children))
	}
	for _, half := range c.halves(compartments) {
		if half.compartment < 0 || half.compartment >= n || half.point < 0 || half.point > len(c.Parents)+len(c.Children) {
			return 0, errors.New("the numbers in Parents and Children and of their branchpoints count from 0, and must exist")
		}
	}
	return compartments, nil
}

// meet is a compartment at a branchpoint.
type meet struct {
	compartment, point int
	cond, weight       float64
}

func (c *BranchedCable) halves(compartments int) []meet {
	var list []meet
	for i, b := range c.Parents {
		list = append(list, meet{(b+1)*compartments - 1, c.ParentPoints[i], c.ParentConds[i], c.ParentWeights[i]})
	}
	for i, b := range c.Children {
		list = append(list, meet{b * compartments, c.ChildPoints[i], c.ChildConds[i], c.ChildWeights[i]})
	}
	return list
}

// points returns the number of branchpoints.
func points(halves []meet) int {
	n := 0
	for _, h := range halves {
		n = max(n, h.point+1)
	}
	return n
}

// VoltageVectorfield returns dV/dt (mV/ms) of each compartment, the voltage of
// a branchpoint being the weighted mean of those that meet there. Errors:
// lengths that do not fit together.
func VoltageVectorfield(voltages []float64, cable BranchedCable) ([]float64, error) {
	compartments, err := cable.check(voltages)
	if err != nil {
		return nil, fmt.Errorf("voltage vectorfield: %w", err)
	}
	field := make([]float64, len(voltages))
	for i, v := range voltages {
		field[i] = cable.ConstantTerms[i] - float64(cable.VoltageTerms[i]*v)
	}
	k := 0
	for b := range cable.Branches {
		for i := b * compartments; i < (b+1)*compartments-1; i++ {
			difference := voltages[i+1] - voltages[i]
			field[i] += float64(difference * cable.CouplingUpper[k])
			field[i+1] -= float64(difference * cable.CouplingLower[k])
			k++
		}
	}
	halves := cable.halves(compartments)
	sum, weight := make([]float64, points(halves)), make([]float64, points(halves))
	for _, h := range halves {
		sum[h.point] += float64(h.weight * voltages[h.compartment])
		weight[h.point] += h.weight
	}
	for _, h := range halves {
		field[h.compartment] += float64(h.cond * (sum[h.point]/weight[h.point] - voltages[h.compartment]))
	}
	return field, nil
}

// StepVoltageExplicit returns the voltages after a step of dt (ms) of forward
// Euler, on branched cells too. Errors as of [VoltageVectorfield].
func StepVoltageExplicit(voltages []float64, cable BranchedCable, dt float64) ([]float64, error) {
	field, err := VoltageVectorfield(voltages, cable)
	if err != nil {
		return nil, fmt.Errorf("step voltage explicit: %w", errors.Unwrap(err))
	}
	next := make([]float64, len(voltages))
	for i, v := range voltages {
		next[i] = v + float64(dt*field[i])
	}
	return next, nil
}

// StepVoltageImplicit returns the voltages after a step of dt (ms) of backward
// Euler: compartments and branchpoints are solved together. Branches must hang
// together as a tree does, a branchpoint being the end of one parent.
//
// Errors: lengths that do not fit together, branches in a circle.
func StepVoltageImplicit(voltages []float64, cable BranchedCable, dt float64) ([]float64, error) {
	compartments, err := cable.check(voltages)
	if err != nil {
		return nil, fmt.Errorf("step voltage implicit: %w", err)
	}
	n, halves := len(voltages), cable.halves(compartments)
	s := newTreeSolve(n + points(halves))
	for i, v := range voltages {
		s.diagonal[i] = 1 + float64(dt*cable.VoltageTerms[i]) + float64(dt*cable.SummedCoupling[i])
		s.right[i] = v + float64(dt*cable.ConstantTerms[i])
	}
	k := 0
	for b := range cable.Branches {
		for i := b * compartments; i < (b+1)*compartments-1; i++ {
			s.join(i, i+1, -float64(dt*cable.CouplingUpper[k]), -float64(dt*cable.CouplingLower[k]))
			k++
		}
	}
	for _, h := range halves {
		s.diagonal[n+h.point] += h.weight
		s.join(h.compartment, n+h.point, -float64(dt*h.cond), -h.weight)
	}
	if !s.solve() {
		return nil, errors.New("step voltage implicit: the branches meet in a circle; Parents and Children must make a tree")
	}
	return s.right[:n], nil
}

// treeSolve is a linear system whose unknowns hang together as trees.
type treeSolve struct {
	diagonal, right []float64
	links           [][]treeLink
}

// treeLink is the neighbour of an unknown with the coefficient in its row.
type treeLink struct {
	to          int
	coefficient float64
}

func newTreeSolve(n int) *treeSolve {
	return &treeSolve{make([]float64, n), make([]float64, n), make([][]treeLink, n)}
}

// join gives two unknowns their coefficients: that of b in the row of a, and
// that of a in the row of b.
func (s *treeSolve) join(a, b int, inA, inB float64) {
	s.links[a] = append(s.links[a], treeLink{b, inA})
	s.links[b] = append(s.links[b], treeLink{a, inB})
}

// solve eliminates from the leaves to the roots and goes back; right is the
// result. It reports whether there was no circle.
func (s *treeSolve) solve() bool {
	n := len(s.right)
	parent, order := make([]int, n), make([]int, 0, n)
	seen := make([]bool, n)
	for root := range n {
		if seen[root] {
			continue
		}
		seen[root], parent[root] = true, -1
		order = append(order, root)
		for next := len(order) - 1; next < len(order); next++ {
			i := order[next]
			up := 0
			for _, link := range s.links[i] {
				switch {
				case link.to == parent[i]:
					if up++; up > 1 {
						return false
					}
				case seen[link.to]:
					return false
				default:
					seen[link.to], parent[link.to] = true, i
					order = append(order, link.to)
				}
			}
		}
	}
	for k := n - 1; k >= 0; k-- {
		if i := order[k]; parent[i] >= 0 {
			factor := s.link(parent[i], i) / s.diagonal[i]
			s.diagonal[parent[i]] -= float64(factor * s.link(i, parent[i]))
			s.right[parent[i]] -= float64(factor * s.right[i])
		}
	}
	for _, i := range order {
		if parent[i] >= 0 {
			s.right[i] -= float64(s.link(i, parent[i]) * s.right[parent[i]])
		}
		s.right[i] /= s.diagonal[i]
	}
	return true
}

func (s *treeSolve) link(row, column int) float64 {
	for _, link := range s.links[row] {
		if link.to == column {
			return link.coefficient
		}
	}
	return 0
}
