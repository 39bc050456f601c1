package native

import (
	"math"

	"golgi/mech/native/amd64"
)

// op is an instruction of vectors.
type op uint8

const (
	input       op = iota // number bits of the inputs
	constant              // the number with these bits
	add                   // a + b
	sub                   // a - b
	mul                   // a * b
	div                   // a / b
	minimum               // a < b ? a : b
	maximum               // a > b ? a : b
	and                   // of bits
	andNot                // not a, and b
	or                    // of bits
	xor                   // of bits
	addInteger            // of 64 bits
	subInteger            // of 64 bits
	mulAdd                // a*b + c, rounded once
	mulSub                // a*b - c
	negMulAdd             // c - a*b
	squareRoot            // of a
	floor                 // of a
	shiftLeft             // a by bits
	shiftRight            // a by bits
	compare               // all bits set where a stands to b as the condition bits says
	choose                // b where the bits of a are set, else c
	chooseWhere           // c where a stands to b as the condition bits says, else d (AVX-512)
	edge                  // as compare, but no value: where it holds the interpreter has to do the row
)

// ref names a value: the place of its node.
type ref int32

const none ref = -1

// node makes one value.
type node struct {
	op         op
	a, b, c, d ref
	bits       uint64
}

// newNode has none for the operands that its operation does not have.
func newNode(o op, bits uint64, operands ...ref) node {
	all := [4]ref{none, none, none, none}
	copy(all[:], operands)
	return node{o, all[0], all[1], all[2], all[3], bits}
}

// operands are those that the node has.
func (n *node) operands() []ref {
	all := []ref{n.a, n.b, n.c, n.d}
	k := 0
	for k < 4 && all[k] != none {
		k++
	}
	return all[:k]
}

// graph is what one variant of a program computes; equal nodes are shared.
type graph struct {
	nodes   []node
	known   map[node]ref
	uniform []bool // of each node: equal in all rows
	inputs  []bool // of the program: uniform
	edges   []ref
	masks   bool // there are mask registers
}

func (g *graph) insert(n node) ref {
	if r, ok := g.known[n]; ok {
		return r
	}
	r := ref(len(g.nodes))
	uniform := true
	switch n.op {
	case input:
		uniform = g.inputs[n.bits]
	default:
		for _, o := range n.operands() {
			uniform = uniform && g.uniform[o]
		}
	}
	g.nodes = append(g.nodes, n)
	g.uniform = append(g.uniform, uniform)
	g.known[n] = r
	if n.op == edge {
		g.edges = append(g.edges, r)
	}
	return r
}

func (g *graph) number(x float64) ref { return g.word(math.Float64bits(x)) }

func (g *graph) word(bits uint64) ref { return g.insert(newNode(constant, bits)) }

func (g *graph) two(o op, a, b ref) ref { return g.insert(newNode(o, 0, a, b)) }

func (g *graph) three(o op, a, b, c ref) ref { return g.insert(newNode(o, 0, a, b, c)) }

// fma is a*b + c.
func (g *graph) fma(a, b, c ref) ref { return g.three(mulAdd, a, b, c) }

func (g *graph) shift(o op, a ref, bits uint64) ref { return g.insert(newNode(o, bits, a)) }

func (g *graph) compare(c amd64.Condition, a, b ref) ref {
	return g.insert(newNode(compare, uint64(c), a, b))
}

// choose is yes where a condition holds, and no elsewhere. A comparison of its own goes through a mask where there are some.
func (g *graph) choose(condition, yes, no ref) ref {
	if n := g.nodes[condition]; g.masks && n.op == compare && !g.uniform[condition] {
		return g.insert(newNode(chooseWhere, n.bits, n.a, n.b, yes, no))
	}
	return g.three(choose, condition, yes, no)
}

// leave lets the interpreter do the rows in which the comparison holds.
func (g *graph) leave(c amd64.Condition, a, b ref) {
	g.insert(newNode(edge, uint64(c), a, b))
}

func (g *graph) negative(a ref) ref { return g.two(xor, a, g.word(1<<63)) }

func (g *graph) absolute(a ref) ref { return g.two(and, a, g.word(1<<63-1)) }
