package grad

import (
	"fmt"
	"math"

	"golgi"
	"golgi/grad/checkpoint"
)

// Options say what to differentiate, and how.
type Options struct {
	// Run are the options of the run. Parameters are those given to ValueAndGrad;
	// Progress is told of steps forward and back together.
	Run golgi.Options
	// Checkpoints say how much memory the way back may take; nil is Budget of 1 GiB. The
	// gradient does not depend on it.
	Checkpoints Checkpoints
	// With names what derivatives are wanted of, beside the parameters.
	With With
	// TruncateEvery, ms, cuts the flow of derivatives through the states at whole multiples of it
	// from the start of the run: a sample does then not depend on what was more than a
	// window ago. 0 cuts nothing. The result is not the gradient any more, but does not explode
	// where that does.
	TruncateEvery float64
	// Final, if given, is added to the loss.
	Final FinalLoss
}

// With is a set of what derivatives may be wanted of.
type With uint8

// What derivatives may be wanted of.
const (
	Stimuli       With = 1 << iota // every sample of every injected current
	Clamps                         // every sample of every clamp
	Overrides                      // the values of DataSet, the waveforms of DataStimulate and DataClamp
	InitialStates                  // the dynamic states that the run starts from
)

// Checkpoints plan what a run keeps for the way back: [Budget], [Levels].
type Checkpoints interface {
	plan(steps int, stateBytes, stepBytes, fixed int64) (*checkpoint.Plan, error)
}

// DefaultBudget is the budget, bytes, where none is given.
const DefaultBudget = 1 << 30

// Budget plans within so many bytes: for the tape, the checkpoints, and the derivatives
// beside each column. Not counted are what a plain run takes, and what belongs to the loss:
// a copy of the recordings and a derivative for each of their samples, 16 bytes a sample, and
// one for each sample of waveforms that are asked for. A budget that is too small is an error
// that says the least that would do.
func Budget(bytes int64) Checkpoints { return budget(bytes) }

// Levels plans nested levels: of lengths k1, k2, ..., kd the run is k1 parts of k2 parts,
// and so on; the last kd steps are kept on the tape. The product must reach the number of
// steps; no step beyond the end is taken.
func Levels(lengths ...int) Checkpoints { return levels(lengths) }

type budget int64

func (b budget) plan(steps int, stateBytes, stepBytes, fixed int64) (*checkpoint.Plan, error) {
	p, err := checkpoint.Budget(steps, stateBytes, stepBytes, max(int64(b)-fixed, 0))
	if err != nil {
		return nil, fmt.Errorf("a budget of %d bytes is too small; the least that would do is %d (%d for the derivatives themselves): %w",
			int64(b), fixed+checkpoint.Least(steps, stateBytes, stepBytes), fixed, err)
	}
	return p, nil
}

type levels []int

func (l levels) plan(steps int, stateBytes, stepBytes, _ int64) (*checkpoint.Plan, error) {
	return checkpoint.Levels(steps, stateBytes, stepBytes, l...)
}

// window is the number of steps between two cuts, 0 for none.
func (o *Options) window(dt float64) (int, error) {
	if o.TruncateEvery == 0 {
		return 0, nil
	}
	steps := math.Round(o.TruncateEvery / dt)
	if !(steps >= 1) || math.IsInf(steps, 0) {
		return 0, fmt.Errorf("truncate every %g ms: a window must be at least one step of %g ms", o.TruncateEvery, dt)
	}
	return int(steps), nil
}
