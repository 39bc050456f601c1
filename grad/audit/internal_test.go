package audit

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRidders: derivatives of functions, with estimates of the error that hold.
func TestRidders(t *testing.T) {
	for name, c := range map[string]struct {
		f    func(float64) float64
		want float64
	}{
		"sine":   {func(x float64) float64 { return math.Sin(x + 1) }, math.Cos(1)},
		"steep":  {func(x float64) float64 { return math.Exp(30 * x) }, 30},
		"cubic":  {func(x float64) float64 { return x*x*x - 2*x }, -2},
		"flat":   {func(float64) float64 { return 3 }, 0},
		"beyond": {func(x float64) float64 { return math.Sqrt(0.01+x) * 2 }, 10}, // not a number at the first step
	} {
		derivative, uncertainty, err := ridders(func(x float64) (float64, error) {
			if y := c.f(x); !math.IsNaN(y) {
				return y, nil
			}
			return 0, errors.New("no such run")
		}, 0.1)
		require.NoError(t, err, name)
		require.InDelta(t, c.want, derivative, 1e-8*math.Abs(c.want), name)
		require.InDelta(t, c.want, derivative, 10*uncertainty, name)
		require.Less(t, uncertainty, 1e-7*math.Max(1, math.Abs(c.want)), name)
	}
	_, _, err := ridders(func(float64) (float64, error) { return 0, errors.New("no such run") }, 0.1)
	require.EqualError(t, err, "no such run")
}

// TestCompare: what passes and what does not.
func TestCompare(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		row               Row
		largest, rounding float64
		ok                bool
	}{
		"same":                      {Row{Gradient: 2, Oracle: 2, Central: nan, CentralError: nan}, 2, 0, true},
		"off":                       {Row{Gradient: 2, Oracle: 2.00000001, Central: nan, CentralError: nan}, 2.1, 0, false},
		"off, beside larger ones":   {Row{Gradient: 2, Oracle: 2.00000001, Central: nan, CentralError: nan}, 200, 0, true},
		"rounding":                  {Row{Gradient: 2e-20, Oracle: 1e-20, Central: nan, CentralError: nan}, 2e-20, 1e-18, true},
		"zeros":                     {Row{Central: nan, CentralError: nan}, 0, 0, true},
		"central":                   {Row{Gradient: 2, Oracle: nan, Central: 2.000001, CentralError: 1e-9}, 2.1, 0, true},
		"central off":               {Row{Gradient: 2, Oracle: nan, Central: 2.001, CentralError: 1e-9}, 2.1, 0, false},
		"central, known to be poor": {Row{Gradient: 2, Oracle: nan, Central: 2.001, CentralError: 1e-3}, 2.1, 0, true},
		"one of both off":           {Row{Gradient: 2, Oracle: 2, Central: 3, CentralError: 1e-9}, 2.1, 0, false},
		"the other of both off":     {Row{Gradient: 2, Oracle: 3, Central: 2, CentralError: 1e-9}, 2.1, 0, false},
		"no number":                 {Row{Gradient: nan, Oracle: 2, Central: nan, CentralError: nan}, 2, 0, false},
		"nothing to compare with":   {Row{Gradient: 2, Oracle: nan, Central: nan, CentralError: nan}, 2, 0, false},
	} {
		c.row.compare(c.largest, c.rounding, 1e-9, 1e-6)
		require.Equal(t, c.ok, c.row.OK, name)
		table := &Table{Rows: []Row{{OK: true, Allowed: 1}, c.row}}
		require.Equal(t, c.ok, table.Err() == nil, name)
		if !c.ok {
			require.Same(t, &table.Rows[1], table.Worst(), name)
		}
	}
	require.Nil(t, (&Table{}).Worst())
}

// TestErrNamesTheWorse: of two oracles the message quotes the one that differs.
func TestErrNamesTheWorse(t *testing.T) {
	for says, row := range map[string]Row{
		"the gradient says 2, central differences 3; they differ by 0.5 ": {Gradient: 2, Oracle: 2, Central: 3, CentralError: 1e-9},
		"the gradient says 2, a complex step 3; they differ by 0.5 ":      {Gradient: 2, Oracle: 3, Central: 2, CentralError: 1e-9},
		"the gradient says 2, central differences 4; they differ by 1 ":   {Gradient: 2, Oracle: math.NaN(), Central: 4, CentralError: 1e-9},
		"the gradient says 2, a complex step 4; they differ by 1 ":        {Gradient: 2, Oracle: 4, Central: math.NaN(), CentralError: math.NaN()},
		// 1e-7 is much beside 1e-9, 1e-6 little more than what is allowed
		"the gradient says 2, a complex step 2.0000002; ": {Gradient: 2, Oracle: 2.0000002, Central: 2.000003, CentralError: 1e-12},
	} {
		row.compare(2, 0, 1e-9, 1e-6)
		require.ErrorContains(t, (&Table{Rows: []Row{row}}).Err(), says)
	}
}

// TestNeumaier: terms that cancel.
func TestNeumaier(t *testing.T) {
	var sum neumaier
	for _, x := range []float64{1, 1e100, 1, -1e100} {
		sum.add(x)
	}
	require.Equal(t, 2.0, sum.value())
}
