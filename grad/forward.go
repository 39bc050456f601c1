package grad

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"golgi"
	"golgi/plan"
)

// Forward runs a model and takes tangents along: how the recorded samples move where the parameters move along each of the
// directions, which have the shape of the parameters. The tangents are indexed by direction, recording and sample. For few
// directions this is cheaper than many gradients, and it keeps nothing of the run. Directions go side by side on the
// workers. parameters nil takes the starting values. Errors: those of Integrate; a system of the user's own without a
// tangent; a direction of another shape.
func Forward(ctx context.Context, m Model, parameters []golgi.Parameter, directions [][]golgi.Parameter, o Options) (result *golgi.Result, tangents [][][]float64, err error) {
	if len(directions) == 0 {
		return nil, nil, errors.New("forward: no directions are given")
	}
	if o.Run.Parameters = parameters; parameters == nil {
		o.Run.Parameters = append([]golgi.Parameter{}, m.GetParameters()...)
	}
	simulation, err := m.Prepare(o.Run)
	if err != nil {
		return nil, nil, fmt.Errorf("forward: %w", err)
	}
	tangents = make([][][]float64, len(directions))
	errs := make([]error, len(directions))
	if result, err = simulation.Run(ctx); err != nil {
		return nil, nil, fmt.Errorf("forward: %w", err)
	}
	workers := o.Run.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if len(o.Run.Systems) > 0 {
		workers = 1 // runs share the systems of the user's own
	}
	var group sync.WaitGroup
	next := make(chan int)
	for range min(workers, len(directions)) {
		group.Go(func() {
			for i := range next {
				fork, err := simulation.Fork()
				if err == nil {
					tangents[i], err = tangentOf(ctx, fork, directions[i], result)
				}
				errs[i] = err
			}
		})
	}
	for i := range directions {
		next <- i
	}
	close(next)
	group.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, nil, fmt.Errorf("forward: direction %d: %w", i, err)
		}
	}
	return result, tangents, nil
}

// tangentOf takes one direction through the run.
func tangentOf(ctx context.Context, s *golgi.Simulation, direction []golgi.Parameter, result *golgi.Result) (samples [][]float64, err error) {
	tangent, err := s.Plan().NewSensitivity(s.ActiveColumns(false)...)
	if err != nil {
		return nil, err
	}
	if err := s.Pushforward(direction, tangent); err != nil {
		return nil, err
	}
	tangent.Samples = zerosLike(result.Recordings)
	schedule, err := s.Schedule()
	if err != nil {
		return nil, err
	}
	st, err := plan.NewStepper(s.State(), schedule, s.RunOptions())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := st.StartJVP(tangent); err != nil {
		return nil, err
	}
	for k := range result.Stats.Steps {
		if k%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err := st.StepJVP(tangent); err != nil {
			return nil, err
		}
	}
	return tangent.Samples, nil
}
