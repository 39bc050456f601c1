package dynamics_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"golgi"
	"golgi/grad"
	"golgi/grad/dynamics"
	"golgi/internal/oracle"
)

// walk takes a model some steps on, so that nothing is at rest.
func walk(t testing.TB, d *dynamics.Dynamics, steps int) []float64 {
	x := d.InitFlat()
	for n := range steps {
		var err error
		x, err = d.StepFlat(x, n)
		require.NoError(t, err)
	}
	return x
}

// each runs a test for all models and integrators.
func each(t *testing.T, f func(t *testing.T, m module, o golgi.Options)) {
	for name, m := range models(t) {
		for solver, dt := range solvers() {
			t.Run(fmt.Sprintf("%s %s", name, solver), func(t *testing.T) {
				f(t, m, golgi.Options{Solver: solver, Dt: dt, InitStates: true})
			})
		}
	}
}

// TestTangentAndCotangent: each is the transpose of the other, to rounding; the tangent's
// step is the step.
func TestTangentAndCotangent(t *testing.T) {
	check := func(t *testing.T, d *dynamics.Dynamics) {
		random := rand.New(rand.NewPCG(5, 6))
		const n = 7
		x := walk(t, d, n)
		next, err := d.StepFlat(x, n)
		require.NoError(t, err)
		dx, bar := randomly(random, x), randomly(random, make([]float64, len(x)))
		same, dNext, err := d.StepJVP(x, dx, n)
		require.NoError(t, err)
		require.Equal(t, next, same)
		xBar, _, err := d.StepVJP(x, bar, n)
		require.NoError(t, err)
		forward, back, size := 0.0, 0.0, 0.0
		for i := range x {
			forward += bar[i] * dNext[i]
			back += xBar[i] * dx[i]
			size += math.Abs(bar[i]*dNext[i]) + math.Abs(xBar[i]*dx[i])
		}
		require.NotZero(t, forward)
		require.InDelta(t, forward, back, 1e-12*size)
	}
	each(t, func(t *testing.T, m module, o golgi.Options) { check(t, made(t, m, o)) })
	t.Run("firing", func(t *testing.T) { check(t, made(t, firing(t), golgi.Options{})) })
}

// TestJacobian: against the complex step of the oracle, an implementation of its own:
// 1e-9 of the largest element of a row's state, or rounding; and row by row the products from
// the left are the same to 1e-12.
func TestJacobian(t *testing.T) {
	each(t, func(t *testing.T, m module, o golgi.Options) {
		d := made(t, m, o)
		const n = 9
		x := walk(t, d, n)
		jacobian, err := d.Jacobian(context.Background(), x, n)
		require.NoError(t, err)
		rows, columns := jacobian.Dims()
		require.Equal(t, d.Len(), rows)
		require.Equal(t, d.Len(), columns)

		o.Parameters, o.TMax = m.GetParameters(), 10*o.Dt
		simulation, err := m.Prepare(o)
		require.NoError(t, err)
		imaginary, err := oracle.New(simulation.Blueprint(), oracle.Options{Dt: simulation.Options().Dt, Solver: o.Solver.String(), First: n})
		require.NoError(t, err)
		imaginary.Start()
		states, err := d.Unflatten(x)
		require.NoError(t, err)
		column := 0
		for _, part := range d.Order() {
			for row := range part.Count {
				moved := imaginary.Clone()
				for name, values := range states {
					for i, value := range values {
						moved.Values(name)[i] = complex(value, 0)
					}
				}
				moved.Values(part.Name)[row] += complex(0, oracle.Step)
				require.NoError(t, moved.Step())
				at := 0
				for _, to := range d.Order() {
					largest := 1e-5 // of a current in mA/cm2, 1e-14 of the values' sizes is less
					for i := range to.Count {
						largest = math.Max(largest, math.Abs(oracle.Derivative(moved.Values(to.Name)[i])))
					}
					for i := range to.Count {
						require.InDelta(t, oracle.Derivative(moved.Values(to.Name)[i]), jacobian.At(at, column), 1e-9*largest,
							"%s %d for %s %d", to.Name, i, part.Name, row)
						at++
					}
				}
				column++
			}
		}
		operator, err := d.Operator(x, n)
		require.NoError(t, err)
		unit, left := make([]float64, d.Len()), make([]float64, d.Len())
		for i := range unit {
			unit[i] = 1
			require.NoError(t, operator.MulVecTrans(left, unit))
			unit[i] = 0
			largest := mat.Norm(jacobian.RowView(i), math.Inf(1))
			for j, value := range left {
				require.InDelta(t, jacobian.At(i, j), value, 1e-12*largest, "element %d %d", i, j)
			}
		}
		v := randomly(rand.New(rand.NewPCG(3, 4)), make([]float64, d.Len()))
		var want mat.VecDense
		want.MulVec(jacobian, mat.NewVecDense(d.Len(), v))
		require.NoError(t, operator.MulVec(v, v))
		require.InDeltaSlice(t, want.RawVector().Data, v, 1e-12*mat.Norm(&want, math.Inf(1)))
	})
}

// TestJacobianByDifferences: central differences of the step itself, 1e-6 of the largest element of the column.
func TestJacobianByDifferences(t *testing.T) {
	d := made(t, network(t), golgi.Options{Stagger: true})
	for _, n := range []int{0, 9} {
		x := walk(t, d, n)
		jacobian, err := d.Jacobian(context.Background(), x, n)
		require.NoError(t, err)
		for j := range x {
			h := 1e-5 * math.Max(math.Abs(x[j]), 0.1)
			side := func(h float64) []float64 {
				moved := append([]float64(nil), x...)
				moved[j] += h
				next, err := d.StepFlat(moved, n)
				require.NoError(t, err)
				return next
			}
			up, down := side(h), side(-h)
			largest := 0.01
			for i := range x {
				largest = math.Max(largest, math.Abs(jacobian.At(i, j)))
			}
			for i := range x {
				require.InDelta(t, (up[i]-down[i])/(2*h), jacobian.At(i, j), 1e-6*largest, "element %d %d from sample %d", i, j, n)
			}
		}
	}
}

// TestJacobianDoesNotDependOnWorkers: to the last bit.
func TestJacobianDoesNotDependOnWorkers(t *testing.T) {
	net := network(t)
	one := made(t, net, golgi.Options{Workers: 1})
	x := walk(t, one, 4)
	want, err := one.Jacobian(context.Background(), x, 4)
	require.NoError(t, err)
	for _, workers := range []int{2, 5} {
		got, err := made(t, net, golgi.Options{Workers: workers}).Jacobian(context.Background(), x, 4)
		require.NoError(t, err)
		require.Equal(t, want.RawMatrix().Data, got.RawMatrix().Data, "%d workers", workers)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = one.Jacobian(ctx, x, 4)
	require.ErrorIs(t, err, context.Canceled)
	_, err = one.Jacobian(context.Background(), x[1:], 4)
	require.ErrorContains(t, err, "jacobian: ")
}

// TestParametersOfAStep: what StepVJP says of trainables, against central differences of
// the step; a trainable initial state has no part in a step from given states.
func TestParametersOfAStep(t *testing.T) {
	for name, m := range models(t) {
		t.Run(name, func(t *testing.T) {
			const n = 6
			parameters := m.GetParameters()
			d := made(t, m, golgi.Options{})
			x := walk(t, d, n)
			bar := randomly(rand.New(rand.NewPCG(7, 8)), make([]float64, len(x)))
			for i := range bar {
				bar[i] /= math.Max(math.Abs(x[i]), 1e-3)
			}
			_, got, err := d.StepVJP(x, bar, n)
			require.NoError(t, err)
			require.Len(t, got, len(parameters))
			value := func() float64 {
				other, err := dynamics.New(m, golgi.Options{Parameters: parameters})
				require.NoError(t, err)
				next, err := other.StepFlat(x, n)
				require.NoError(t, err)
				sum := 0.0
				for i := range next {
					sum += bar[i] * next[i]
				}
				return sum
			}
			for k := range parameters {
				for i, p := range parameters[k].Values {
					h := 1e-4 * math.Abs(p)
					parameters[k].Values[i] = p + h
					up := value()
					parameters[k].Values[i] = p - h
					down := value()
					parameters[k].Values[i] = p
					want := (up - down) / (2 * h)
					if parameters[k].Key == "v" {
						require.Zero(t, want)
					} else {
						require.NotZero(t, want)
					}
					require.InDelta(t, want, got[k].Values[i], 1e-6*math.Abs(want), "%s %d", parameters[k].Key, i)
				}
			}
		})
	}
}

// TestChainOfSteps: cotangents taken back step by step are the gradient of the whole run.
func TestChainOfSteps(t *testing.T) {
	for name, m := range models(t) {
		t.Run(name, func(t *testing.T) {
			const steps = 25
			d := made(t, m, golgi.Options{})
			bar := randomly(rand.New(rand.NewPCG(9, 10)), make([]float64, d.Len()))
			whole, err := grad.ValueAndGrad(context.Background(), m.(grad.Model), nil, nil, grad.Options{
				Run: golgi.Options{TMax: steps * d.Dt()}, With: grad.InitialStates,
				Final: func(final, derivative []float64) (float64, error) {
					copy(derivative, bar)
					return floats.Dot(bar, final), nil
				},
			})
			require.NoError(t, err)
			path := [][]float64{d.InitFlat()}
			for n := range steps {
				x, err := d.StepFlat(path[n], n)
				require.NoError(t, err)
				path = append(path, x)
			}
			require.InEpsilon(t, floats.Dot(bar, path[steps]), whole.Value, 1e-14)
			sums := m.GetParameters()
			for k := range sums {
				clear(sums[k].Values)
			}
			for n := steps - 1; n >= 0; n-- {
				var parameters []golgi.Parameter
				bar, parameters, err = d.StepVJP(path[n], bar, n)
				require.NoError(t, err)
				for k := range sums {
					floats.Add(sums[k].Values, parameters[k].Values)
				}
			}
			first, err := d.Unflatten(bar)
			require.NoError(t, err)
			for k, p := range whole.Parameters { // what the first sample has of them
				switch p.Key {
				case "v":
					sums[k].Values[0] = floats.Sum(first["v"])
				case "CaL_gCaL": // of branch 1, in proportion to its current
					floats.AddScaled(sums[k].Values, 1/m.GetParameters()[k].Values[0], []float64{floats.Dot(first["i_Ca"][2:4], d.Init()["i_Ca"][2:4])})
				}
				require.InDeltaSlice(t, p.Values, sums[k].Values, 1e-11*floats.Norm(p.Values, math.Inf(1)), p.Key)
			}
		})
	}
}
