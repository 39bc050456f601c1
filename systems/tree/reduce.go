package tree

import "slices"

// reduced is the forest seen from the ends of the junctions. Let M be the
// tree's matrix with the junctions on its diagonal. A reduced node is an end
// of a junction, or a node where paths from such ends to the root meet; at
// most twice as many as ends. Each stands for a chain: itself and the nodes
// above it, up to the next reduced node. Eliminating M gives factors L and
// pivots d, and M^-1 between reduced nodes is again that of a forest:
//
//	u[parent] += fall u           from the leaves up
//	x = resistance u + fall x[parent]   from the roots down
//
// with fall the product of the chain's factors and resistance the sum of
// weight^2/d over it. Every term is positive where couplings and pivots are.
type reduced struct {
	parent     []int32   // reduced, or -1
	start      []int32   // of the chains; one entry more than nodes
	chain      []int32   // nodes
	weight     []float64 // of each chain's node: product of the factors below
	drive      []float64 // weight times the node's reciprocal pivot
	fall       []float64
	resistance []float64
	// K = M^-1 restricted, inverted, less the junctions off the diagonal
	diagonal []float64
	coupling []float64 // to the reduced parent
}

// group is a component solved by conjugate gradients: a range of reduced nodes
// and of inner junctions.
type group struct{ low, high, firstInner, lastInner int32 }

// analyse finds components and reduced nodes, and orders the elimination.
func (c *Coupled) analyse(how choice) {
	parent := c.Tree.Parent
	n := len(parent)
	component := c.components()
	isEnd, meets := make([]bool, n), make([]uint8, n) // meets: reduced nodes that lead here, 2 for more
	for _, j := range c.inner {
		isEnd[j.a], isEnd[j.b] = true, true
	}
	nodes := map[int32][]int32{} // of a component, descending
	for k := n - 1; k >= 0; k-- {
		if !isEnd[k] && meets[k] == 0 {
			continue
		}
		if p := parent[k]; p >= 0 && meets[p] < 2 {
			meets[p]++
		}
		if isEnd[k] || meets[k] == 2 {
			nodes[component[k]] = append(nodes[component[k]], int32(k))
		}
	}
	joins := map[int32][]inner{}
	for _, j := range c.inner {
		joins[component[j.a]] = append(joins[component[j.a]], j)
	}
	names := make([]int32, 0, len(nodes))
	for name := range nodes {
		names = append(names, name)
	}
	slices.Sort(names)

	// Components that are solved directly come first.
	place := make([]int32, n) // reduced node of a node, or -1
	for k := range place {
		place[k] = -1
	}
	orders := make(map[int32]elimination, len(names))
	for _, name := range names {
		slices.Reverse(nodes[name])
		if order, ok := c.orderComponent(nodes[name], joins[name], place, how); ok {
			orders[name] = order
		}
	}
	c.inner = c.inner[:0]
	var sequence []int32
	var columns [][]int32
	r := &c.reduced
	take := func(name int32) (low, high int32) {
		low = int32(len(r.parent))
		for i, k := range nodes[name] {
			place[k] = low + int32(i)
			r.start = append(r.start, int32(len(r.chain)))
			p := k
			for {
				r.chain = append(r.chain, p)
				if p = parent[p]; p < 0 || place[p] >= 0 {
					break
				}
			}
			if p >= 0 {
				p = place[p]
			}
			r.parent = append(r.parent, p)
		}
		for _, j := range joins[name] {
			j.a, j.b = place[j.a], place[j.b]
			c.inner = append(c.inner, j)
		}
		return low, int32(len(r.parent))
	}
	for _, name := range names {
		if order, ok := orders[name]; ok {
			low, _ := take(name)
			for i, k := range order.sequence {
				sequence = append(sequence, low+k)
				for t := range order.columns[i] {
					order.columns[i][t] += low
				}
				columns = append(columns, order.columns[i])
			}
		}
	}
	c.direct = int32(len(r.parent))
	directInner := len(c.inner)
	for _, name := range names {
		if _, ok := orders[name]; !ok {
			first := int32(len(c.inner))
			low, high := take(name)
			c.groups = append(c.groups, group{low, high, first, int32(len(c.inner))})
		}
	}
	r.start = append(r.start, int32(len(r.chain)))
	c.allocate()
	c.factor = newSparse(sequence, columns, r.parent[:c.direct], c.inner[:directInner])
}

func (c *Coupled) allocate() {
	r := &c.reduced
	r.weight, r.drive = make([]float64, len(r.chain)), make([]float64, len(r.chain))
	m := len(r.parent)
	work := make([]float64, 10*m)
	part := func(i int) []float64 { return work[i*m : (i+1)*m : (i+1)*m] }
	r.fall, r.resistance, r.diagonal, r.coupling = part(0), part(1), part(2), part(3)
	c.y, c.w = part(4), part(5)
	c.work = iteration{residual: part(6), direction: part(7), image: part(8), conditioned: part(9)}
}

// components gives each node the smallest root among the cells that junctions
// connect with its own.
func (c *Coupled) components() []int32 {
	of := make([]int32, len(c.Tree.Parent)) // a node above, or the root of another cell
	for k, p := range c.Tree.Parent {
		if of[k] = int32(k); p >= 0 {
			of[k] = of[p]
		}
	}
	find := func(k int32) int32 {
		for of[k] != k {
			of[k] = of[of[k]]
			k = of[k]
		}
		return k
	}
	for _, j := range c.inner {
		a, b := find(j.a), find(j.b)
		of[max(a, b)] = min(a, b)
	}
	for k := range of {
		of[k] = find(int32(k))
	}
	return of
}

// reduce makes fall, resistance and K of the factorisation that Tree holds,
// and factorises K of the direct components.
func (c *Coupled) reduce() {
	r, coupling, reciprocal := &c.reduced, c.Tree.Coupling, c.Tree.reciprocal
	for i := range r.parent {
		fall, resistance := 1.0, 0.0
		for e := r.start[i]; e < r.start[i+1]; e++ {
			k := r.chain[e]
			q := reciprocal[k]
			d := fall * q
			r.weight[e], r.drive[e] = fall, d
			resistance += float64(fall * d)
			fall *= coupling[k] * q
		}
		if r.parent[i] < 0 {
			fall = 0
		}
		r.fall[i], r.resistance[i] = fall, resistance
		r.diagonal[i] = 1 / resistance
	}
	for i := len(r.parent) - 1; i >= 0; i-- {
		p := r.parent[i]
		if p < 0 {
			r.coupling[i] = 0
			continue
		}
		g := r.fall[i] / r.resistance[i]
		r.coupling[i] = g
		r.diagonal[p] += float64(g * r.fall[i])
	}
	c.factor.assemble(r, c.inner, c.Conductance)
	c.factor.factorise()
}

// correct makes an eliminated right-hand side of M that of A: with y = M^-1 b
// and N the junctions off the diagonal, x = M^-1 (b + N x), and at the reduced
// nodes x = y + K^-1 N y.
func (c *Coupled) correct(right []float64) error {
	r, y, w := &c.reduced, c.y, c.w
	for i, p := range r.parent {
		sum := 0.0
		for e := r.start[i]; e < r.start[i+1]; e++ {
			sum += float64(r.drive[e] * right[r.chain[e]])
		}
		if p >= 0 {
			sum += float64(r.fall[i] * y[p])
		}
		y[i] = sum
	}
	c.exchange(w, y)
	c.factor.solve(w[:c.direct])
	var failed error
	for number := range c.groups {
		if err := c.iterate(&c.groups[number], w); err != nil && failed == nil {
			failed = err
		}
	}
	for i := range y {
		y[i] += w[i]
	}
	c.exchange(w, y)
	for i := len(r.parent) - 1; i >= 0; i-- {
		t := w[i]
		for e := r.start[i]; e < r.start[i+1]; e++ {
			right[r.chain[e]] += float64(r.weight[e] * t)
		}
		if p := r.parent[i]; p >= 0 {
			w[p] += float64(r.fall[i] * t)
		}
	}
	return failed
}

// exchange makes to = N from.
func (c *Coupled) exchange(to, from []float64) {
	clear(to)
	for i := range c.inner {
		j := &c.inner[i]
		g := c.Conductance[j.junction]
		to[j.a] += float64(g * from[j.b])
		to[j.b] += float64(g * from[j.a])
	}
}
