package dynamics

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"golgi"
	"golgi/grad"
)

// ShootingOptions say how a run is cut into windows.
type ShootingOptions struct {
	// Grad are the options of the whole run and of the way back. Final, TruncateEvery and With are not used.
	// A budget of Checkpoints is that of all windows that run side by side.
	Grad grad.Options
	// Window is the length of a window, ms; the last may be shorter.
	Window float64
	// Weight is what the mismatch counts beside the loss.
	Weight float64
	// Scales are the sizes of states in which a mismatch is measured, see [Dynamics.Scales]; nil takes those of the
	// windows' starts of a plain run with the starting parameters.
	Scales []float64
}

// Shooting is multiple shooting (Bock & Plitt 1984, IFAC Proc. 17:1603): a run is cut into windows, which start from
// states of their own that are fitted with the parameters, and a mismatch between the end of a window and the start of
// the next is penalised. A gradient flows back through one window at most, so that it does not explode where that of the
// whole run does, and windows run side by side. The value is
//
//	Loss + Weight * sum over borders of mean((end - start)^2 / scale^2)
//
// With a growing Weight the windows join to one run; see [Shooting.SetWeight].
type Shooting struct {
	model    grad.Model
	loss     grad.Loss
	o        ShootingOptions
	dynamics *Dynamics
	borders  []int // samples: the first of each window, and the last of all
	dt       float64
	workers  int
}

// NewShooting prepares multiple shooting with a loss of the whole run, as grad.ValueAndGrad
// takes it; nil leaves the mismatch alone. Errors: those of New; a window
// shorter than a step, or no whole number of Every steps.
func NewShooting(ctx context.Context, m grad.Model, loss grad.Loss, o ShootingOptions) (*Shooting, error) {
	s := &Shooting{model: m, loss: loss, o: o}
	var err error
	if s.dynamics, err = New(m, o.Grad.Run); err != nil {
		return nil, fmt.Errorf("shooting: %w", err)
	}
	whole, err := m.Prepare(o.Grad.Run)
	if err != nil {
		return nil, fmt.Errorf("shooting: %w", err)
	}
	run := whole.RunOptions()
	s.dt = run.Dt
	length := math.Round(o.Window / s.dt)
	switch {
	case !(length >= 1) || math.IsInf(length, 0):
		return nil, fmt.Errorf("shooting: a window of %g ms is shorter than a step of %g ms", o.Window, s.dt)
	case int(length)%run.Every != 0:
		return nil, fmt.Errorf("shooting: a window of %d steps, of which one in %d is kept; give a window of a multiple of that", int(length), run.Every)
	}
	if err := checkWeight(o.Weight); err != nil {
		return nil, err
	}
	first := s.dynamics.First()
	for n := 0; n < run.Steps; n += int(length) {
		s.borders = append(s.borders, first+n)
	}
	s.borders = append(s.borders, first+run.Steps)
	if s.workers = o.Grad.Run.Workers; s.workers < 1 {
		s.workers = runtime.GOMAXPROCS(0)
	}
	if s.dynamics.own {
		s.workers = 1 // systems of the user's own serve one run at a time
	}
	if s.o.Scales == nil {
		starts, err := s.Starts(ctx, nil)
		if err != nil {
			return nil, err
		}
		s.o.Scales = s.dynamics.Scales(append(starts, s.dynamics.InitFlat())...)
	}
	if err := s.dynamics.layout.checkLength("scales", s.o.Scales); err != nil {
		return nil, fmt.Errorf("shooting: %w", err)
	}
	for i, scale := range s.o.Scales {
		if !(scale > 0) {
			return nil, fmt.Errorf("shooting: scale %d is %g; it must be positive", i, scale)
		}
	}
	return s, nil
}

// Windows is the number of windows.
func (s *Shooting) Windows() int { return len(s.borders) - 1 }

// Times are the times, ms, at which the windows but the first start.
func (s *Shooting) Times() []float64 {
	var times []float64
	for _, n := range s.borders[1:s.Windows()] {
		times = append(times, float64(n)*s.dt)
	}
	return times
}

// SetWeight changes what the mismatch counts in the calls that follow, so that a weight can grow while a fit goes on.
// Error: a weight that is negative or not a number.
func (s *Shooting) SetWeight(weight float64) error {
	if err := checkWeight(weight); err != nil {
		return err
	}
	s.o.Weight = weight
	return nil
}

func checkWeight(weight float64) error {
	if weight < 0 || math.IsNaN(weight) {
		return fmt.Errorf("shooting: the weight of the mismatch is %g; it must not be negative", weight)
	}
	return nil
}

// Starts returns the states from which the windows but the first start in a plain run, as
// flat vectors. parameters nil takes the starting values. Errors: those of Integrate.
func (s *Shooting) Starts(ctx context.Context, parameters []golgi.Parameter) ([][]float64, error) {
	var starts [][]float64
	var states *golgi.States
	for w := range s.Windows() - 1 {
		o, err := s.window(w, states)
		if err != nil {
			return nil, err
		}
		o.ReturnStates, o.Workers, o.Parameters = true, s.o.Grad.Run.Workers, s.parameters(parameters)
		simulation, err := s.model.Prepare(o)
		if err != nil {
			return nil, fmt.Errorf("shooting: %w", err)
		}
		result, err := simulation.Run(ctx)
		if err != nil {
			return nil, fmt.Errorf("shooting: %w", err)
		}
		states = result.States
		x, err := s.dynamics.FlatOf(states)
		if err != nil {
			return nil, fmt.Errorf("shooting: %w", err)
		}
		starts = append(starts, x)
	}
	return starts, nil
}

func (s *Shooting) parameters(parameters []golgi.Parameter) []golgi.Parameter {
	if parameters == nil {
		return s.model.GetParameters()
	}
	return parameters
}

// window returns the options of the run of window w.
func (s *Shooting) window(w int, states *golgi.States) (golgi.Options, error) {
	o := s.o.Grad.Run
	o.TMax, o.Dt, o.Workers = float64(s.borders[w+1]-s.borders[w])*s.dt, s.dt, 1
	o.Progress = nil // windows run side by side
	if w > 0 {
		o.InitialStates, o.Stagger = states, false
		if states.Time() != float64(s.borders[w])*s.dt {
			return o, fmt.Errorf("shooting: the run ended before window %d", w)
		}
	}
	return o, nil
}
