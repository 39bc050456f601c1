package dynamics_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/dynamics"
	"golgi/mech/library"
)

// squares is the mean of the squares of all samples above -60 mV.
func squares(r *golgi.Result, derivative [][]float64) (float64, error) {
	sum, n := 0.0, float64(len(r.Recordings)*len(r.Times))
	for i, samples := range r.Recordings {
		for k, x := range samples {
			sum += (x + 60) * (x + 60) / n
			derivative[i][k] = 2 * (x + 60) / n
		}
	}
	return sum, nil
}

// shot is a model with what a shooting test needs recorded.
func shot(t testing.TB) (*golgi.Cell, dynamics.ShootingOptions) {
	cell := calcium(t)
	require.NoError(t, errors.Join(cell.Branch(0).Comp(0).Record("v"), cell.Branch(2).Comp(1).Record("v"), cell.Record("i_Ca")))
	return cell, dynamics.ShootingOptions{Grad: grad.Options{Run: golgi.Options{TMax: 1, InitStates: true, Every: 2}}, Window: 0.3, Weight: 0.7}
}

// TestShootingOfAPlainRun: from the states that a plain run passes, value and recordings are those of
// that run, to the last bit, and nothing is mismatched; whatever the workers.
func TestShootingOfAPlainRun(t *testing.T) {
	cell, o := shot(t)
	for _, workers := range []int{1, 3} {
		o.Grad.Run.Workers, o.Grad.Run.Stagger = workers, workers == 3
		s, err := dynamics.NewShooting(context.Background(), cell, squares, o)
		require.NoError(t, err)
		require.Equal(t, 4, s.Windows())
		require.InDeltaSlice(t, []float64{0.3, 0.6, 0.9}, s.Times(), 1e-12)
		starts, err := s.Starts(context.Background(), nil)
		require.NoError(t, err)
		got, err := s.ValueAndGrad(context.Background(), nil, starts)
		require.NoError(t, err)
		whole, err := grad.ValueAndGrad(context.Background(), cell, nil, squares, o.Grad)
		require.NoError(t, err)
		require.Equal(t, whole.Value, got.Value)
		require.Equal(t, got.Value, got.Loss)
		require.Equal(t, []float64{0, 0, 0}, got.Mismatch)
		require.Equal(t, whole.Result.Recordings, got.Result.Recordings)
		require.Equal(t, whole.Result.Times, got.Result.Times)
		require.Equal(t, whole.Result.Hash, got.Result.Hash)
		require.NotEqual(t, whole.Parameters, got.Parameters, "the windows are cut from each other")
	}
}

// TestShootingGradient: central differences in parameters and starts, 1e-6 relative, where
// windows do not meet.
func TestShootingGradient(t *testing.T) {
	cell, o := shot(t)
	s, err := dynamics.NewShooting(context.Background(), cell, squares, o)
	require.NoError(t, err)
	parameters := cell.GetParameters()
	starts, err := s.Starts(context.Background(), nil)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(2, 3))
	for _, x := range starts {
		for i := range x {
			x[i] *= 1 + 0.03*random.Float64()
		}
	}
	got, err := s.ValueAndGrad(context.Background(), parameters, starts)
	require.NoError(t, err)
	require.NotZero(t, got.Mismatch[2])
	require.InEpsilon(t, got.Loss+0.7*(got.Mismatch[0]+got.Mismatch[1]+got.Mismatch[2]), got.Value, 1e-14)
	compare := func(x *float64, derivative float64, what string) {
		kept := *x
		h := 1e-4 * math.Max(math.Abs(kept), 1e-7)
		value := func(y float64) float64 {
			*x = y
			g, err := s.ValueAndGrad(context.Background(), parameters, starts)
			require.NoError(t, err)
			*x = kept
			return g.Value
		}
		want := (value(kept+h) - value(kept-h)) / (2 * h)
		rounding := 1e-14 * got.Value / h
		require.InDelta(t, want, derivative, 1e-6*math.Abs(want)+10*rounding, what)
	}
	for k := range parameters {
		for i := range parameters[k].Values {
			compare(&parameters[k].Values[i], got.Parameters[k].Values[i], parameters[k].Key)
		}
	}
	d, err := dynamics.New(cell, golgi.Options{})
	require.NoError(t, err)
	for w := range starts {
		require.Len(t, got.Starts[w], d.Len())
		for i := range starts[w] {
			if i%5 != w {
				continue
			}
			part, row, err := d.Locate(i)
			require.NoError(t, err)
			compare(&starts[w][i], got.Starts[w][i], fmt.Sprintf("%s %d of window %d", part.Name, row, w+1))
		}
	}
}

// TestShootingWeight: a weight that changes on the way counts from then on, in the value and in the derivatives.
func TestShootingWeight(t *testing.T) {
	cell, o := shot(t)
	s, err := dynamics.NewShooting(t.Context(), cell, squares, o)
	require.NoError(t, err)
	starts, err := s.Starts(t.Context(), nil)
	require.NoError(t, err)
	starts[1][0] += 0.1
	require.NoError(t, s.SetWeight(5))
	got, err := s.ValueAndGrad(t.Context(), nil, starts)
	require.NoError(t, err)
	o.Weight = 5
	other, err := dynamics.NewShooting(t.Context(), cell, squares, o)
	require.NoError(t, err)
	want, err := other.ValueAndGrad(t.Context(), nil, starts)
	require.NoError(t, err)
	require.Equal(t, []any{want.Value, want.Mismatch, want.Parameters, want.Starts}, []any{got.Value, got.Mismatch, got.Parameters, got.Starts})
	require.InEpsilon(t, got.Loss+5*(got.Mismatch[0]+got.Mismatch[1]+got.Mismatch[2]), got.Value, 1e-14, "the sum in another order")
	require.EqualError(t, s.SetWeight(math.NaN()), "shooting: the weight of the mismatch is NaN; it must not be negative")
	again, err := s.ValueAndGrad(t.Context(), nil, starts)
	require.NoError(t, err)
	require.Equal(t, want.Value, again.Value, "a wrong weight changes nothing")
}

func TestShootingErrors(t *testing.T) {
	cell, o := shot(t)
	check := func(message string, change func(*dynamics.ShootingOptions)) {
		wrong := o
		change(&wrong)
		_, err := dynamics.NewShooting(context.Background(), cell, squares, wrong)
		require.EqualError(t, err, message)
	}
	check("shooting: a window of 0.01 ms is shorter than a step of 0.025 ms", func(o *dynamics.ShootingOptions) { o.Window = 0.01 })
	check("shooting: a window of 9 steps, of which one in 2 is kept; give a window of a multiple of that", func(o *dynamics.ShootingOptions) { o.Window = 0.225 })
	check("shooting: the weight of the mismatch is -1; it must not be negative", func(o *dynamics.ShootingOptions) { o.Weight = -1 })
	check("shooting: 1 values of the scales; the flat vector has 48", func(o *dynamics.ShootingOptions) { o.Scales = []float64{1} })
	s, err := dynamics.NewShooting(context.Background(), cell, squares, o)
	require.NoError(t, err)
	_, err = s.ValueAndGrad(context.Background(), nil, nil)
	require.EqualError(t, err, "shooting: 0 starts for 4 windows; give one for each but the first")
	_, err = s.ValueAndGrad(context.Background(), nil, make([][]float64, 3))
	require.ErrorContains(t, err, "shooting: window 1: states: 0 values of the states")
}

// TestShootingWithoutLoss: the mismatch alone.
func TestShootingWithoutLoss(t *testing.T) {
	cell := cellOf(t, []int{-1}, 1)
	require.NoError(t, errors.Join(cell.Insert(library.Leak()), cell.MakeTrainable("Leak_gLeak")))
	s, err := dynamics.NewShooting(context.Background(), cell, nil, dynamics.ShootingOptions{
		Grad: grad.Options{Run: golgi.Options{TMax: 0.075}}, Window: 0.025, Weight: 2, Scales: []float64{4},
	})
	require.NoError(t, err)
	starts := [][]float64{{-60}, {-50}}
	got, err := s.ValueAndGrad(context.Background(), nil, starts)
	require.NoError(t, err)
	// from -70 mV, where the leak reverses, it stays; from -60 it decays by r = 1/(1 + dt/tau), dt/tau = 0.0025
	r := 1 / 1.0025
	end := -70 + 10*r
	require.InDeltaSlice(t, []float64{100 / 16.0, (end + 50) * (end + 50) / 16}, got.Mismatch, 1e-10)
	require.InDelta(t, 2*(got.Mismatch[0]+got.Mismatch[1]), got.Value, 1e-10)
	require.InDelta(t, 4*10/16.0+4*(end+50)/16*r, got.Starts[0][0], 1e-10)
	require.InDelta(t, -4*(end+50)/16, got.Starts[1][0], 1e-10)
	// d r / d g = -r^2 dt/C = -r^2 25 cm2/S
	require.InEpsilon(t, 4*(end+50)/16*10*-r*r*25, got.Parameters[0].Values[0], 1e-10)
}

// TestShootingChecksTheLoss: a loss that is no number, or that does not leave a derivative for each sample.
func TestShootingChecksTheLoss(t *testing.T) {
	cell, o := shot(t)
	for message, spoil := range map[string]func(float64, [][]float64) float64{
		"shooting: loss: its value is NaN":  func(float64, [][]float64) float64 { return math.NaN() },
		"shooting: loss: its value is +Inf": func(float64, [][]float64) float64 { return math.Inf(1) },
		"shooting: loss: it left 20 derivatives for the 21 samples of recording 1; fill the list that is given": func(x float64, d [][]float64) float64 { d[1] = d[1][:20]; return x },
		"shooting: loss: it left 22 derivatives for the 21 samples of recording 0; fill the list that is given": func(x float64, d [][]float64) float64 { d[0] = make([]float64, 22); return x },
		"shooting: loss: its derivative with respect to sample 7 of recording 0 (at 0.35 ms) is NaN":            func(x float64, d [][]float64) float64 { d[0][7] = math.NaN(); return x },
	} {
		s, err := dynamics.NewShooting(context.Background(), cell, func(r *golgi.Result, d [][]float64) (float64, error) {
			x, err := squares(r, d)
			return spoil(x, d), err
		}, o)
		require.NoError(t, err)
		starts, err := s.Starts(context.Background(), nil)
		require.NoError(t, err)
		_, err = s.ValueAndGrad(context.Background(), nil, starts)
		require.EqualError(t, err, message)
	}
}

// TestShootingBudget: windows that run side by side share the budget; it is too small for two of them where it is just
// enough for one.
func TestShootingBudget(t *testing.T) {
	cell, o := shot(t)
	try := func(budget int64, workers int) error {
		o.Grad.Checkpoints, o.Grad.Run.Workers = grad.Budget(budget), workers
		s, err := dynamics.NewShooting(context.Background(), cell, squares, o)
		require.NoError(t, err)
		starts, err := s.Starts(context.Background(), nil)
		require.NoError(t, err)
		_, err = s.ValueAndGrad(context.Background(), nil, starts)
		return err
	}
	var least, derivatives int64
	err := try(1, 1)
	require.ErrorContains(t, err, "shooting: window 0: gradient: a budget of 1 bytes is too small; the least that would do is ")
	_, figures, _ := strings.Cut(err.Error(), "would do is ")
	_, err = fmt.Sscanf(figures, "%d (%d for", &least, &derivatives)
	require.NoError(t, err)
	require.NoError(t, try(least, 1))
	require.Error(t, try(least-1, 1))
	require.ErrorContains(t, try(2*least-2, 2), fmt.Sprintf("a budget of %d bytes is too small", least-1))
	require.NoError(t, try(2*least, 2))
	require.NoError(t, try(4*least, 9), "there are no more than four windows")
}
