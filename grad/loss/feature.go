package loss

import (
	"errors"
	"fmt"
	"math"

	"golgi"
)

// Feature is a number that describes a run and can be differentiated by its
// samples. A type of the user's own may implement it.
type Feature interface {
	// String names the feature, with its unit.
	String() string
	// Value returns the number.
	Value(r *golgi.Result) (float64, error)
	// Add adds factor times the derivative of the value by each sample. It is
	// called after Value, for the same run.
	Add(r *golgi.Result, factor float64, derivative [][]float64) error
}

// Of is the loss that is a feature itself.
func Of(f Feature) Loss {
	return func(r *golgi.Result, derivative [][]float64) (float64, error) {
		value, err := valueOf(f, r, derivative)
		if err != nil {
			return 0, err
		}
		if derivative != nil {
			err = f.Add(r, 1, derivative)
		}
		return value, err
	}
}

// valueOf checks a run and takes the value of a feature.
func valueOf(f Feature, r *golgi.Result, derivative [][]float64) (float64, error) {
	if f == nil {
		return 0, errors.New("a feature is nil")
	}
	if err := checkRun(r, derivative); err != nil {
		return 0, fmt.Errorf("%s: %w", f, err)
	}
	value, err := f.Value(r)
	if err == nil && !finite(value) {
		err = fmt.Errorf("%s is %v", f, value)
	}
	return value, err
}

// WindowMean is the mean of a recording over a window, mV (see Mean).
func WindowMean(recording int, from, to float64) Loss { return Of(Mean(recording, from, to)) }

// SoftSpikeCount is the number of spikes of a recording, made smooth (see SpikeCount).
func SoftSpikeCount(recording int, threshold, width float64, options ...Option) Loss {
	return Of(SpikeCount(recording, threshold, width, options...))
}

// Target is what a feature is in an experiment: its mean and standard deviation
// over trials, in the unit of the feature.
type Target struct {
	Feature           Feature
	Mean              float64
	StandardDeviation float64
}

// Features is the mean over targets of z^2, z = (feature - mean)/standard deviation:
// how many standard deviations a run is off. So are models of cells fitted to
// recordings (Druckmann et al., Frontiers in Neuroscience 1 (2007) 7-18; Hay et al.,
// PLoS Computational Biology 7 (2011) e1002107).
func Features(targets ...Target) Loss { return overFeatures("features", square, targets) }

// FeaturesHuber is Features with Huber's function of z instead of its square: it
// grows like 2 delta |z| beyond |z| = delta, so that a feature that is far off does
// not outweigh the others.
func FeaturesHuber(delta float64, targets ...Target) Loss {
	if !(delta > 0) || math.IsInf(delta, 0) {
		return failing(fmt.Errorf("features: delta is %g standard deviations; it must be more than 0", delta))
	}
	return overFeatures("features", huber(delta), targets)
}

func overFeatures(name string, f penalty, targets []Target) Loss {
	targets = append([]Target{}, targets...)
	return func(r *golgi.Result, derivative [][]float64) (float64, error) {
		sum := 0.0
		if len(targets) == 0 {
			return 0, fmt.Errorf("%s: there are no targets", name)
		}
		for i, t := range targets {
			z, err := t.distance(r, derivative)
			if err != nil {
				return 0, fmt.Errorf("%s: target %d: %w", name, i, err)
			}
			value, slope := f(z)
			sum += value
			if factor := slope / t.StandardDeviation / float64(len(targets)); derivative != nil && factor != 0 {
				if err := t.Feature.Add(r, factor, derivative); err != nil {
					return 0, fmt.Errorf("%s: target %d: %w", name, i, err)
				}
			}
		}
		return sum / float64(len(targets)), nil
	}
}

// Distance returns how many standard deviations the feature of a run is above
// the mean.
func (t Target) Distance(r *golgi.Result) (float64, error) {
	return t.distance(r, nil)
}

func (t Target) distance(r *golgi.Result, derivative [][]float64) (float64, error) {
	value, err := valueOf(t.Feature, r, derivative)
	switch {
	case err != nil:
		return 0, err
	case !finite(t.Mean):
		return 0, fmt.Errorf("%s: the mean aimed at is %v", t.Feature, t.Mean)
	case !(t.StandardDeviation > 0) || math.IsInf(t.StandardDeviation, 0):
		return 0, fmt.Errorf("%s: the standard deviation is %v; it must be more than 0", t.Feature, t.StandardDeviation)
	}
	return (value - t.Mean) / t.StandardDeviation, nil
}

// Observe returns targets for features from runs or recordings of an experiment:
// the mean of each and its standard deviation over runs (that of a sample, with
// n - 1). Where there is one run, or all are equal, the standard deviation is 1, in
// the unit of the feature.
func Observe(runs []*golgi.Result, features ...Feature) ([]Target, error) {
	if len(runs) == 0 {
		return nil, errors.New("observe: there are no runs")
	}
	targets := make([]Target, len(features))
	values := make([]float64, len(runs))
	for i, f := range features {
		for k, r := range runs {
			value, err := valueOf(f, r, nil)
			if err != nil {
				return nil, fmt.Errorf("observe: run %d: %w", k, err)
			}
			values[k] = value
		}
		m, s := spread(values)
		if s *= math.Sqrt(float64(len(runs)) / math.Max(float64(len(runs)-1), 1)); s == 0 {
			s = 1
		}
		targets[i] = Target{f, m, s}
	}
	return targets, nil
}

// WindowTarget is what the mean of a recording over a window should be.
type WindowTarget struct {
	Recording int
	From, To  float64 // ms
	Mean      float64 // mV
}

// WindowMeans is the mean over windows of the square of what their means are off
// (mV^2).
func WindowMeans(targets ...WindowTarget) Loss {
	list := make([]Target, len(targets))
	for i, t := range targets {
		list[i] = Target{Mean(t.Recording, t.From, t.To), t.Mean, 1}
	}
	return overFeatures("window means", square, list)
}
