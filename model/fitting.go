package model

import (
	"golgi"
	"golgi/grad"
	"golgi/grad/fit"
)

// FitOptions say how to compute a fit, and how long.
type FitOptions struct {
	GradientOptions
	// Epochs, if not 0, takes the place of the file's.
	Epochs int
	// Resume goes on from where a fit of the same file stopped: the same, and the same of the files that it names, of
	// t_max, dt, every and solver.
	Resume *fit.State
	// Epoch, if set, is called after each epoch.
	Epoch func(fit.Epoch)
}

// Fitting is a fit that is ready to start.
type Fitting struct {
	Model *Model
	cases []fitCase
	how   fit.Options
	start []golgi.Parameter
	run   grad.Options
	// problem is what package fit is given; its loss keeps the recordings of the best.
	problem fit.Problem
	kept    keeper
	cost    grad.Cost // of the last gradient
}

// fitCase is one run of a fit.
type fitCase struct {
	grad.Case
	name string // empty where the file has no cases
	// targets are drawn: a trace for each recording, nil where there is none, NaN outside of windows.
	targets [][]float64
	// goals are features to be reached.
	goals []goal
}

// Fitting checks the section "fit" against the model and makes it ready. Errors name the model file.
func (m *Model) Fitting(o FitOptions) (*Fitting, error) {
	f := &m.File.Fit
	if !f.Given && f.Line != 0 {
		return nil, errorf(m.File.Name, f.Place, "nothing is in it; give {targets: [{mse: target.csv}]}, or {} to fit to the file's \"loss\"")
	}
	if !f.Given {
		return nil, errorf(m.File.Name, Place{}, "the key \"fit\" is missing: what to fit, and how, as in fit: {targets: [{mse: target.csv}]}")
	}
	if err := m.checkTrainables(); err != nil {
		return nil, err
	}
	b := &fitBuilder{builder: builder{m: m, f: m.File}, fit: f}
	t := &Fitting{Model: m}
	var err error
	if t.run.Run, err = m.options(o.RunOptions); err != nil {
		return nil, err
	}
	t.run.Checkpoints, t.run.Run.Progress = o.checkpoints(), nil
	if t.cases, err = b.cases(); err != nil {
		return nil, err
	}
	bounds, err := b.bounds()
	if err != nil {
		return nil, err
	}
	if t.start, err = b.start(bounds); err != nil {
		return nil, err
	}
	if t.how, err = b.options(); err != nil {
		return nil, err
	}
	t.how.Progress, t.how.Resume, t.how.Conditions = o.Epoch, o.Resume, m.conditions()
	if o.Epochs != 0 {
		t.how.Epochs = o.Epochs
	}
	if err := t.makeProblem(transforms(bounds, t.start)); err != nil {
		return nil, &Error{File: m.File.Name, Message: err.Error(), Cause: err}
	}
	return t, nil
}

// Start are the values of the trainables that the fit begins with.
func (t *Fitting) Start() []golgi.Parameter { return t.start }

// Case is the name of a case, empty where the file has none, and what each recording is to be: NaN outside of windows, nil
// where there is no target.
func (t *Fitting) Case(i int) (name string, targets [][]float64) {
	return t.cases[i].name, t.cases[i].targets
}
