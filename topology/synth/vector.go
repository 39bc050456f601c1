package synth

import (
	"math"
	"math/rand/v2"

	"golgi/topology"
)

// vector is a direction or a place, um. Only operations that IEEE 754 rounds
// exactly are used, none of them fused, so that every machine gets the same.
type vector struct{ x, y, z float64 }

func (v vector) plus(w vector) vector { return vector{v.x + w.x, v.y + w.y, v.z + w.z} }

func (v vector) times(f float64) vector {
	return vector{float64(v.x * f), float64(v.y * f), float64(v.z * f)}
}

func (v vector) dot(w vector) float64 {
	return float64(v.x*w.x) + float64(v.y*w.y) + float64(v.z*w.z)
}

func (v vector) unit() vector { return v.times(1 / math.Sqrt(v.dot(v))) }

// randomUnit returns a direction, all equally likely.
func randomUnit(r *rand.Rand) vector {
	for {
		v := vector{2*r.Float64() - 1, 2*r.Float64() - 1, 2*r.Float64() - 1}
		if n := v.dot(v); n <= 1 && n > 0.01 {
			return v.unit()
		}
	}
}

// randomAcross returns a direction at right angles to v.
func randomAcross(r *rand.Rand, v vector) vector {
	for {
		w := randomUnit(r)
		w = w.plus(v.times(-w.dot(v)))
		if w.dot(w) > 0.01 {
			return w.unit()
		}
	}
}

// tilted returns the direction at an angle of the given sine to v, towards across.
func tilted(v, across vector, sine float64) vector {
	return v.times(math.Sqrt(1 - float64(sine*sine))).plus(across.times(sine)).unit()
}

// around returns a random factor with mean 1, from 1-spread to 1+spread.
func around(r *rand.Rand, spread float64) float64 {
	return 1 + float64(spread*float64(r.Float64()+r.Float64()-1))
}

// grid is the least step of coordinates and radii, 1/grid um, as in traced files.
const grid = 1000

func onGrid(v float64) float64 { return math.Round(float64(v*grid)) / grid }

func point(at vector, radius float64) topology.Point {
	return topology.Point{X: onGrid(at.x), Y: onGrid(at.y), Z: onGrid(at.z), Radius: onGrid(max(radius, 1./grid))}
}

func place(p topology.Point) vector { return vector{p.X, p.Y, p.Z} }

// twoThirds returns x^(2/3) for x from 0 to 1, by Newton's method for the cube
// root of x^2.
func twoThirds(x float64) float64 {
	square := float64(x * x)
	root := 1.0
	for range 60 {
		root = (2*root + square/float64(root*root)) / 3
	}
	return root
}
