package model

import (
	"golgi"
)

// initStates puts gates to their steady state when the model is built. In "run" the run does it.
func (b *builder) initStates() error {
	if b.f.Simulate.InitStates.Value != "true" {
		return nil
	}
	return b.wrap(b.f.Simulate.InitStates.Place, b.m.Cell.InitStates())
}

func (b *builder) stimuli() error {
	for i := range b.f.Stimuli {
		item := &b.f.Stimuli[i]
		view, err := b.view(item.At, item.Place)
		if err != nil {
			return err
		}
		waveform, err := b.waveform(item)
		if err != nil {
			return err
		}
		if len(waveform) == 0 {
			continue // on after the end of the run, or never
		}
		if err := view.Stimulate(waveform); err != nil {
			return b.wrap(item.Place, err)
		}
	}
	return nil
}

// waveform gives the samples of a stimulus, nA. A step that ends at 0 is not written out beyond its end.
func (b *builder) waveform(s *Stimulus) ([]float64, error) {
	dt, tMax := b.f.Simulate.Dt.Value, b.f.Simulate.TMax.Value
	end := tMax
	if step := &s.Step.Value; s.Step.Given && step.Offset.Value == 0 {
		end = min(tMax, step.Delay.Value+step.Duration.Value+dt)
	}
	if samples := end / dt; (s.Step.Given || s.Sine.Given) && samples > mostRows {
		return nil, errorf(b.f.Name, s.Place, "this current has %.3g samples, which is %.3g GB; make it end earlier, or dt longer", samples, 8e-9*samples)
	}
	switch {
	case s.Step.Given:
		step := &s.Step.Value
		return golgi.StepCurrent(step.Delay.Value, step.Duration.Value, step.Amplitude.Value, dt, end, step.Offset.Value), nil
	case s.Sine.Given:
		sine := &s.Sine.Value
		duration := tMax
		if sine.Duration.Given {
			duration = sine.Duration.Value
		}
		return golgi.SineCurrent(sine.Delay.Value, duration, sine.Frequency.Value, sine.Amplitude.Value, dt, tMax, sine.Offset.Value), nil
	case s.Samples.Given:
		return s.Samples.Value, nil
	}
	table, data, err := readTable(b.beside(s.File.Value))
	if err != nil {
		return nil, b.wrap(s.File.Place, err)
	}
	if s.Column.Value >= table.columns {
		return nil, errorf(b.f.Name, s.Column.Place, "no column %d in %s (it has %d, counted from 0)", s.Column.Value, s.File.Value, table.columns)
	}
	b.m.hash.Write(data)
	return table.column(s.Column.Value), nil
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
	for _, change := range b.m.Cell.TrainableGeometry() {
		b.m.Notes = append(b.m.Notes, change.String())
	}
	return nil
}

// loss checks that a target has a column of times and one for each recording, and as many samples as are kept.
func (b *builder) loss() error {
	if !b.f.Loss.MSE.Given {
		return nil
	}
	name := b.beside(b.f.Loss.MSE.Value)
	table, data, err := readTable(name)
	if err != nil {
		return b.wrap(b.f.Loss.MSE.Place, err)
	}
	b.m.hash.Write(data)
	if recordings := len(b.m.Cell.Recordings()); table.columns != recordings+1 {
		return errorf(b.f.Name, b.f.Loss.MSE.Place, "%s has %d columns; with %d recordings it needs %d: the times, and one for each recording",
			name, table.columns, recordings, recordings+1)
	}
	return nil
}
