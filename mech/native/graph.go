package native

import (
	"math"

	"golgi/mech/native/amd64"
)

// op is an instruction of vectors.
type op uint8

const (
	input      op = iota // number bits of the inputs
	constant             // the number with these bits
	add                  // a + b
	sub                  // a - b
	mul                  // a * b
	div                  // a / b
	minimum              // a < b ? a : b
	maximum              // a > b ? a : b
	and                  // of bits
	andNot               // not a, and b
	or                   // of bits
	xor                  // of bits
	addInteger           // of 64 bits
	subInteger           // of 64 bits
	mulAdd               // a*b + c, rounded once
	mulSub               // a*b - c
	negMulAdd            // c - a*b
	squareRoot           // of a
	floor                // of a
	shiftLeft            // a by bits
	shiftRight           // a by bits
	compare              // all bits set where a stands to b as the condition bits says
	choose               // b where the bits of a are set, else c
	edge                 // as compare, but no value: where it holds the interpreter has to do the row
)

// ref names a value: the place of its node.
type ref int32

const none ref = -1

// node makes one value.
type node struct {
	op      op
	a, b, c ref
	bits    uint64
}

// operands are those that the node has.
func (n *node) operands() []ref {
	all := []ref{n.a, n.b, n.c}
	k := 0
	for k < 3 && all[k] != none {
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

func (g *graph) word(bits uint64) ref { return g.insert(node{constant, none, none, none, bits}) }

func (g *graph) one(o op, a ref) ref { return g.insert(node{o, a, none, none, 0}) }

func (g *graph) two(o op, a, b ref) ref { return g.insert(node{o, a, b, none, 0}) }

func (g *graph) three(o op, a, b, c ref) ref { return g.insert(node{o, a, b, c, 0}) }

// fma is a*b + c.
func (g *graph) fma(a, b, c ref) ref { return g.three(mulAdd, a, b, c) }

func (g *graph) shift(o op, a ref, bits uint64) ref { return g.insert(node{o, a, none, none, bits}) }

func (g *graph) compare(c amd64.Condition, a, b ref) ref {
	return g.insert(node{compare, a, b, none, uint64(c)})
}

// leave lets the interpreter do the rows in which the comparison holds.
func (g *graph) leave(c amd64.Condition, a, b ref) {
	g.insert(node{edge, a, b, none, uint64(c)})
}

func (g *graph) negative(a ref) ref { return g.two(xor, a, g.word(1<<63)) }

func (g *graph) absolute(a ref) ref { return g.two(and, a, g.word(1<<63-1)) }
