package model

import (
	"fmt"

	"golgi"
	"golgi/internal/numtable"
)

// initStates puts gates to their steady state when the model is built. In "run" the run does it.
func (b *builder) initStates() error {
	if b.f.Simulate.InitStates.Value != "true" {
		return nil
	}
	return b.wrap(b.f.Simulate.InitStates.Place, b.m.View.InitStates())
}

func (b *builder) stimuli() error {
	for i := range b.f.Stimuli {
		view, samples, err := b.stimulus(&b.f.Stimuli[i])
		if err != nil {
			return err
		}
		if len(samples) == 0 {
			continue // on after the end of the run, or never
		}
		if err := view.Stimulate(samples); err != nil {
			return b.wrap(b.f.Stimuli[i].Place, err)
		}
	}
	return nil
}

// stimulus gives the compartments of a stimulus and its samples, none if it does nothing in the run.
func (b *builder) stimulus(item *Stimulus) (*golgi.View, []float64, error) {
	view, err := b.view(item.At, item.Place)
	if err != nil {
		return nil, nil, err
	}
	samples, err := b.waveform(&item.Waveform, item.Place, false)
	return view, samples, err
}

func (b *builder) clamps() error {
	for i := range b.f.Clamps {
		view, samples, err := b.clamp(&b.f.Clamps[i])
		if err != nil {
			return err
		}
		if err := view.Clamp(b.f.Clamps[i].State.Value, samples); err != nil {
			return b.wrap(b.f.Clamps[i].State.Place, err)
		}
	}
	return nil
}

// clamp gives what a clamp holds, and its samples: a value for every step of the run.
func (b *builder) clamp(item *Clamp) (*golgi.View, []float64, error) {
	view, err := b.view(item.At, item.Place)
	if err != nil {
		return nil, nil, err
	}
	samples, err := b.waveform(&item.Waveform, item.Place, true)
	if err != nil {
		return nil, nil, err
	}
	if steps := b.f.Simulate.Steps(); len(samples) < steps {
		at := item.Samples.Place
		if item.File.Given {
			at = item.File.Place
		}
		return nil, nil, errorf(b.f.Name, at, "%d samples for a run of %d steps; a clamp needs one for each step: give %d more, or run for %.12g ms",
			len(samples), steps, steps-len(samples), float64(len(samples))*b.f.Simulate.Dt.Value)
	}
	return view, samples, nil
}

// waveform gives the samples of a waveform. Unless the whole run is asked for, a step that ends at 0 is not written out beyond its end.
func (b *builder) waveform(w *Waveform, at Place, whole bool) ([]float64, error) {
	dt, tMax := b.f.Simulate.Dt.Value, b.f.Simulate.TMax.Value
	end := tMax
	if step := &w.Step.Value; w.Step.Given && step.Offset.Value == 0 && !whole {
		end = min(tMax, step.Delay.Value+step.Duration.Value+dt)
	}
	if samples := end / dt; (w.Step.Given || w.Sine.Given || w.Noise.Given) && samples > mostRows {
		return nil, errorf(b.f.Name, at, "this waveform has %.3g samples, which is %.3g GB; make it end earlier, or dt longer", samples, 8e-9*samples)
	}
	switch {
	case w.Step.Given:
		step := &w.Step.Value
		return golgi.StepCurrent(step.Delay.Value, step.Duration.Value, step.Amplitude.Value, dt, end, step.Offset.Value), nil
	case w.Sine.Given:
		sine := &w.Sine.Value
		return golgi.SineCurrent(sine.Delay.Value, durationOr(sine.Duration, tMax), sine.Frequency.Value, sine.Amplitude.Value, dt, tMax, sine.Offset.Value), nil
	case w.Noise.Given:
		noise := &w.Noise.Value
		return golgi.NoiseCurrent(noise.Delay.Value, durationOr(noise.Duration, tMax), noise.Mean.Value, noise.Deviation.Value, noise.Tau.Value,
			dt, tMax, noise.Offset.Value, uint64(noise.Seed.Value)), nil
	case w.Samples.Given:
		return w.Samples.Value, nil
	}
	table, err := b.table(w.File, numtable.Parse)
	if err != nil {
		return nil, err
	}
	if w.Column.Value >= table.Columns {
		return nil, errorf(b.f.Name, w.Column.Place, "no column %d in %s (it has %d, counted from 0)", w.Column.Value, w.File.Value, table.Columns)
	}
	return table.Column(w.Column.Value), nil
}

// durationOr is a duration, or that of the run where it is not given.
func durationOr(duration Of[float64], tMax float64) float64 {
	if duration.Given {
		return duration.Value
	}
	return tMax
}

// table reads a table that the file names, which becomes part of the hash.
func (b *builder) table(name Of[string], parse func([]byte) (*numtable.Table, error)) (*numtable.Table, error) {
	t, data, err := readTable(b.beside(name.Value), parse)
	if err != nil {
		return nil, b.wrap(name.Place, err)
	}
	b.m.read(name.Value, data)
	return t, nil
}

func (b *builder) record() error {
	for _, item := range b.f.Record {
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		if err := view.Record(item.State.Value); err != nil {
			place := item.State.Place
			if !item.State.Given {
				place = item.Place
			}
			return b.wrap(place, err)
		}
	}
	if len(b.f.Record) == 0 {
		return errorf(b.f.Name, Place{}, "nothing is recorded; add for example record: [{at: all, state: v}]")
	}
	return nil
}

// trainables makes them, and notes what their values do to geometry. The run starts from those values.
func (b *builder) trainables() error {
	for _, item := range b.f.Trainable {
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		if err := view.MakeTrainable(item.Key.Value, item.Init.Value...); err != nil {
			return b.wrap(item.Key.Place, err)
		}
	}
	for _, change := range b.m.View.TrainableGeometry() {
		b.m.Notes = append(b.m.Notes, change.String())
	}
	return nil
}

// loss reads the target. It has a column of times and one for each recording.
func (b *builder) loss() (err error) {
	if b.f.Loss.MSE.Given {
		b.m.target, err = b.traces(b.f.Loss.MSE, nil)
	}
	return err
}

// traces reads a table like traces.csv: a column of times, and one for each recording, or for the one of a target.
func (b *builder) traces(name Of[string], of *Target) (*numtable.Table, error) {
	table, err := b.table(name, numtable.Parse)
	if err != nil {
		return nil, err
	}
	recordings, has, file := len(b.m.View.Recordings()), table.Columns-1, b.beside(name.Value)
	if of != nil && of.Record.Given {
		if has != 1 {
			return nil, errorf(b.f.Name, name.Place, "%s has %d columns; as the target of recording %d it needs 2: keep the times and the column of that recording, or record all that the table has and leave out \"record\"",
				file, table.Columns, of.Record.Value)
		}
		return table, nil
	}
	if has != recordings {
		what := "one recording"
		if recordings != 1 {
			what = fmt.Sprintf("%d recordings", recordings)
		}
		advice := "record no more than the table has"
		switch {
		case of != nil && has == 1:
			advice = "say with \"record\" which recording the table is of"
		case has > recordings:
			advice = "record all that the table has, or keep the times and the columns of what is recorded"
		}
		return nil, errorf(b.f.Name, name.Place, "%s has %d columns; with %s it needs %d, the times and one for each: %s", file, table.Columns, what, recordings+1, advice)
	}
	return table, nil
}
