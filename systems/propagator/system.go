package propagator

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
)

// System describes one cell. Its n nodes are compartments and branchpoints; a
// parent stands before its children.
type System struct {
	Parent    []int32    // n; -1 at a root
	Coupling  []float64  // n; to the parent, uS (um3/ms); not read at a root
	Capacity  []float64  // n; nF (um3); 0 at a branchpoint
	Fixed     []int32    // clamped nodes, in the order of the commands
	Junctions []Junction // couplings beside those of the tree
	Dt        float64    // ms
	Method    Method
}

// Junction is a symmetric coupling between two nodes, for instance a gap
// junction within the cell.
type Junction struct {
	A, B     int32
	Coupling float64 // uS (um3/ms)
}

// Method says how the exponential is applied.
type Method uint8

const (
	Automatic Method = iota // Dense up to DenseLimit compartments that are not clamped, Action beyond
	Dense                   // a stored matrix
	Action                  // a Chebyshev series, applied without a matrix
)

// DenseLimit is the number of compartments up to which Automatic stores a matrix.
const DenseLimit = 2000

// Parameters holds a number for each parameter of a system: a tangent, or a
// cotangent that is added to. A nil slice stands for parameters that are held.
type Parameters struct {
	Coupling []float64 // n; the entry of a root is not used
	Junction []float64 // of each junction
	Capacity []float64 // n; the entries of branchpoints and clamped nodes are not used
}

func (p Parameters) held() bool { return p.Coupling == nil && p.Junction == nil && p.Capacity == nil }

// check says what is wrong with a system.
func (s *System) check() error {
	n := len(s.Parent)
	if len(s.Coupling) != n || len(s.Capacity) != n {
		return fmt.Errorf("propagator: %d parents, %d couplings and %d capacities; give one of each for every node", n, len(s.Coupling), len(s.Capacity))
	}
	if n > math.MaxInt32 {
		return fmt.Errorf("propagator: %d nodes are more than can be numbered; split the cell", n)
	}
	if !(s.Dt > 0) || math.IsInf(s.Dt, 0) {
		return fmt.Errorf("propagator: dt is %g ms; give a positive time step", s.Dt)
	}
	if s.Method > Action {
		return fmt.Errorf("propagator: no method %d; give Automatic, Dense or Action", s.Method)
	}
	for k, p := range s.Parent {
		if p < -1 || int(p) >= k {
			return fmt.Errorf("propagator: node %d has parent %d; order the nodes so that a parent stands before its children (-1 at a root)", k, p)
		}
		if p >= 0 && !amount(s.Coupling[k]) {
			return fmt.Errorf("propagator: node %d has coupling %g to its parent; give a finite number that is not negative", k, s.Coupling[k])
		}
		if !amount(s.Capacity[k]) {
			return fmt.Errorf("propagator: node %d has capacity %g; give a finite number, positive or 0 at a branchpoint", k, s.Capacity[k])
		}
	}
	return s.checkExtras()
}

func (s *System) checkExtras() error {
	n := len(s.Parent)
	seen := make(map[int32]bool, len(s.Fixed))
	for i, k := range s.Fixed {
		switch {
		case k < 0 || int(k) >= n:
			return fmt.Errorf("propagator: clamp %d is at node %d of %d; give a node of the cell", i, k, n)
		case seen[k]:
			return fmt.Errorf("propagator: node %d is clamped twice; keep one clamp of it", k)
		case s.Capacity[k] == 0:
			return fmt.Errorf("propagator: clamp %d is at branchpoint %d; clamp a compartment", i, k)
		}
		seen[k] = true
	}
	for i, j := range s.Junctions {
		switch {
		case j.A < 0 || int(j.A) >= n || j.B < 0 || int(j.B) >= n:
			return fmt.Errorf("propagator: junction %d joins nodes %d and %d of %d; give nodes of the cell", i, j.A, j.B, n)
		case j.A == j.B:
			return fmt.Errorf("propagator: junction %d joins node %d to itself; give two nodes", i, j.A)
		case !amount(j.Coupling):
			return fmt.Errorf("propagator: junction %d has coupling %g; give a finite number that is not negative", i, j.Coupling)
		}
	}
	return nil
}

func amount(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }

// clone copies what a propagator keeps, so that the caller may reuse its slices.
func (s *System) clone() System {
	c := *s
	c.Parent = append([]int32(nil), s.Parent...)
	c.Coupling = append([]float64(nil), s.Coupling...)
	c.Capacity = append([]float64(nil), s.Capacity...)
	c.Fixed = append([]int32(nil), s.Fixed...)
	c.Junctions = append([]Junction(nil), s.Junctions...)
	for k, p := range c.Parent {
		if p < 0 {
			c.Coupling[k] = 0
		}
	}
	return c
}

// Key is equal for equal systems, bit for bit; the coupling of a root does not
// count. It is a SHA-256 sum.
type Key [sha256.Size]byte

// Key makes the key of a system.
func (s *System) Key() Key {
	b := make([]byte, 0, 64+20*len(s.Parent)+4*len(s.Fixed)+16*len(s.Junctions))
	u32 := func(x uint32) { b = binary.LittleEndian.AppendUint32(b, x) }
	f64 := func(x float64) { b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x)) }
	for _, length := range []int{len(s.Parent), len(s.Coupling), len(s.Capacity), len(s.Fixed), len(s.Junctions), int(s.Method)} {
		u32(uint32(length))
	}
	f64(s.Dt)
	for _, p := range s.Parent {
		u32(uint32(p))
	}
	for k, g := range s.Coupling {
		if k < len(s.Parent) && s.Parent[k] < 0 {
			g = 0
		}
		f64(g)
	}
	for _, c := range s.Capacity {
		f64(c)
	}
	for _, k := range s.Fixed {
		u32(uint32(k))
	}
	for _, j := range s.Junctions {
		u32(uint32(j.A))
		u32(uint32(j.B))
		f64(j.Coupling)
	}
	return sha256.Sum256(b)
}
