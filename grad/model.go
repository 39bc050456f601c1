package grad

import "golgi"

// Model is what can be differentiated: *golgi.Network, *golgi.Cell, *golgi.Branch,
// *golgi.Compartment, and a view of the whole of one.
type Model interface {
	Prepare(golgi.Options) (*golgi.Simulation, error)
	GetParameters() []golgi.Parameter
}

// Loss returns a number that is made of what a run recorded, and fills in its derivative
// with respect to each sample: derivative has the shape of r.Recordings and comes in as
// zeros. Package grad/loss has ready ones.
type Loss = func(r *golgi.Result, derivative [][]float64) (value float64, err error)

// FinalLoss returns a number that is made of the state at the end of a run, and fills in its
// derivative, which comes in as zeros. The state is flat: dynamic states by name
// alphabetically, each in model order, as grad/dynamics has them.
type FinalLoss = func(final, derivative []float64) (value float64, err error)
