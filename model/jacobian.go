package model

import (
	"bufio"
	"context"
	"fmt"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"

	"golgi/grad/dynamics"
)

// Jacobian is the matrix of derivatives of one step from the initial state.
type Jacobian struct {
	Model *Model
	// Order are the states that rows and columns stand for.
	Order  []dynamics.Part
	Matrix *mat.Dense
	// Explain prints the plan.
	Explain string
}

// Jacobian computes the Jacobian of the first step, with the trainables at their starting values. Errors name the model file.
func (m *Model) Jacobian(ctx context.Context, o RunOptions) (*Jacobian, error) {
	options, err := m.options(o)
	if err != nil {
		return nil, err
	}
	wrong := func(err error) (*Jacobian, error) {
		return nil, &Error{File: m.File.Name, Message: err.Error(), Cause: err}
	}
	d, err := dynamics.New(m.View, options)
	if err != nil {
		return wrong(err)
	}
	matrix, err := d.Jacobian(ctx, d.InitFlat(), d.First())
	if err != nil {
		return wrong(err)
	}
	simulation, err := m.View.Prepare(options)
	if err != nil {
		return wrong(err)
	}
	return &Jacobian{Model: m, Order: d.Order(), Matrix: matrix, Explain: simulation.Plan().String()}, nil
}

// JacobianFiles are the names of the files that Jacobian.Write writes.
func JacobianFiles() []string { return []string{"jacobian.csv"} }

// Write writes jacobian.csv.
func (j *Jacobian) Write(o *Output) error {
	return o.Write("jacobian.csv", func(w *bufio.Writer) error { return WriteJacobian(w, j.Order, j.Matrix) })
}

// WriteJacobian writes jacobian.csv: a comment with the order of the states, then a line a row. Numbers have the fewest
// digits that give back the same float64.
func WriteJacobian(w *bufio.Writer, order []dynamics.Part, matrix *mat.Dense) error {
	parts := make([]string, len(order))
	for i, p := range order {
		parts[i] = fmt.Sprintf("%s[%d]", p.Name, p.Count)
	}
	w.WriteString("# state order: " + strings.Join(parts, ", ") + "\n")
	rows, _ := matrix.Dims()
	var line []byte
	for i := range rows {
		line = line[:0]
		for k, x := range matrix.RawRowView(i) {
			if k > 0 {
				line = append(line, ',')
			}
			line = strconv.AppendFloat(line, x, 'g', -1, 64)
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}
