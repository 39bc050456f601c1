package lanes

import "golgi/internal/vectors"

// Vectors says which code is used.
type Vectors vectors.Set

// The kinds of code.
const (
	None   = Vectors(vectors.None)   // Go
	AVX2   = Vectors(vectors.AVX2)   // four numbers at a time
	AVX512 = Vectors(vectors.AVX512) // eight
)

// Detect is the widest code that this machine has, and the environment variable GOLGI_NATIVE allows. A run uses what its plan says.
func Detect() Vectors {
	allowed, _ := vectors.Allowed()
	return Vectors(allowed)
}

// stretch is the most nodes or compartments that one call of machine code does, a multiple of Width: a goroutine cannot be stopped
// meanwhile, and ten columns of so many take some 40 us if they come from memory.
const stretch = 4096

// Matrix is a forest of nodes in octets, as tree.System has it.
type Matrix struct {
	Parent                                []int32
	Coupling, Diagonal, Right, Reciprocal []float64
}

// Eliminate goes from the leaves to the roots, over nodes low to high-1, which are whole octets and whole cells.
func (v Vectors) Eliminate(m *Matrix, low, high int) {
	if low >= high {
		return
	}
	_, _, _, _, _ = m.Parent[high-1], m.Coupling[high-1], m.Diagonal[high-1], m.Right[high-1], m.Reciprocal[high-1]
	switch v {
	case AVX512:
		for ; high > low; high -= stretch {
			eliminate512(&m.Parent[0], &m.Coupling[0], &m.Diagonal[0], &m.Right[0], &m.Reciprocal[0], max(low, high-stretch), high)
		}
	case AVX2:
		for ; high > low; high -= stretch {
			eliminate2(&m.Parent[0], &m.Coupling[0], &m.Diagonal[0], &m.Right[0], &m.Reciprocal[0], max(low, high-stretch), high)
		}
	default:
		for k := high - 1; k >= low; k-- {
			r := 1 / m.Diagonal[k]
			m.Reciprocal[k] = r
			if p := m.Parent[k]; p >= 0 {
				g := m.Coupling[k]
				f := g * r
				m.Diagonal[p] -= float64(f * g)
				m.Right[p] += float64(f * m.Right[k])
			}
		}
	}
}

// Substitute goes from the roots to the leaves.
func (v Vectors) Substitute(m *Matrix, low, high int) {
	if low >= high {
		return
	}
	_, _, _, _ = m.Parent[high-1], m.Coupling[high-1], m.Right[high-1], m.Reciprocal[high-1]
	switch v {
	case AVX512:
		for ; low < high; low += stretch {
			substitute512(&m.Parent[0], &m.Coupling[0], &m.Right[0], &m.Reciprocal[0], low, min(low+stretch, high))
		}
	case AVX2:
		for ; low < high; low += stretch {
			substitute2(&m.Parent[0], &m.Coupling[0], &m.Right[0], &m.Reciprocal[0], low, min(low+stretch, high))
		}
	default:
		for k := low; k < high; k++ {
			x := m.Right[k]
			if p := m.Parent[k]; p >= 0 {
				x += float64(m.Coupling[k] * m.Right[p])
			}
			m.Right[k] = x * m.Reciprocal[k]
		}
	}
}

// Membrane are the columns of the compartments, and where each stands among the nodes.
type Membrane struct {
	Place                                       []int32
	Capacity, Voltage, Current, Slope, Injected []float64
}

// Assemble writes diagonal and right-hand side of compartments low to high-1, which are whole octets; base is the part of
// the diagonal that does not change.
func (v Vectors) Assemble(c *Membrane, base []float64, m *Matrix, low, high int) {
	if low >= high {
		return
	}
	_, _, _, _, _, _ = c.Place[high-1], c.Capacity[high-1], c.Voltage[high-1], c.Current[high-1], c.Slope[high-1], c.Injected[high-1]
	switch v {
	case AVX512:
		for ; low < high; low += stretch {
			assemble512(&c.Place[0], &c.Capacity[0], &c.Voltage[0], &c.Current[0], &c.Slope[0], &c.Injected[0], &base[0], &m.Diagonal[0], &m.Right[0], low, min(low+stretch, high))
		}
	case AVX2:
		for ; low < high; low += stretch {
			assemble2(&c.Place[0], &c.Capacity[0], &c.Voltage[0], &c.Current[0], &c.Slope[0], &c.Injected[0], &base[0], &m.Diagonal[0], &m.Right[0], low, min(low+stretch, high))
		}
	default:
		for i := low; i < high; i++ {
			k := c.Place[i]
			m.Diagonal[k] = base[k] + c.Slope[i]
			m.Right[k] = float64((c.Capacity[i]+c.Slope[i])*c.Voltage[i]) - c.Current[i] + c.Injected[i]
		}
	}
}

// Take reads the solution into voltages.
func (v Vectors) Take(place []int32, right, voltage []float64, low, high int) {
	if low >= high {
		return
	}
	_, _ = place[high-1], voltage[high-1]
	switch v {
	case AVX512:
		for ; low < high; low += stretch {
			take512(&place[0], &right[0], &voltage[0], low, min(low+stretch, high))
		}
	case AVX2:
		for ; low < high; low += stretch {
			take2(&place[0], &right[0], &voltage[0], low, min(low+stretch, high))
		}
	default:
		for i := low; i < high; i++ {
			voltage[i] = right[place[i]]
		}
	}
}
