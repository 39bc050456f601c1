package dynamics_test

import (
	"context"
	"errors"
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"golgi"
	"golgi/grad/dynamics"
	"golgi/mech/library"
)

// passive is a branched cable with a uniform leak of 1e-4 S/cm2, that is 0.1 /ms.
func passive(t testing.TB, parents []int, ncomp int) *golgi.Cell {
	cell := cellOf(t, parents, ncomp)
	require.NoError(t, errors.Join(cell.Insert(library.Leak()), cell.Set("length", 40), cell.Set("axial_resistivity", 60)))
	if len(parents) > 2 {
		require.NoError(t, errors.Join(cell.Branch(1).Set("radius", 0.7), cell.Branch(2).Set("length", 63)))
	}
	return cell
}

// TestSpectralRadiusOfPassiveCells: the slowest mode is the uniform one, which decays with the
// membrane's time constant: by 1/(1 + dt/tau) in a step of backward Euler, by exp(-dt/tau) in one of exponential Euler, by
// (1 - dt/2tau)/(1 + dt/2tau) in one of Crank-Nicolson; large cells by the method of Arnoldi, to 1e-8.
func TestSpectralRadiusOfPassiveCells(t *testing.T) {
	const dt, rate = 0.025, 0.1
	for solver, want := range map[golgi.Solver]float64{
		golgi.BackwardEuler: 1 / (1 + dt*rate), golgi.ExponentialEuler: math.Exp(-dt * rate),
	} {
		for _, ncomp := range []int{4, 90} {
			d := made(t, passive(t, []int{-1, 0, 0}, ncomp), golgi.Options{Solver: solver})
			got, err := dynamics.SpectralRadius(context.Background(), d, d.InitFlat(), 0)
			require.NoError(t, err)
			require.InEpsilon(t, want, got, 1e-8, "%s, %d compartments", solver, d.Len())
		}
	}
	point := made(t, passive(t, []int{-1}, 1), golgi.Options{Solver: golgi.CrankNicolson})
	got, err := dynamics.SpectralRadius(context.Background(), point, point.InitFlat(), 0)
	require.NoError(t, err)
	require.InEpsilon(t, (1-dt*rate/2)/(1+dt*rate/2), got, 1e-12)
}

// TestExponentsOfPassiveCell: those of a linear system are log|z|/dt of its step's
// eigenvalues z, whatever flows in.
func TestExponentsOfPassiveCell(t *testing.T) {
	cell := passive(t, []int{-1, 0, 0}, 4)
	require.NoError(t, cell.Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0, 1, 0.1, 0.025, 20, 0)))
	for solver, dt := range solvers() {
		d := made(t, cell, golgi.Options{Solver: solver, Dt: dt})
		values, err := dynamics.Eigenvalues(context.Background(), d, d.InitFlat(), 0)
		require.NoError(t, err)
		require.Len(t, values, 12)
		l, err := dynamics.LyapunovExponents(context.Background(), d, dynamics.LyapunovOptions{
			Count: 3, Steps: 50, Discard: int(10 / dt), Every: 4,
		})
		require.NoError(t, err)
		require.Len(t, l.Exponents, 3)
		for i, got := range l.Exponents {
			require.InEpsilon(t, math.Log(cmplx.Abs(values[i]))/dt, got, 1e-9, "%s, exponent %d", solver, i)
		}
		require.Len(t, l.Growth, 13)
		sum := 0.0
		for _, growth := range l.Growth {
			sum += growth[1]
		}
		require.InEpsilon(t, sum/(50*dt), l.Exponents[1], 1e-12)
		require.Equal(t, walk(t, d, 50+int(10/dt)), l.Final)
	}
}

// TestSumOfExponents: that of all is the mean logarithm of the determinants, in a model that is
// not linear; what a clamp holds is forgotten in one step.
func TestSumOfExponents(t *testing.T) {
	d := made(t, tree(t), golgi.Options{InitStates: true})
	const first, steps = 5, 12
	x := walk(t, d, first)
	l, err := dynamics.LyapunovExponents(context.Background(), d, dynamics.LyapunovOptions{Count: d.Len(), Steps: steps, Start: x, From: first})
	require.NoError(t, err)
	want := 0.0
	for n := first; n < first+steps; n++ {
		jacobian, err := d.Jacobian(context.Background(), x, n)
		require.NoError(t, err)
		log, _ := mat.LogDet(jacobian)
		want += log
		x, err = d.StepFlat(x, n)
		require.NoError(t, err)
	}
	got := 0.0
	for _, exponent := range l.Exponents {
		got += exponent
	}
	require.InEpsilon(t, want/(steps*d.Dt()), got, 1e-9)
	require.Equal(t, x, l.Final)

	clamped := made(t, network(t), golgi.Options{})
	l, err = dynamics.LyapunovExponents(context.Background(), clamped, dynamics.LyapunovOptions{Count: clamped.Len(), Steps: 3})
	require.NoError(t, err)
	forgotten := 0
	for _, exponent := range l.Exponents {
		if math.IsInf(exponent, -1) {
			forgotten++
		}
	}
	require.Equal(t, 2, forgotten, "v and HH_m where they are clamped")
	_, err = dynamics.LyapunovExponents(context.Background(), clamped, dynamics.LyapunovOptions{Count: 51})
	require.EqualError(t, err, "lyapunov exponents: 51 exponents of 50 states; ask for fewer")
}

// TestGradientGrowth: the lengths are those that products of dense Jacobians give, and
// grow back through a spike.
func TestGradientGrowth(t *testing.T) {
	cell := cellOf(t, []int{-1}, 2)
	input, gate := make([]float64, 400), make([]float64, 400)
	for k := range input {
		input[k], gate[k] = 0.014+0.003*math.Sin(float64(k)/9), 0.36+0.03*math.Sin(float64(k)/6)
	}
	require.NoError(t, errors.Join(
		cell.Insert(library.HH()), cell.Branch(0).Comp(0).Stimulate(input), cell.Branch(0).Comp(1).Clamp("HH_n", gate),
	))
	d := made(t, cell, golgi.Options{InitStates: true})
	const steps = 80
	path := [][]float64{d.InitFlat()}
	for n := range steps {
		x, err := d.StepFlat(path[n], n)
		require.NoError(t, err)
		path = append(path, x)
	}
	scales := d.Scales(path...)
	norms, err := dynamics.GradientGrowth(context.Background(), d, dynamics.GrowthOptions{Steps: steps, Scales: scales})
	require.NoError(t, err)
	require.Len(t, norms, steps+1)
	bar := mat.NewVecDense(d.Len(), nil)
	bar.SetVec(d.Len()-2, 1) // v of the first compartment
	require.InEpsilon(t, scales[d.Len()-2], norms[steps], 1e-15)
	for n := steps - 1; n >= 0; n-- {
		jacobian, err := d.Jacobian(context.Background(), path[n], n)
		require.NoError(t, err)
		bar.MulVec(jacobian.T(), bar)
		sum := 0.0
		for i := range scales {
			sum += math.Pow(scales[i]*bar.AtVec(i), 2)
		}
		require.InEpsilon(t, math.Sqrt(sum), norms[n], 1e-11, "sample %d", n)
	}
	largest := 0.0
	for _, x := range norms {
		largest = math.Max(largest, x/norms[steps])
	}
	require.Greater(t, largest, 5.0, "the upstroke")
	rest, err := dynamics.GradientGrowth(context.Background(), d, dynamics.GrowthOptions{Steps: 60, Start: path[20], From: 20, Scales: scales})
	require.NoError(t, err)
	require.Equal(t, norms[20:], rest)
	one, err := dynamics.GradientGrowth(context.Background(), d, dynamics.GrowthOptions{})
	require.NoError(t, err)
	require.Equal(t, []float64{1}, one)
	_, err = dynamics.GradientGrowth(context.Background(), d, dynamics.GrowthOptions{Steps: 1, Scales: scales[1:]})
	require.EqualError(t, err, "gradient growth: 7 values of the scales; the flat vector has 8")
}

// TestScales: a size for each state, of its spread along a run.
func TestScales(t *testing.T) {
	d := made(t, passive(t, []int{-1}, 2), golgi.Options{})
	require.Equal(t, []float64{1, 1}, d.Scales([]float64{-1, 1}))
	require.Equal(t, []float64{3, 3}, d.Scales([]float64{-3, -3}, nil))
	require.Equal(t, []float64{1, 1}, d.Scales())
	require.Equal(t, []float64{1, 1}, d.Scales([]float64{0, 0}))
}
