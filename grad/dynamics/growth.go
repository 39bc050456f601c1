package dynamics

import (
	"context"
	"fmt"
	"math"
)

// GrowthOptions say along which run a gradient is followed back.
type GrowthOptions struct {
	// Steps is the length of the run.
	Steps int
	// Start is the flat vector that the run starts from, at sample From; nil means the
	// first sample of the run.
	Start []float64
	From  int
	// End is the gradient at the end: the derivatives of a number for the flat vector
	// there. nil is 1 for the first voltage.
	End []float64
	// Scales are the sizes of states in which a gradient is measured, see
	// [Dynamics.Scales]; nil means 1 for each.
	Scales []float64
}

// GradientGrowth follows a gradient back along a run, and returns its length at each sample: element k is the norm
// of scale_i times the derivative for state i at sample From+k, the last that of End.
// Where it rises towards the start, a fit through the whole run sees noise: take windows (grad.Options.TruncateEvery, or
// [Shooting]). The run is stored at some samples and computed again between them: about twice the square root of the
// number of steps in flat vectors. Errors: as of StepVJP.
func GradientGrowth(ctx context.Context, d *Dynamics, o GrowthOptions) ([]float64, error) {
	x, first := d.InitFlat(), d.First()
	if o.Start != nil {
		x, first = o.Start, o.From
	}
	if o.Steps < 0 {
		return nil, fmt.Errorf("gradient growth: %d steps", o.Steps)
	}
	bar := o.End
	if bar == nil {
		bar = make([]float64, d.Len())
		at := 0
		for _, p := range d.layout.dynamic {
			if p.name == "v" {
				bar[at] = 1
			}
			at += p.rows
		}
	}
	for what, list := range map[string][]float64{"gradient at the end": bar, "scales": o.Scales} {
		if list == nil {
			continue
		}
		if err := d.layout.checkLength(what, list); err != nil {
			return nil, fmt.Errorf("gradient growth: %w", err)
		}
	}
	bar = append([]float64(nil), bar...)
	w, err := d.worker(0)
	if err != nil {
		return nil, fmt.Errorf("gradient growth: %w", err)
	}
	forward := func(x []float64, from, steps int, keep func([]float64)) error {
		for n := from; n < from+steps; n++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			keep(x)
			next := make([]float64, len(x))
			if err := w.step(next, x, first+n); err != nil {
				return err
			}
			x = next
		}
		return nil
	}
	segment := max(int(math.Ceil(math.Sqrt(float64(o.Steps)))), 1)
	var starts [][]float64
	count := 0
	err = forward(x, 0, o.Steps, func(x []float64) {
		if count%segment == 0 {
			starts = append(starts, x)
		}
		count++
	})
	if err != nil {
		return nil, fmt.Errorf("gradient growth: %w", err)
	}
	norms := make([]float64, o.Steps+1)
	norms[o.Steps] = scaledNorm(bar, o.Scales)
	for k := len(starts) - 1; k >= 0; k-- {
		low := k * segment
		var path [][]float64
		if err := forward(starts[k], low, min(segment, o.Steps-low), func(x []float64) { path = append(path, x) }); err != nil {
			return nil, fmt.Errorf("gradient growth: %w", err)
		}
		for i := len(path) - 1; i >= 0; i-- {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("gradient growth: %w", err)
			}
			if err := w.vjp(bar, path[i], bar, first+low+i); err != nil {
				return nil, fmt.Errorf("gradient growth: %w", err)
			}
			norms[low+i] = scaledNorm(bar, o.Scales)
		}
	}
	return norms, nil
}

func scaledNorm(bar, scales []float64) float64 {
	sum := 0.0
	for i, b := range bar {
		if scales != nil {
			b *= scales[i]
		}
		sum += float64(b * b)
	}
	return math.Sqrt(sum)
}
