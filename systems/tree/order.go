package tree

import (
	"container/heap"
	"slices"
)

// elimination is an order of elimination of a component's reduced nodes,
// counted from the component's first, and for each the later nodes its column
// reaches.
type elimination struct {
	sequence []int32
	columns  [][]int32
}

// The cost of the sparse factorisation and of conjugate gradients, in
// nanoseconds, measured by BenchmarkCoupled. Weak junctions take about 12
// iterations, ones of 50 times the membrane's conductance 100 and more; the
// factorisation takes the same time whatever they are. So it may cost as much
// as 40 iterations.
const (
	multiplyCost   = 0.6 // a multiply-add of the factorisation
	columnCost     = 20  // a column of it
	iterationCost  = 9   // a reduced node in one iteration
	junctionCost   = 3   // a junction in one iteration
	usualIteration = 40
)

// orderComponent orders a component by minimum degree (Tinney and Walker 1967,
// Proc IEEE 55:1801; ties to the smaller node), and says whether to solve it
// so. Place is scratch, -1 before and after.
func (c *Coupled) orderComponent(nodes []int32, joins []inner, place []int32, how choice) (elimination, bool) {
	if how == allIterated {
		return elimination{}, false
	}
	for i, k := range nodes {
		place[k] = int32(i)
	}
	neighbours := make([][]int32, len(nodes))
	join := func(a, b int32) {
		neighbours[a] = append(neighbours[a], b)
		neighbours[b] = append(neighbours[b], a)
	}
	for i, k := range nodes {
		p := c.Tree.Parent[k]
		for p >= 0 && place[p] < 0 {
			p = c.Tree.Parent[p]
		}
		if p >= 0 {
			join(int32(i), place[p])
		}
	}
	for _, j := range joins {
		join(place[j.a], place[j.b])
	}
	for _, k := range nodes {
		place[k] = -1
	}
	budget := usualIteration * (iterationCost*float64(len(nodes)) + junctionCost*float64(len(joins)))
	if how == allDirect {
		budget = 1e300
	}
	return minimumDegree(neighbours, budget)
}

// minimumDegree orders a graph, and gives up where the elimination costs more
// than the budget. It uses up neighbours.
func minimumDegree(neighbours [][]int32, budget float64) (elimination, bool) {
	queue := make(degrees, len(neighbours))
	for k := range neighbours {
		slices.Sort(neighbours[k])
		neighbours[k] = slices.Compact(neighbours[k])
		queue[k] = ranked{int32(len(neighbours[k])), int32(k)}
	}
	heap.Init(&queue)
	order := elimination{columns: make([][]int32, 0, len(neighbours))}
	done := make([]bool, len(neighbours))
	var merged []int32
	for len(queue) > 0 {
		next := heap.Pop(&queue).(ranked)
		k := next.node
		if done[k] || int(next.degree) != len(neighbours[k]) {
			continue
		}
		done[k] = true
		column := neighbours[k]
		d := float64(len(column))
		if budget -= columnCost + multiplyCost*(d*(d+1)/2+2*d); budget < 0 {
			return elimination{}, false
		}
		order.sequence, order.columns = append(order.sequence, k), append(order.columns, column)
		for _, j := range column {
			merged = union(merged[:0], neighbours[j], column, j, k)
			neighbours[j] = append(neighbours[j][:0:0], merged...)
			heap.Push(&queue, ranked{int32(len(merged)), j})
		}
	}
	return order, true
}

// union appends the union of two sorted lists, without two of its members.
func union(to, a, b []int32, without, nor int32) []int32 {
	for len(a) > 0 || len(b) > 0 {
		var x int32
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
			x, a = a[0], a[1:]
		case len(a) == 0 || b[0] < a[0]:
			x, b = b[0], b[1:]
		default:
			x, a, b = a[0], a[1:], b[1:]
		}
		if x != without && x != nor {
			to = append(to, x)
		}
	}
	return to
}

type ranked struct{ degree, node int32 }

type degrees []ranked

func (d degrees) Len() int { return len(d) }
func (d degrees) Less(i, j int) bool {
	if d[i].degree != d[j].degree {
		return d[i].degree < d[j].degree
	}
	return d[i].node < d[j].node
}
func (d degrees) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *degrees) Push(x any)   { *d = append(*d, x.(ranked)) }
func (d *degrees) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}
