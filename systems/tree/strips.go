package tree

import (
	"slices"

	"golgi/systems/lanes"
	"golgi/topology"
)

// A strip has as many pieces as vectors have lanes.
var _ [lanes.Width]struct{} = [topology.StripLanes]struct{}{}

// longestPiece is the most nodes of a piece: a strip is done by one call of machine code, which should not last long.
const longestPiece = 4096

// CutStrips finds an order in which a run of nodes, whole cells, is solved chain by chain and eight chains side by side: nil
// if that does not pay. A parent stands before its children.
func CutStrips(parent []int32, run Run) *lanes.Strips {
	strips, _ := topology.NewStrips(parent, run.Low, run.High, 0, nil)
	if strips.Longest() > longestPiece {
		strips, _ = topology.NewStrips(parent, run.Low, run.High, longestPiece, nil)
	}
	if !strips.Pay(run.High - run.Low) {
		return nil
	}
	return LayStrips(strips, len(parent), []int32{int32(len(strips.Ends))})
}

// LayStrips lays strips of a system of so many nodes out, in consecutive parts of which the ends are given.
func LayStrips(strips *topology.Strips, nodes int, ends []int32) *lanes.Strips {
	b := layout{from: strips, to: &lanes.Strips{}, top: make([]int32, len(strips.Pieces)), padding: int32(nodes)}
	low := 0
	for _, end := range ends {
		part := lanes.Part{Low: low, High: int(end), Position: len(b.to.Node), Child: len(b.to.Child), Padding: int(b.padding)}
		for i := low; i < int(end); i++ {
			b.add(i, int32(low*lanes.Width))
		}
		part.Positions = len(b.to.Node) - part.Position
		b.to.Parts = append(b.to.Parts, part)
		b.padding += lanes.Paddings
		low = int(end)
	}
	b.finish()
	return b.to
}

// InStrips solves a run of nodes in strips, which must be those of its forest, if its nodes are numbered anew: numbers has
// the new number, within the run, of each node of the system, and Parent and Coupling hold what they are
// of then. The bits are what they are without, though a parent need not stand before its children any more. The other
// ways of solving know nothing of this, and want the order.
func (s *System) InStrips(run Run, strips *lanes.Strips, numbers []int32, vectors lanes.Vectors) {
	for _, list := range [][]int32{strips.Node, strips.Parent} {
		for i, k := range list {
			if int(k) < len(numbers) {
				list[i] = numbers[k]
			}
		}
	}
	strips.Coupling = make([]float64, len(strips.Node))
	for i, k := range strips.Node {
		strips.Coupling[i] = lanes.Neutral
		if int(k) < len(s.Parent) && s.Parent[k] >= 0 {
			strips.Coupling[i] = s.Coupling[k]
		}
	}
	s.vectors = vectors
	s.parts = append(s.parts, part{Run: run, strips: strips})
	slices.SortFunc(s.parts, func(a, b part) int { return a.Low - b.Low })
}

// Rise eliminates one part of strips; those with the children of its nodes must have been.
func (s *System) Rise(strips *lanes.Strips, part int) {
	p := &strips.Parts[part]
	n := p.Padding + lanes.Paddings
	diagonal, right := s.Diagonal[:n], s.Right[:n]
	diagonal[p.Padding], right[p.Padding] = 1, 1 // substitution overwrites the latter
	right[p.Padding+1] = 1
	s.vectors.EliminateStrips(strips, p, diagonal, right)
}

// Descend substitutes in one part of strips; those with the parents of its nodes must have been.
func (s *System) Descend(strips *lanes.Strips, part int) {
	p := &strips.Parts[part]
	s.vectors.SubstituteStrips(strips, p, s.Right[:p.Padding+lanes.Paddings])
}

// solveStrips solves a run in strips.
func (s *System) solveStrips(strips *lanes.Strips) {
	for i := range strips.Parts {
		s.Rise(strips, i)
	}
	for i := len(strips.Parts) - 1; i >= 0; i-- {
		s.Descend(strips, i)
	}
}

// layout is strips being laid out.
type layout struct {
	from    *topology.Strips
	to      *lanes.Strips
	top     []int32 // of each piece
	padding int32   // a node that changes nothing; the next is above roots
}

// add lays out a strip; children are counted from the first top of the part.
func (b *layout) add(number int, first int32) {
	st, pieces, head := b.to, b.from.Strip(number), lanes.Strip{}
	for i := range pieces {
		head.Length = max(head.Length, int32(len(pieces[i].Nodes)))
		head.Children = max(head.Children, int32(len(pieces[i].Children)))
	}
	base := number * lanes.Width
	for k := range int(head.Length) {
		for lane := range lanes.Width {
			node := b.padding
			if lane < len(pieces) {
				nodes := pieces[lane].Nodes
				if i := k - int(head.Length) + len(nodes); i >= 0 {
					node = nodes[i]
				}
			}
			st.Node = append(st.Node, node)
		}
	}
	for lane := range lanes.Width {
		parent := b.padding + 1
		if lane < len(pieces) {
			p := &pieces[lane]
			b.top[b.pieceNumber(number, lane)] = int32(base + lane)
			if p.Parent >= 0 {
				parent = p.Parent
			}
		}
		st.Parent = append(st.Parent, parent)
	}
	none := int32(len(b.from.Ends) * lanes.Width)
	for k := range int(head.Children) {
		for lane := range lanes.Width {
			top := none
			if lane < len(pieces) && k < len(pieces[lane].Children) {
				top = b.top[pieces[lane].Children[k]]
			}
			st.Child = append(st.Child, top-first)
		}
	}
	st.Heads = append(st.Heads, head)
}

func (b *layout) pieceNumber(strip, lane int) int {
	if strip > 0 {
		lane += int(b.from.Ends[strip-1])
	}
	return lane
}

// finish makes the working memory.
func (b *layout) finish() {
	st := b.to
	n, tops := len(st.Node), len(st.Heads)*lanes.Width
	work := make([]float64, 2*n+2*(tops+1))
	st.Reciprocal, work = work[:n:n], work[n:]
	st.Right, work = work[:n:n], work[n:]
	st.Less, st.More = work[:tops+1:tops+1], work[tops+1:]
	st.More[tops] = lanes.Neutral
	st.Child = append(st.Child, make([]int32, lanes.Width)...) // the end of the list is not read
}
