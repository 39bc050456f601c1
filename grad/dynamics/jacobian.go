package dynamics

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// mostDense is the largest flat vector that a dense Jacobian is made for: 8 GiB.
const mostDense = 1 << 15

// Jacobian returns the derivatives of the step from x at sample n: element (i, j) is that
// of state i after the step for state j before it. It is made column by column in
// forward mode, by as many goroutines as Options.Workers says; the result does not
// depend on them. Errors: as of StepJVP; a flat vector too long for a dense matrix, for
// which there is Operator.
func (d *Dynamics) Jacobian(ctx context.Context, x []float64, n int) (*mat.Dense, error) {
	length := d.layout.length
	if length > mostDense {
		return nil, fmt.Errorf("jacobian: %d states make a dense matrix of %.3g GB; use Operator", length, 8e-9*float64(length)*float64(length))
	}
	jacobian := mat.NewDense(length, length, nil)
	if err := d.columns(ctx, x, n, length, func(j int, column []float64) { jacobian.SetCol(j, column) }); err != nil {
		return nil, fmt.Errorf("jacobian: %w", err)
	}
	return jacobian, nil
}

// columns computes the columns of the Jacobian, each on one goroutine.
func (d *Dynamics) columns(ctx context.Context, x []float64, n, length int, take func(j int, column []float64)) error {
	count := min(max(d.simulated.Options().Workers, 1), length)
	if d.own {
		count = 1
	}
	if _, err := d.worker(count - 1); err != nil {
		return err
	}
	var (
		next  atomic.Int64
		group sync.WaitGroup
		first sync.Once
		fault error
	)
	for _, w := range d.workers[:count] {
		group.Go(func() {
			dx, column := make([]float64, length), make([]float64, length)
			for {
				j := int(next.Add(1)) - 1
				if j >= length {
					return
				}
				err := ctx.Err()
				if err == nil {
					dx[j] = 1
					err = w.jvp(nil, column, x, dx, n)
					dx[j] = 0
				}
				if err != nil {
					first.Do(func() { fault = err })
					next.Store(int64(length))
					return
				}
				take(j, column)
			}
		})
	}
	group.Wait()
	return fault
}

// Operator is the Jacobian of a step without the matrix: products with it cost a step
// and its derivative each.
type Operator struct {
	d *Dynamics
	x []float64
	n int
}

// Operator returns the Jacobian of the step from x at sample n as an operator. It uses
// d, so it belongs to the same goroutine. Error: a wrong number of values, no such sample.
func (d *Dynamics) Operator(x []float64, n int) (*Operator, error) {
	if err := d.layout.checkLength("states", x); err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	if err := d.layout.checkSample(n); err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	return &Operator{d, append([]float64(nil), x...), n}, nil
}

// MulVec sets dst to J v; they may be the same. Errors: as of StepJVP.
func (o *Operator) MulVec(dst, v []float64) error {
	w, err := o.d.worker(0)
	if err != nil {
		return err
	}
	if err := o.d.layout.checkLength("result", dst); err != nil {
		return err
	}
	return w.jvp(nil, dst, o.x, v, o.n)
}

// MulVecTrans sets dst to J^T v; they may be the same. Errors: as of StepVJP.
func (o *Operator) MulVecTrans(dst, v []float64) error {
	w, err := o.d.worker(0)
	if err != nil {
		return err
	}
	if err := o.d.layout.checkLength("result", dst); err != nil {
		return err
	}
	return w.vjp(dst, o.x, v, o.n)
}
