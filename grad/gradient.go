package grad

import (
	"fmt"

	"golgi"
	"golgi/grad/checkpoint"
)

// Gradient is a number and its derivatives. A derivative is in the unit of the loss per unit of what it is taken for.
type Gradient struct {
	// Value is in the unit that the loss returns, such as mV2 for a mean square of voltages.
	Value float64
	// Parameters are the derivatives with respect to the parameters, in their shape: per unit of the parameter, such as
	// mV2 per S/cm2.
	Parameters []golgi.Parameter
	// Stimuli and Clamps are the derivatives with respect to the samples of waveforms, those of the model in their order
	// and then those of overrides; if asked for. Stimuli are per nA, Clamps per unit of the clamped state, per mV for "v".
	Stimuli, Clamps [][]float64
	// Overrides are, for each of Options.Run.Overrides, the derivatives with respect to the values of a DataSet (per unit
	// of its key), or with respect to each waveform of a DataStimulate (per nA) or DataClamp (per unit of the clamped
	// state); if asked for.
	Overrides [][][]float64
	// InitialStates are the derivatives with respect to the dynamic states at the start, by key, in model order: per unit
	// of the state, per mV for "v", per mM for concentrations, per 1 for gates; if asked for.
	InitialStates map[string][]float64
	// Result is that of the run; nil in the sum of several cases.
	Result *golgi.Result
	// Zeros are the values that the loss does not depend on at all: their derivative is exactly zero.
	Zeros []Zero
	Cost  Cost

	paths []string // of the parameters: the views that they were made trainable on
}

// Zero is a parameter, or one value of it, with a derivative of exactly zero.
type Zero struct {
	Parameter int // among the parameters
	Key       string
	Path      string // the view that it was made trainable on
	Index     int    // of the value; -1 if all are zero
}

// String names it.
func (z Zero) String() string {
	if z.Index < 0 {
		return fmt.Sprintf("%s of %s", z.Key, z.Path)
	}
	return fmt.Sprintf("%s of %s, value %d", z.Key, z.Path, z.Index)
}

// zeros finds derivatives that are exactly zero.
func zeros(list []golgi.Parameter, paths []string) []Zero {
	var found []Zero
	for i, p := range list {
		var own []Zero
		for k, x := range p.Values {
			if x == 0 {
				own = append(own, Zero{i, p.Key, paths[i], k})
			}
		}
		if len(own) == len(p.Values) && len(own) > 0 {
			own = []Zero{{i, p.Key, paths[i], -1}}
		}
		found = append(found, own...)
	}
	return found
}

// Cost says what the way back took beyond a plain run.
type Cost struct {
	// Bytes is the memory of tape and checkpoints, Derivatives that of the derivatives beside the columns; bytes.
	Bytes, Derivatives int64
	// Forward is the number of steps taken forward in all, Factor that number over the steps of the run.
	Forward int
	Factor  float64
	text    string
}

func costOf(p *checkpoint.Plan, fixed int64) Cost {
	return Cost{Bytes: p.Bytes, Derivatives: fixed, Forward: p.Forward, Factor: p.Factor(), text: p.String()}
}

// String says it in a sentence or two.
func (c Cost) String() string {
	return fmt.Sprintf("%s Derivatives beside the columns take %d bytes.", c.text, c.Derivatives)
}
