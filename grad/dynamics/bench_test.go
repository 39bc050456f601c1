package dynamics_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/dynamics"
	"golgi/mech/library"
)

// large is 1,200 HH compartments: 4,800 states.
func large(b *testing.B) *dynamics.Dynamics {
	parents := []int{-1}
	for i := range 299 {
		parents = append(parents, i/2)
	}
	cell := cellOf(b, parents, 4)
	require.NoError(b, errors.Join(cell.Insert(library.HH()), cell.Record("v")))
	return made(b, cell, golgi.Options{InitStates: true})
}

func BenchmarkStepFlat(b *testing.B) {
	d := large(b)
	x := d.InitFlat()
	for b.Loop() {
		var err error
		x, err = d.StepFlat(x, 0)
		require.NoError(b, err)
	}
}

func BenchmarkStepJVP(b *testing.B) {
	d := large(b)
	x := d.InitFlat()
	operator, err := d.Operator(x, 0)
	require.NoError(b, err)
	for b.Loop() {
		require.NoError(b, operator.MulVec(x, x))
	}
}

func BenchmarkStepVJP(b *testing.B) {
	d := large(b)
	x := d.InitFlat()
	operator, err := d.Operator(x, 0)
	require.NoError(b, err)
	for b.Loop() {
		require.NoError(b, operator.MulVecTrans(x, x))
	}
}

func BenchmarkSpectralRadius(b *testing.B) {
	d := large(b)
	for b.Loop() {
		radius, err := dynamics.SpectralRadius(context.Background(), d, d.InitFlat(), 0)
		require.NoError(b, err)
		b.ReportMetric(radius, "radius")
	}
}
