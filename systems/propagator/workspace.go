package propagator

import "math"

// Workspace is the scratch of applications of one propagator by one goroutine.
type Workspace struct {
	settled, difference []float64 // of the free nodes
	a, b, sum           []float64
	mean                []float64 // of each part that no clamp reaches
	d                   *derivativeScratch
}

// derivativeScratch is what derivatives with respect to parameters take beside.
type derivativeScratch struct {
	u, v          []float64 // of the free nodes
	da, db, total []float64
	node, other   []float64 // of all nodes
	stride        int       // terms between checkpoints
	checkpoints   []float64 // terms k-1 and k of the recurrence, for k a multiple of stride
	segment       []float64 // terms k-1 to k+stride
}

// NewWorkspace makes scratch for p; with derivatives, for ApplyTangent and
// ApplyAdjoint with parameters that are not held. Without, those with respect
// to x and the commands are to be had. No application allocates.
func (p *Propagator) NewWorkspace(derivatives bool) *Workspace {
	n, nodes := len(p.free), len(p.system.Parent)
	all := make([]float64, 5*n+len(p.parts))
	take := func(length int) []float64 {
		part := all[:length:length]
		all = all[length:]
		return part
	}
	w := &Workspace{settled: take(n), difference: take(n), a: take(n), b: take(n), sum: take(n), mean: take(len(p.parts))}
	if !derivatives {
		return w
	}
	degree := p.Degree()
	stride := max(1, int(math.Ceil(math.Sqrt(float64(degree)))))
	pairs := (degree + stride - 1) / stride
	all = make([]float64, 5*n+2*nodes+2*pairs*n+(stride+2)*n)
	w.d = &derivativeScratch{
		u: take(n), v: take(n), da: take(n), db: take(n), total: take(n),
		node: take(nodes), other: take(nodes),
		stride: stride, checkpoints: take(2 * pairs * n), segment: take((stride + 2) * n),
	}
	return w
}

// Bytes is the memory of the workspace.
func (w *Workspace) Bytes() int64 {
	b := 5*len(w.settled) + len(w.mean)
	if d := w.d; d != nil {
		b += 5*len(d.u) + 2*len(d.node) + len(d.checkpoints) + len(d.segment)
	}
	return int64(8 * b)
}

func (w *Workspace) scratch() *derivativeScratch {
	if w.d == nil {
		panic("propagator: derivatives with respect to parameters take a workspace made with derivatives")
	}
	return w.d
}
