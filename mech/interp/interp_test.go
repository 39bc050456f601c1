package interp_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/interp"
	"golgi/mech/library"
)

func TestConformance(t *testing.T) { enginetest.Conformance(t, interp.New()) }

// TestConcurrent uses one kernel from several goroutines whose bindings differ in what is uniform: the variants are made side by side.
func TestConcurrent(t *testing.T) {
	p, err := library.HH().Program(mech.Currents)
	require.NoError(t, err)
	k, err := interp.New().Compile(p)
	require.NoError(t, err)
	const rows = 40
	results := make([][]float64, 8)
	var group sync.WaitGroup
	for w := range results {
		group.Go(func() {
			var s mech.Scratch
			b := &mech.Binding{}
			for i := range p.Inputs {
				column := make([]float64, rows)
				for r := range column {
					column[r] = float64(i + 1)
				}
				b.Inputs = append(b.Inputs, mech.Operand{Values: column, Uniform: w>>(i%3)&1 == 1})
			}
			for range p.Outputs {
				b.Outputs = append(b.Outputs, mech.Target{Values: make([]float64, rows)})
			}
			k.Run(b, rows, &s)
			for i := range b.Outputs {
				results[w] = append(results[w], b.Outputs[i].Values...)
			}
		})
	}
	group.Wait()
	for _, r := range results[1:] {
		require.Equal(t, results[0], r, "uniform or not, the bits are the same")
	}
}

func TestFaults(t *testing.T) {
	p, err := library.Leak().Program(mech.Currents)
	require.NoError(t, err)
	bad := *p
	bad.Code.Outputs = append(bad.Code.Outputs, 999)
	_, err = interp.New().Compile(&bad)
	require.ErrorContains(t, err, "output 3 is value 999")
	k, err := interp.New().Compile(p)
	require.NoError(t, err)
	require.Panics(t, func() { k.Run(&mech.Binding{}, 1, &mech.Scratch{}) })
}
