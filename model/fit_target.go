package model

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// Features that a target may name.
const (
	featureMean      = "mean"
	featureDeviation = "deviation"
	featureMaximum   = "maximum"
	featureMinimum   = "minimum"
	featureSpikes    = "spikes"
	featureLatency   = "latency"
)

// featureNames are all of them.
func featureNames() []string {
	return []string{featureMean, featureDeviation, featureMaximum, featureMinimum, featureSpikes, featureLatency}
}

// What a target has if the file does not say.
const (
	defaultThreshold = 0.0 // mV
	defaultWidth     = 2.0 // mV
)

// target reads one entry of "targets".
func (d *decoder) target(t *Target, n *yaml.Node, key string) error {
	t.Place = place(n, key)
	t.Scale.Value, t.Weight.Value, t.Threshold.Value, t.Width.Value = 1, 1, defaultThreshold, defaultWidth
	given := 0
	fields := []field{
		d.textField("mse", "the name of a table (CSV) with the target", &t.MSE),
		d.integerField("record", &t.Record, 0),
		d.numberField("from", &t.From, notNegative),
		d.numberField("to", &t.To, positive),
		d.numberField("threshold", &t.Threshold, anyNumber),
		d.numberField("width", &t.Width, positive),
		d.numberField("scale", &t.Scale, positive),
		d.numberField("weight", &t.Weight, positive),
	}
	for _, name := range featureNames() {
		limits := anyNumber
		if slices.Contains([]string{featureDeviation, featureSpikes, featureLatency}, name) {
			limits = notNegative
		}
		value := d.numberField(name, &t.Value, limits)
		fields = append(fields, field{key: name, read: func(n *yaml.Node, at Place) error {
			given++
			t.Feature = name
			return value.read(n, at)
		}})
	}
	if err := d.mapping(n, key, fields...); err != nil {
		return err
	}
	if t.MSE.Given {
		given++
	}
	if given != 1 {
		return errorf(d.file, t.Place, "a target is one of mse, %s; this one has %d", list(featureNames()), given)
	}
	return d.checkTarget(t)
}

// checkTarget checks that the numbers of a target go with what it asks for.
func (d *decoder) checkTarget(t *Target) error {
	spikes := []string{featureSpikes, featureLatency}
	soft := append([]string{featureMaximum, featureMinimum}, spikes...)
	switch {
	case !t.MSE.Given && !t.Record.Given:
		return errorf(d.file, t.Place, "the key \"record\" is missing: of which recording, counted from 0 as in traces.csv")
	case t.Threshold.Given && !slices.Contains(spikes, t.Feature):
		return errorf(d.file, t.Threshold.Place, "goes with %s only", list(spikes))
	case t.Width.Given && !slices.Contains(soft, t.Feature):
		return errorf(d.file, t.Width.Place, "goes with %s only", list(soft))
	case t.To.Given && t.To.Value <= t.From.Value:
		return errorf(d.file, t.To.Place, "the window ends at %v ms, but begins at %v ms", t.To.Value, t.From.Value)
	}
	return nil
}
