package model

import (
	"math"

	"golgi"
	"golgi/grad/loss"
)

// fitBuilder makes the parts of a fit from the section of a file.
type fitBuilder struct {
	builder
	fit *Fit
}

// cases are the runs of a fit: those of the file, or one, of the model as it is.
func (b *fitBuilder) cases() ([]fitCase, error) {
	if len(b.fit.Cases) == 0 {
		one := fitCase{}
		one.Weight = 1
		if len(b.fit.Targets) > 0 {
			return []fitCase{one}, b.aim(&one, b.fit.Targets)
		}
		var err error
		if one.Loss, err = b.m.loss(); err != nil {
			return nil, err
		}
		one.targets = make([][]float64, len(b.m.View.Recordings()))
		if b.m.target != nil {
			one.targets, err = b.m.traces(b.m.target, b.f.Loss.MSE)
		}
		return []fitCase{one}, err
	}
	list := make([]fitCase, len(b.fit.Cases))
	for i := range list {
		c := &b.fit.Cases[i]
		list[i].name, list[i].Weight = c.Name.Value, c.Weight.Value
		var err error
		if list[i].Overrides, err = b.overrides(c); err != nil {
			return nil, err
		}
		if err := b.aim(&list[i], c.Targets); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// overrides are what a case changes: values, and stimuli and clamps on top of the model's.
func (b *fitBuilder) overrides(c *Case) ([]golgi.Override, error) {
	var list []golgi.Override
	for i := range c.Set {
		item := &c.Set[i]
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return nil, err
		}
		set := view.DataSet(item.Key.Value, item.Values.Value...)
		if err := set.Err(); err != nil {
			return nil, b.wrap(item.Key.Place, err)
		}
		list = append(list, set)
	}
	for i := range c.Stimuli {
		view, samples, err := b.stimulus(&c.Stimuli[i])
		if err != nil {
			return nil, err
		}
		if len(samples) == 0 {
			continue
		}
		stimulus := view.DataStimulate(samples)
		if err := stimulus.Err(); err != nil {
			return nil, b.wrap(c.Stimuli[i].Place, err)
		}
		list = append(list, stimulus)
	}
	for i := range c.Clamps {
		view, samples, err := b.clamp(&c.Clamps[i])
		if err != nil {
			return nil, err
		}
		clamp := view.DataClamp(c.Clamps[i].State.Value, samples)
		if err := clamp.Err(); err != nil {
			return nil, b.wrap(c.Clamps[i].State.Place, err)
		}
		list = append(list, clamp)
	}
	return list, nil
}

// goal is a feature with the value it should have.
type goal struct {
	target  *Target
	feature loss.Feature
}

// aim gives a case its loss: the sum of its targets, each by its weight.
func (b *fitBuilder) aim(c *fitCase, targets []Target) error {
	c.targets = make([][]float64, len(b.m.View.Recordings()))
	var terms []loss.Term
	for i := range targets {
		t := &targets[i]
		if err := b.checkTarget(t); err != nil {
			return err
		}
		var term loss.Loss
		if t.MSE.Given {
			traces, selected, err := b.mse(t)
			if err != nil {
				return err
			}
			term = loss.Scale(1/(t.Scale.Value*t.Scale.Value), loss.MeanSquaredError(traces, b.selection(t)...))
			for k, r := range selected {
				c.targets[r] = b.windowed(t, traces[k])
			}
		} else {
			g := goal{t, b.feature(t)}
			c.goals = append(c.goals, g)
			term = loss.Features(loss.Target{Feature: g.feature, Mean: t.Value.Value, StandardDeviation: t.Scale.Value})
			if r := t.Record.Value; t.Feature == featureMean && c.targets[r] == nil {
				c.targets[r] = b.windowed(t, constant(b.samples(), t.Value.Value))
			}
		}
		terms = append(terms, loss.Term{Weight: t.Weight.Value, Loss: term})
	}
	c.Loss = loss.Weighted(terms...)
	return nil
}

// samples is the number of samples that a run keeps.
func (b *fitBuilder) samples() int { return b.f.Simulate.Steps()/b.f.Simulate.Every.Value + 1 }

// end is the time of the last sample, ms.
func (b *fitBuilder) end() float64 { return b.time(b.samples() - 1) }

func (b *fitBuilder) time(sample int) float64 {
	return float64(sample*b.f.Simulate.Every.Value) * b.f.Simulate.Dt.Value
}

// window is that of a target, ms.
func (b *fitBuilder) window(t *Target) (from, to float64) {
	if to = b.end(); t.To.Given {
		to = t.To.Value
	}
	return t.From.Value, to
}

// checkTarget compares a target with what is recorded, and for how long.
func (b *fitBuilder) checkTarget(t *Target) error {
	recordings, spacing := len(b.m.View.Recordings()), b.time(1)
	if t.Record.Given && t.Record.Value >= recordings {
		return errorf(b.f.Name, t.Record.Place, "no recording %d: the file records %d, counted from 0", t.Record.Value, recordings)
	}
	from, to := b.window(t)
	switch {
	case t.To.Given && to > b.end()+1e-6*spacing:
		return errorf(b.f.Name, t.To.Place, "the window ends at %v ms, after the last sample, at %.12g ms", to, b.end())
	case math.Floor(to/spacing+1e-6) < math.Ceil(from/spacing-1e-6):
		at := t.From.Place
		if t.To.Given {
			at = t.To.Place
		}
		return errorf(b.f.Name, at, "no sample lies from %v to %.12g ms; they are %.12g ms apart, the last at %.12g ms", from, to, spacing, b.end())
	}
	return nil
}

// mse reads the table of a target: traces for the recordings that it is of.
func (b *fitBuilder) mse(t *Target) (traces [][]float64, recordings []int, err error) {
	for r := range b.m.View.Recordings() {
		if !t.Record.Given || t.Record.Value == r {
			recordings = append(recordings, r)
		}
	}
	table, err := b.traces(t.MSE, t)
	if err != nil {
		return nil, nil, err
	}
	traces, err = b.m.traces(table, t.MSE)
	return traces, recordings, err
}

// selection is that of a target among samples.
func (b *fitBuilder) selection(t *Target) []loss.Option {
	var options []loss.Option
	if t.Record.Given {
		options = append(options, loss.Recordings(t.Record.Value))
	}
	if t.From.Given || t.To.Given {
		options = append(options, loss.Window(b.window(t)))
	}
	return options
}

// feature is that of a target.
func (b *fitBuilder) feature(t *Target) loss.Feature {
	r := t.Record.Value
	from, to := b.window(t)
	switch t.Feature {
	case featureMean:
		return loss.Mean(r, from, to)
	case featureDeviation:
		return loss.StandardDeviation(r, from, to)
	case featureMaximum:
		return loss.Maximum(r, from, to, t.Width.Value)
	case featureMinimum:
		return loss.Minimum(r, from, to, t.Width.Value)
	case featureLatency:
		return loss.Latency(r, from, to, t.Threshold.Value, t.Width.Value)
	}
	return loss.SpikeCount(r, t.Threshold.Value, t.Width.Value, loss.Window(from, to))
}

// windowed is a trace with NaN outside of the window of a target.
func (b *fitBuilder) windowed(t *Target, trace []float64) []float64 {
	from, to := b.window(t)
	shown := constant(len(trace), math.NaN())
	for k := range trace {
		if time := b.time(k); time >= from-1e-9 && time <= to+1e-9 {
			shown[k] = trace[k]
		}
	}
	return shown
}

func constant(n int, value float64) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = value
	}
	return list
}
