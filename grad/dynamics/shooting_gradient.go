package dynamics

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golgi"
	"golgi/grad"
)

// ShootingGradient is the value of a [Shooting] and its gradient.
type ShootingGradient struct {
	// Value is the loss plus the weighted mismatch.
	Value, Loss float64
	// Mismatch is, for each border of two windows, the mean square of the scaled difference.
	Mismatch []float64
	// Parameters are the derivatives for the parameters, Starts those for the states that
	// the windows but the first start from.
	Parameters []golgi.Parameter
	Starts     [][]float64
	// Result is the run, put together of the windows: a sample on a border is that of
	// the end of a window.
	Result *golgi.Result
}

// ValueAndGrad returns the value and the gradient at parameters (nil: the starting
// values) and at starts, a flat vector for each window but the first. Errors: those of
// grad.ValueAndGrad; a wrong number of starts or of their values.
func (s *Shooting) ValueAndGrad(ctx context.Context, parameters []golgi.Parameter, starts [][]float64) (*ShootingGradient, error) {
	if len(starts) != s.Windows()-1 {
		return nil, fmt.Errorf("shooting: %d starts for %d windows; give one for each but the first", len(starts), s.Windows())
	}
	options := make([]golgi.Options, s.Windows())
	for w := range options {
		var states *golgi.States
		var err error
		if w > 0 {
			if states, err = s.dynamics.States(starts[w-1], s.borders[w]); err != nil {
				return nil, fmt.Errorf("shooting: window %d: %w", w, err)
			}
		}
		if options[w], err = s.window(w, states); err != nil {
			return nil, err
		}
		options[w].Parameters = s.parameters(parameters)
	}
	g := &ShootingGradient{Mismatch: make([]float64, len(starts)), Starts: make([][]float64, len(starts))}
	derivative, err := s.lossOf(ctx, g, options)
	if err != nil {
		return nil, fmt.Errorf("shooting: %w", err)
	}
	if err := s.back(ctx, g, options, starts, derivative); err != nil {
		return nil, fmt.Errorf("shooting: %w", err)
	}
	g.Value = g.Loss
	for _, mismatch := range g.Mismatch {
		g.Value += float64(s.o.Weight * mismatch)
	}
	return g, nil
}

// lossOf runs the windows forward, and returns the derivatives of the loss for the
// samples of each.
func (s *Shooting) lossOf(ctx context.Context, g *ShootingGradient, options []golgi.Options) ([][][]float64, error) {
	results := make([]*golgi.Result, len(options))
	err := s.side(len(options), func(w int) error {
		simulation, err := s.model.Prepare(options[w])
		if err == nil {
			results[w], err = simulation.Run(ctx)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	whole := *results[0]
	whole.Times, whole.Recordings = slices.Clone(whole.Times), make([][]float64, len(whole.Recordings))
	for w, r := range results {
		skip := min(w, 1) // the sample on a border is the end of a window
		if w > 0 {
			whole.Times = append(whole.Times, r.Times[1:]...)
			whole.Stats.Steps += r.Stats.Steps
		}
		for i := range r.Recordings {
			whole.Recordings[i] = append(whole.Recordings[i], r.Recordings[i][skip:]...)
		}
		whole.Hash, whole.States = r.Hash, r.States
	}
	g.Result = &whole
	if s.loss == nil {
		return nil, nil
	}
	all := make([][]float64, len(whole.Recordings))
	for i := range all {
		all[i] = make([]float64, len(whole.Recordings[i]))
	}
	if g.Loss, err = s.loss(g.Result, all); err != nil {
		return nil, fmt.Errorf("loss: %w", err)
	}
	if err := grad.CheckLoss(g.Result, g.Loss, all); err != nil {
		return nil, err
	}
	parts := make([][][]float64, len(results))
	at := 0
	for w, r := range results {
		n := len(r.Times)
		for i := range all {
			part := slices.Clone(all[i][at : at+n])
			if w > 0 {
				part[0] = 0
			}
			parts[w] = append(parts[w], part)
		}
		at += n - 1
	}
	return parts, nil
}

// back takes each window back, and adds up.
func (s *Shooting) back(ctx context.Context, g *ShootingGradient, options []golgi.Options, starts [][]float64, derivative [][][]float64) error {
	type part struct {
		*grad.Gradient
		start []float64 // the derivative of the mismatch for the start of the next window
	}
	parts := make([]part, len(options))
	last := len(options) - 1
	back := len(options) // windows that go back
	if s.loss == nil {
		back = max(last, 1) // nothing depends on the last
	}
	checkpoints := grad.Share(s.o.Grad.Checkpoints, min(s.workers, back))
	err := s.side(len(options), func(w int) error {
		o := s.o.Grad
		o.Checkpoints = checkpoints
		o.Run, o.With, o.Final, o.TruncateEvery = options[w], grad.InitialStates, nil, 0
		var loss grad.Loss
		if s.loss != nil {
			loss = func(_ *golgi.Result, d [][]float64) (float64, error) {
				for i := range d {
					copy(d[i], derivative[w][i])
				}
				return 0, nil // it is counted once, for the whole run
			}
		}
		if w < last {
			parts[w].start = make([]float64, len(s.o.Scales))
			o.Final = func(final, d []float64) (float64, error) {
				g.Mismatch[w] = s.mismatch(final, starts[w], d)
				for i, x := range d {
					parts[w].start[i] = -x
				}
				return float64(s.o.Weight * g.Mismatch[w]), nil
			}
		} else if loss == nil {
			return nil
		}
		var err error
		parts[w].Gradient, err = grad.ValueAndGrad(ctx, s.model, options[w].Parameters, loss, o)
		return err
	})
	if err != nil {
		return err
	}
	for w, p := range parts {
		if w > 0 {
			g.Starts[w-1] = parts[w-1].start
		}
		if p.Gradient == nil {
			continue
		}
		if w > 0 {
			own, err := s.dynamics.Flatten(p.InitialStates)
			if err != nil {
				return err
			}
			for i, x := range own {
				g.Starts[w-1][i] += x
			}
		}
		if g.Parameters == nil {
			g.Parameters = p.Gradient.Parameters
			continue
		}
		for k := range g.Parameters {
			for i, x := range p.Gradient.Parameters[k].Values {
				g.Parameters[k].Values[i] += x
			}
		}
	}
	return nil
}

// mismatch is the mean square of a scaled difference; d is set to the derivative of
// it, times the weight, for the end.
func (s *Shooting) mismatch(end, start, d []float64) float64 {
	sum, n := 0.0, float64(len(end))
	for i, scale := range s.o.Scales {
		difference := (end[i] - start[i]) / scale
		sum += float64(difference * difference)
		d[i] = 2 * s.o.Weight * difference / (scale * n)
	}
	return sum / n
}

// side calls f for each window, side by side, and returns the error of the first
// window that has one.
func (s *Shooting) side(windows int, f func(w int) error) error {
	faults := make([]error, windows)
	free := make(chan struct{}, s.workers)
	var group sync.WaitGroup
	for w := range windows {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			faults[w] = f(w)
		})
	}
	group.Wait()
	for w, err := range faults {
		if err != nil && !errors.Is(err, context.Canceled) {
			return fmt.Errorf("window %d: %w", w, err)
		}
	}
	return errors.Join(faults...)
}
