package dynamics

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// LyapunovOptions say along which run exponents are computed. The zero value is one
// exponent along one step.
type LyapunovOptions struct {
	// Count is how many exponents, the largest first; 0 means 1.
	Count int
	// Steps is the length of the run; 0 means 1.
	Steps int
	// Discard is how many steps before it are taken for the directions to turn to where
	// they grow most, without being counted.
	Discard int
	// Every is the number of steps between two orthonormalisations; 0 means 1. More of
	// them lose digits of exponents that are far below the first.
	Every int
	// Start is the flat vector that the run starts from, at sample From; nil means the
	// first sample of the run.
	Start []float64
	From  int
}

// Lyapunov are the Lyapunov exponents of a run.
type Lyapunov struct {
	// Exponents are the mean rates, 1/ms, at which an infinitesimal perturbation grows
	// along the run: the first that of a generic one, the sum of the first k that of a
	// k-dimensional volume. -Inf where a step leaves nothing of it.
	Exponents []float64
	// Growth[k][i] is the logarithm of the factor by which direction i grew between
	// orthonormalisations k and k+1.
	Growth [][]float64
	// Final is the flat vector at the end.
	Final []float64
}

// LyapunovExponents computes the leading exponents of a run by the QR method (Benettin, Galgani,
// Giorgilli & Strelcyn 1980, Meccanica 15:9): directions are carried along by
// the tangents of the steps, and orthonormalised again and again; the logarithms of the
// factors that this takes off add up. Directions start at random with a fixed seed. A positive
// first exponent says that gradients along such a run grow exponentially with its length. Errors: as of
// StepJVP; more exponents than states.
func LyapunovExponents(ctx context.Context, d *Dynamics, o LyapunovOptions) (*Lyapunov, error) {
	o.Count, o.Steps, o.Every = max(o.Count, 1), max(o.Steps, 1), max(o.Every, 1)
	if o.Count > d.Len() {
		return nil, fmt.Errorf("lyapunov exponents: %d exponents of %d states; ask for fewer", o.Count, d.Len())
	}
	x, n := d.InitFlat(), d.First()
	if o.Start != nil {
		x, n = append([]float64(nil), o.Start...), o.From
	}
	w, err := d.worker(0)
	if err != nil {
		return nil, fmt.Errorf("lyapunov exponents: %w", err)
	}
	random := rand.New(rand.NewPCG(1980, 9))
	directions := make([][]float64, o.Count)
	for i := range directions {
		directions[i] = make([]float64, d.Len())
		for k := range directions[i] {
			directions[i][k] = random.NormFloat64()
		}
	}
	orthonormalise(directions)
	l := &Lyapunov{Exponents: make([]float64, o.Count)}
	for done := -max(o.Discard, 0); done < o.Steps; {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("lyapunov exponents: %w", err)
		}
		most := o.Steps
		if done < 0 {
			most = 0
		}
		for range min(o.Every, most-done) {
			next := x
			for i := range directions {
				if i == 0 {
					next = make([]float64, len(x))
				}
				if err := w.jvp(next, directions[i], x, directions[i], n); err != nil {
					return nil, fmt.Errorf("lyapunov exponents: %w", err)
				}
			}
			x, n, done = next, n+1, done+1
		}
		growth := orthonormalise(directions)
		if done > 0 {
			l.Growth = append(l.Growth, growth)
			for i, g := range growth {
				l.Exponents[i] += g
			}
		}
	}
	for i := range l.Exponents {
		l.Exponents[i] /= float64(o.Steps) * d.Dt()
	}
	l.Final = x
	return l, nil
}

// orthonormalise makes vectors orthonormal, one after the other (Gram and Schmidt, twice), and returns the logarithms of
// the lengths that they had beside those before them.
func orthonormalise(vectors [][]float64) []float64 {
	growth := make([]float64, len(vectors))
	for i, v := range vectors {
		before := norm(v)
		for range 2 {
			for _, q := range vectors[:i] {
				subtract(v, dot(q, v), q)
			}
		}
		length := norm(v)
		if !(length > 1e-15*before) { // nothing is left but rounding
			growth[i] = math.Inf(-1)
			clear(v)
			continue
		}
		growth[i] = math.Log(length)
		scale(v, 1/length)
	}
	return growth
}
