package model

import (
	"bufio"
	"context"
	"encoding/json"
	"math"

	"golgi"
	"golgi/grad"
	"golgi/grad/loss"
	"golgi/internal/numtable"
)

// GradientOptions say how to compute a gradient; they do not change it.
type GradientOptions struct {
	RunOptions
	// Budget is the memory for the way back, bytes; 0 for 1 GiB.
	Budget int64
	// Levels, if given, plans nested checkpoints instead of a budget: their product must reach the number of steps.
	Levels []int
}

// checkpoints are the plan that the options ask for; nil for the default.
func (o *GradientOptions) checkpoints() grad.Checkpoints {
	switch {
	case len(o.Levels) > 0:
		return grad.Levels(o.Levels...)
	case o.Budget != 0:
		return grad.Budget(o.Budget)
	}
	return nil
}

// Gradient is the loss of a model and its derivatives with respect to the trainables.
type Gradient struct {
	*grad.Gradient
	Model *Model
	// At are the values of the trainables where the gradient was taken.
	At []golgi.Parameter
}

// Gradient runs the model forward and back, with the trainables at their starting values. Errors name the model file.
func (m *Model) Gradient(ctx context.Context, o GradientOptions) (*Gradient, error) {
	options, lossOf, err := m.differentiable(o)
	if err != nil {
		return nil, err
	}
	gradient, err := grad.ValueAndGrad(ctx, m.View, options.Run.Parameters, lossOf, options)
	if err != nil {
		return nil, &Error{File: m.File.Name, Message: err.Error(), Cause: err}
	}
	return &Gradient{Gradient: gradient, Model: m, At: options.Run.Parameters}, nil
}

// differentiable gives the options of a gradient, and the loss that the file says.
func (m *Model) differentiable(o GradientOptions) (grad.Options, grad.Loss, error) {
	if err := m.checkTrainables(); err != nil {
		return grad.Options{}, nil, err
	}
	run, err := m.options(o.RunOptions)
	if err != nil {
		return grad.Options{}, nil, err
	}
	lossOf, err := m.loss()
	return grad.Options{Run: run, Checkpoints: o.checkpoints()}, lossOf, err
}

// checkTrainables says what to add where there are none.
func (m *Model) checkTrainables() error {
	if len(m.File.Trainable) > 0 {
		return nil
	}
	return errorf(m.File.Name, Place{}, "nothing is trainable; say what to differentiate by or to fit, for example trainable: [{at: all, key: radius}]")
}

// loss is the loss that the file says, as a function of a run.
func (m *Model) loss() (grad.Loss, error) {
	if m.target == nil {
		return loss.MeanSquare(), nil
	}
	target, err := m.traces(m.target, m.File.Loss.MSE)
	if err != nil {
		return nil, err
	}
	return loss.MeanSquaredError(target), nil
}

// traces are the columns of a table like traces.csv but the first, whose times must be those of the samples that the run keeps.
func (m *Model) traces(table *numtable.Table, name Of[string]) ([][]float64, error) {
	s := &m.File.Simulate
	samples := s.Steps()/s.Every.Value + 1
	if table.Rows() != samples {
		return nil, errorf(m.File.Name, name.Place, "%s has %d samples, the run keeps %d: %v ms in steps of %v ms, one in %d, and the start",
			quoted(name.Value), table.Rows(), samples, s.TMax.Value, s.Dt.Value, s.Every.Value)
	}
	spacing := s.Dt.Value * float64(s.Every.Value)
	for k, t := range table.Column(0) {
		if want := float64(k) * spacing; math.Abs(t-want) > 1e-3*spacing { // times may be written with few digits
			return nil, errorf(m.File.Name, name.Place, "sample %d of %s is at %v ms, that of the run at %.12g ms", k, quoted(name.Value), t, want)
		}
	}
	target := make([][]float64, table.Columns-1)
	for r := range target {
		target[r] = table.Column(r + 1)
	}
	return target, nil
}

// GradientFiles are the names of the files that Gradient.Write writes.
func GradientFiles() []string { return []string{"gradient.json"} }

// Write writes gradient.json.
func (g *Gradient) Write(o *Output) error {
	return o.Write("gradient.json", func(w *bufio.Writer) error {
		return WriteGradient(w, g.Value, g.At, g.Parameters)
	})
}

// WriteGradient writes gradient.json: the loss, the values of the trainables and the derivatives of the loss with
// respect to them, both in the order of the file.
func WriteGradient(w *bufio.Writer, value float64, parameters, gradient []golgi.Parameter) error {
	number, err := json.Marshal(value)
	if err != nil {
		return err
	}
	w.WriteString("{\n \"loss\": ")
	w.Write(number)
	for _, part := range []struct {
		name string
		list []golgi.Parameter
	}{{"parameters", parameters}, {"gradient", gradient}} {
		w.WriteString(",\n \"" + part.name + "\": [")
		if err := writeParameters(w, part.list, "  "); err != nil {
			return err
		}
		w.WriteString("\n ]")
	}
	_, err = w.WriteString("\n}\n")
	return err
}

// writeParameters writes an object a line, {"key": [values]}, without the brackets around them.
func writeParameters(w *bufio.Writer, list []golgi.Parameter, indent string) error {
	for i, p := range list {
		if i > 0 {
			w.WriteByte(',')
		}
		line, err := json.Marshal(map[string][]float64{p.Key: p.Values})
		if err != nil {
			return err
		}
		w.WriteString("\n" + indent)
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}
