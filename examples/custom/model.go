package main

import (
	"context"
	_ "embed"
	"errors"
	"math"
	"math/rand/v2"

	"golgi"
	"golgi/grad/transform"
	"golgi/mech"
	"golgi/mech/library"
)

const (
	dt, duration = 0.025, 160.0 // ms
	rest         = -70.0        // mV
	noise        = 0.5          // mV, of the recorded voltage: the standard deviation
)

//go:embed Adaptation.mech
var text []byte

// trainables are what is fitted, with what each is measured from: a half-activation that is 50 %
// off lies half as far above rest, or half as far again.
var trainables = []struct {
	key, unit string
	from      float64
}{
	{"Adaptation_gAdaptation", "S/cm2", 0},
	{"Adaptation_half", "mV", rest},
	{"Adaptation_tau", "ms", 0},
}

// newModel makes a neuron of one compartment, driven by a current; the channel has its true values.
func newModel() (*golgi.Cell, error) {
	adaptation, err := mech.Parse("Adaptation.mech", text)
	if err != nil {
		return nil, err
	}
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	if err != nil {
		return nil, err
	}
	// a pause shows how the channel closes again
	current := golgi.StepCurrent(10, 30, 0.06, dt, duration, 0) // nA
	for i, x := range golgi.StepCurrent(70, duration-70, 0.06, dt, duration, 0) {
		current[i] += x
	}
	err = errors.Join(
		cell.Set("length", 20), cell.Set("radius", 10), // um
		cell.Insert(library.Na()), cell.Insert(library.K()), cell.Insert(library.Leak()), cell.Insert(adaptation),
		cell.Set("v", rest),
		cell.Stimulate(current),
		cell.Record("v"), cell.Record("Adaptation_p"),
	)
	for _, t := range trainables {
		err = errors.Join(err, cell.MakeTrainable(t.key))
	}
	return cell, err
}

// options are those of a run of so long, ms. Gates start at the steady state of whatever parameters the
// run has, and the fit knows that they do.
func options(until float64, parameters []golgi.Parameter) golgi.Options {
	return golgi.Options{TMax: until, Dt: dt, InitStates: true, Parameters: parameters}
}

// record returns what an electrode measures of the true neuron, and the gate, which nobody sees.
func record(ctx context.Context, cell *golgi.Cell, random *rand.Rand) (voltage, gate []float64, err error) {
	result, err := cell.Integrate(ctx, options(duration, nil))
	if err != nil {
		return nil, nil, err
	}
	voltage = result.Recordings[0]
	for i := range voltage {
		voltage[i] += noise * random.NormFloat64()
	}
	return voltage, result.Recordings[1], nil
}

// astray returns parameters that are 50 % off, up or down.
func astray(truth []golgi.Parameter, random *rand.Rand) []golgi.Parameter {
	start := golgi.CloneParameters(truth)
	for i, p := range start {
		factor := 0.5 + float64(random.IntN(2))
		p.Values[0] = trainables[i].from + factor*(p.Values[0]-trainables[i].from)
	}
	return start
}

// off is the part by which a value is off the truth.
func off(i int, value, truth float64) float64 {
	from := trainables[i].from
	return (value-from)/(truth-from) - 1
}

// bounds lets the fit move logarithms of what must be positive, and the voltage in steps of 10 mV.
func bounds() transform.Set {
	return transform.Set{
		ByKey: map[string]transform.Transform{"Adaptation_half": transform.Affine(10, rest)},
		Rest:  transform.Custom("exp", math.Exp, logarithm, math.Exp),
	}
}

// logarithm is that of a positive number.
func logarithm(value float64) (float64, error) {
	if !(value > 0) {
		return 0, errors.New("it must be positive")
	}
	return math.Log(value), nil
}
