package lanes

import "math"

// Strips is an order in which the nodes of a forest are solved chain by chain, eight chains side by side. A chain goes
// from a node to its only child, and on; a strip is eight chains that do not depend on one another. Strips stand in the order
// of elimination, those of children before those of their parents. What is kept at positions has eight numbers for each: those of
// a strip from its bottom to its top. Shorter chains, and lanes without one, are filled up below with a node that changes
// nothing.
type Strips struct {
	Heads    []Strip
	Node     []int32   // at each position
	Coupling []float64 // at each position, with the node above
	Parent   []int32   // of each strip, the nodes above its tops
	Child    []int32   // of each strip, Children times: tops whose parents are its bottoms, as entries of Less and More counted from the part's first
	Parts    []Part

	Reciprocal, Right []float64 // at each position: of the pivot, and the right-hand side that is eliminated
	Less, More        []float64 // of each top: what its elimination takes from its parent's diagonal, and adds to its right-hand side
}

// Strip is one of them. No Child may be missing: one that is not there has the entry of a top with 0 in Less and -0 in More.
type Strip struct {
	Length   int32 // positions
	Children int32 // the most children of a bottom
}

// Part is consecutive strips.
type Part struct {
	Low, High           int // strips
	Position, Positions int // the first, times eight, and their number, times eight
	Child               int // the first
	Padding             int // the node that changes nothing, which only this part has; the next is what is above its roots
}

// Paddings is the number of nodes that are none, of each part.
const Paddings = 2

// Neutral is the coupling, -0, of a node that changes nothing above it, if it has 1 on the diagonal and on the right; and of
// a root, if what is above it has 1 on the right. f g is +0 then, and f b is -0: x - (+0) and x + (-0) are x, whatever x is.
var Neutral = math.Copysign(0, -1)

// HasStrips says whether there is machine code for strips: without, node after node is as good.
func (v Vectors) HasStrips() bool { return v != None }

// EliminateStrips is the way from the bottoms to the tops of a part.
func (v Vectors) EliminateStrips(s *Strips, p *Part, diagonal, right []float64) {
	at, child, top := p.Position, p.Child, p.Low*Width
	switch v {
	case AVX512:
		for low := p.Low; low < p.High; {
			high, positions, children := s.run(p, low)
			eliminateStrips512(&s.Heads[low], &s.Node[at], &s.Coupling[at], &diagonal[0], &right[0], &s.Reciprocal[at], &s.Right[at], &s.Child[child], &s.Less[top], &s.More[top], (low-p.Low)*Width, high-low)
			low, at, child = high, at+positions, child+children
		}
	case AVX2:
		for low := p.Low; low < p.High; {
			high, positions, children := s.run(p, low)
			eliminateStrips2(&s.Heads[low], &s.Node[at], &s.Coupling[at], &diagonal[0], &right[0], &s.Reciprocal[at], &s.Right[at], &s.Child[child], &s.Less[top], &s.More[top], (low-p.Low)*Width, high-low)
			low, at, child = high, at+positions, child+children
		}
	default:
		s.eliminate(p, diagonal, right)
	}
}

// SubstituteStrips is the way from the tops to the bottoms of a part; right is the solution where it has come by.
func (v Vectors) SubstituteStrips(s *Strips, p *Part, right []float64) {
	at := p.Position + p.Positions
	switch v {
	case AVX512:
		for high := p.High; high > p.Low; {
			low, positions := s.runBack(p, high)
			at -= positions
			substituteStrips512(&s.Heads[low], &s.Node[at], &s.Coupling[at], &right[0], &s.Reciprocal[at], &s.Right[at], &s.Parent[low*Width], high-low, positions/Width)
			high = low
		}
	case AVX2:
		for high := p.High; high > p.Low; {
			low, positions := s.runBack(p, high)
			at -= positions
			substituteStrips2(&s.Heads[low], &s.Node[at], &s.Coupling[at], &right[0], &s.Reciprocal[at], &s.Right[at], &s.Parent[low*Width], high-low, positions/Width)
			high = low
		}
	default:
		s.substitute(p, right)
	}
}

// run finds the strips of a part that one call eliminates: so many that their positions are no more than stretch, or one strip.
func (s *Strips) run(p *Part, low int) (high, positions, children int) {
	if p.Positions <= stretch {
		return p.High, p.Positions, 0 // the only call
	}
	for high = low; high < p.High; high++ {
		head := s.Heads[high]
		more := int(head.Length) * Width
		if high > low && positions+more > stretch {
			break
		}
		positions += more
		children += int(head.Children) * Width
	}
	return high, positions, children
}

// runBack is the same on the way back, from the end.
func (s *Strips) runBack(p *Part, high int) (low, positions int) {
	if p.Positions <= stretch {
		return p.Low, p.Positions
	}
	for low = high; low > p.Low; low-- {
		more := int(s.Heads[low-1].Length) * Width
		if low < high && positions+more > stretch {
			break
		}
		positions += more
	}
	return low, positions
}

func (s *Strips) eliminate(p *Part, diagonal, right []float64) {
	at, child := p.Position, p.Child
	for i := p.Low; i < p.High; i++ {
		head := s.Heads[i]
		for lane := range Width {
			f, g, b := 0.0, 0.0, Neutral // nothing is below the bottom
			for k := range int(head.Length) {
				position := at + k*Width + lane
				node := s.Node[position]
				d := diagonal[node] - float64(f*g)
				x := right[node] + float64(f*b)
				if k == 0 {
					for c := range int(head.Children) {
						top := p.Low*Width + int(s.Child[child+c*Width+lane])
						d -= s.Less[top]
						x += s.More[top]
					}
				}
				r := 1 / d
				s.Reciprocal[position], s.Right[position] = r, x
				g, b = s.Coupling[position], x
				f = g * r
			}
			s.Less[i*Width+lane], s.More[i*Width+lane] = f*g, f*b
		}
		at += int(head.Length) * Width
		child += int(head.Children) * Width
	}
}

func (s *Strips) substitute(p *Part, right []float64) {
	at := p.Position + p.Positions
	for i := p.High - 1; i >= p.Low; i-- {
		length := int(s.Heads[i].Length)
		at -= length * Width
		for lane := range Width {
			x := right[s.Parent[i*Width+lane]]
			for k := length - 1; k >= 0; k-- {
				position := at + k*Width + lane
				x = (s.Right[position] + float64(s.Coupling[position]*x)) * s.Reciprocal[position]
				right[s.Node[position]] = x
			}
		}
	}
}
