package limit

import (
	"math"

	"golgi/internal/vectors"
)

// Vectors says whether this processor has what the vector code needs.
func Vectors() bool { return vectors.Processor() == vectors.AVX512 }

// numbers are what the vector code reads besides columns. exp(x) is 2^(n/16) p(x - n ln(2)/16), with n the whole number
// next to 16 x/ln(2): a polynomial of the fifth degree, and a table of the sixteenths.
type numbers struct {
	log2e, magic, ln2  float64
	p2, p3, p4, p5     float64
	one                float64
	sixteenths         [16]float64
	small              float64 // the square below which exprelr is a series
	s1, s2, s4, s6     float64 // of the series
	minusTenth         float64
	mAt, nAt           float64
	betaM, betaMAt     float64 // beta_m = 4 exp(betaM v + betaMAt)
	alphaH, alphaHAt   float64
	betaHAt            float64
	betaN, betaNAt     float64
	four, aH, aN, bN   float64
	minusDt            float64
	gNa, gK, gLeak     float64
	eNa, eK, leak      float64
	mShift, nShift, hS float64 // factors between exponentials
}

func newNumbers() *numbers {
	const a = math.Ln2 / 32 // the polynomial is for |r| <= a
	n := &numbers{
		log2e: math.Log2E, magic: 3 << 47, ln2: math.Ln2,
		// Taylor's to the fifth degree; the sixth is spread over the second and fourth by Chebyshev's T6.
		p2: 0.5 - a*a*a*a*18/32/720, p3: 1.0 / 6, p4: 1.0/24 + a*a*48/32/720, p5: 1.0 / 120, one: 1,
		small: 0.02 * 0.02, s1: -0.5, s2: 1.0 / 12, s4: -1.0 / 720, s6: 1.0 / 30240,
		minusTenth: -0.1, mAt: -4, nAt: -5.5,
		betaM: -1.0 / 18, betaMAt: -65.0 / 18, alphaH: -1.0 / 20, alphaHAt: -65.0 / 20, betaHAt: -3.5,
		betaN: -1.0 / 80, betaNAt: -65.0 / 80, four: 4, aH: 0.07, aN: 0.1, bN: 0.125, minusDt: -dt,
		gNa: gNa, gK: gK, gLeak: gLeak, eNa: eNa, eK: eK, leak: gLeak * eLeak,
		mShift: math.Exp(2.5), nShift: math.E, hS: math.Exp(3),
	}
	for k := range n.sixteenths {
		n.sixteenths[k] = math.Exp2(float64(k) / 16)
	}
	return n
}

//go:noescape
func sweepWritten(b *block, t *tree, n *numbers)

//go:noescape
func sweepFactored(b *block, t *tree, n *numbers)

//go:noescape
func solveVectors(b *block, t *tree)

func (b *block) sweepVectors(t *tree, form Form) {
	if form == Factored {
		sweepFactored(b, t, t.numbers)
	} else {
		sweepWritten(b, t, t.numbers)
	}
}

func (b *block) solveVectors(t *tree) { solveVectors(b, t) }
