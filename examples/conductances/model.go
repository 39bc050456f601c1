package main

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"

	"golgi"
	"golgi/mech/library"
)

const (
	dt, duration = 0.025, 25.0 // ms
	noise        = 0.5         // mV, of the recorded voltages: the standard deviation
)

// electrodes are where current is injected and the voltage recorded. Without the one in the axon,
// more sodium channels in the soma and fewer in the axon would look the same.
var electrodes = []struct {
	name         string
	branch       int
	mean, spread float64 // nA, of the injected current
}{
	{"soma", 0, 1, 0.5},
	{"middle of trunk", 71, 0.3, 0.3},
	{"axon", 146, 0, 0},
}

// trainables are what is fitted: a conductance in all branches of a group together.
var trainables = []struct{ group, key string }{
	{"soma", "HH_gNa"},
	{"soma", "HH_gK"},
	{"axon", "HH_gNa"},
	{"apical", "HH_gNa"},
	{"apical", "HH_gK"},
	{"cell", "Leak_gLeak"},
}

// newModel reads the cell and gives it channels: as many as in truth.
func newModel(swc string) (*golgi.Cell, error) {
	cell, _, err := golgi.ReadSWC(swc, golgi.WithNComp(1))
	if err != nil {
		return nil, err
	}
	soma, axon, basal, apical := cell.Group("soma"), cell.Group("axon"), cell.Group("basal"), cell.Group("apical")
	err = errors.Join(
		cell.Insert(library.HH()),
		cell.Insert(library.Leak()), // in place of the leak of HH
		cell.Set("HH_gLeak", 0),
		cell.Set("Leak_gLeak", 2e-4), // S/cm2
		cell.Set("Leak_eLeak", -65),  // mV
		cell.Set("axial_resistivity", 100),
		axon.Set("HH_gNa", 0.15),
		soma.Set("HH_gNa", 0.3),
		basal.Set("HH_gNa", 0.03),
		basal.Set("HH_gK", 0.018),
		apical.Set("HH_gNa", 0.03),
		apical.Set("HH_gK", 0.018),
		cell.Set("v", -65),
		cell.InitStates(),
	)
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, e := range electrodes {
		place := cell.Branch(e.branch).Loc(0.5)
		if err := errors.Join(place.Stimulate(current(e.mean, e.spread, random)), place.Record("v")); err != nil {
			return nil, err
		}
	}
	for _, t := range trainables {
		part := cell.View
		if t.group != "cell" {
			part = cell.Group(t.group)
		}
		if err := part.MakeTrainable(t.key); err != nil {
			return nil, err
		}
	}
	return cell, nil
}

// current is a current that wanders about its mean and forgets within 2 ms: it brings the cell to
// many voltages in a short time, which tells its channels apart.
func current(mean, spread float64, random *rand.Rand) []float64 {
	samples, x := make([]float64, golgi.NumSteps(duration, dt)), 0.0
	for i := range samples {
		x += spread*math.Sqrt(dt)*random.NormFloat64() - x*dt/2
		samples[i] = mean + x
	}
	return samples
}

// record returns what the electrodes of the true cell measure.
func record(ctx context.Context, cell *golgi.Cell, random *rand.Rand) ([][]float64, error) {
	result, err := cell.Integrate(ctx, golgi.Options{TMax: duration, Dt: dt})
	if err != nil {
		return nil, err
	}
	for _, trace := range result.Recordings {
		for i := range trace {
			trace[i] += noise * random.NormFloat64()
		}
	}
	return result.Recordings, nil
}

// astray returns parameters that are 50 % off, up or down.
func astray(truth []golgi.Parameter, random *rand.Rand) []golgi.Parameter {
	start := golgi.CloneParameters(truth)
	for _, p := range start {
		for i := range p.Values {
			p.Values[i] *= 0.5 + float64(random.IntN(2))
		}
	}
	return start
}
