package bench

import (
	"context"
	"math"

	"golgi"
)

// Error is how far a run is from the truth, in mV, at one recording.
type Error struct {
	Place string
	// Early is the largest deviation of all samples, Late of those from 1 ms
	// on, and Rms the root of the mean square of those.
	Early, Late, Rms float64
	// Largest is the largest |V| of the truth.
	Largest float64
}

// Errors runs a case with a closed form and compares every sample with it.
func Errors(ctx context.Context, c *Case, solver golgi.Solver, dt float64) ([]Error, error) {
	result, err := c.Cell.Integrate(ctx, golgi.Options{TMax: c.TMax, Dt: dt, Solver: solver})
	if err != nil {
		return nil, err
	}
	out := make([]Error, len(c.Places))
	for r, place := range c.Places {
		e := Error{Place: place}
		sum, n := 0.0, 0.0
		for k, t := range result.Times {
			if k == 0 {
				continue
			}
			truth := c.Exact(r, t)
			deviation := math.Abs(result.Recordings[r][k] - truth)
			e.Largest = max(e.Largest, math.Abs(truth))
			e.Early = max(e.Early, deviation)
			if t >= 1-dt/2 {
				e.Late = max(e.Late, deviation)
				sum, n = sum+deviation*deviation, n+1
			}
		}
		e.Rms = math.Sqrt(sum / n)
		out[r] = e
	}
	return out, nil
}
