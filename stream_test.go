package golgi_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/grad/loss"
	"golgi/internal/peak"
	"golgi/mech/library"
	"golgi/plan"
)

// streamed collects what a run streams.
func streamed(t *testing.T, v *golgi.View, o golgi.Options) (*golgi.Result, [][]float64, []float64) {
	var times []float64
	all := make([][]float64, len(v.Recordings()))
	o.Stream = func(b golgi.Block) error {
		require.Equal(t, v.Recordings(), b.Recorded)
		require.Len(t, times, b.First)
		times = append(times, b.Times...)
		for r, list := range b.Recordings {
			require.Len(t, list, len(b.Times))
			all[r] = append(all[r], list...)
		}
		return nil
	}
	s, err := v.Prepare(o)
	require.NoError(t, err)
	result, err := s.Run(context.Background())
	require.NoError(t, err)
	require.Empty(t, result.Times)
	require.Empty(t, result.Recordings)
	require.Equal(t, v.Recordings(), result.Recorded)
	return result, all, times
}

// TestStreamIsWhatARunKeeps: times and samples, final states and the hash, to the last bit.
func TestStreamIsWhatARunKeeps(t *testing.T) {
	cell, net := neuron(t), twoCells(t)
	require.NoError(t, net.Record("IonotropicSynapse_s"))
	states := integrate(t, cell, golgi.Options{TMax: 1, ReturnStates: true}).States
	for _, o := range []golgi.Options{
		{TMax: 4},
		{TMax: 4, Every: 7, StreamSamples: 5, Solver: golgi.CrankNicolson, Stagger: true},
		{TMax: 4, Every: 100, StreamSamples: 1},
		{TMax: 4, Every: 1000},
		{TMax: 2, InitialStates: states, StreamSamples: 3},
	} {
		for _, model := range []*golgi.View{cell.View, net.View} {
			if o.InitialStates != nil && model == net.View {
				continue
			}
			for _, workers := range []int{1, 2, 3} {
				o.Workers, o.ReturnStates = workers, true
				s, err := model.Prepare(o)
				require.NoError(t, err)
				want, err := s.Run(context.Background())
				require.NoError(t, err)
				result, all, times := streamed(t, model, o)
				require.Equal(t, want.Times, times)
				require.Equal(t, want.Recordings, all)
				require.Equal(t, want.Hash, result.Hash)
				require.Equal(t, want.States, result.States)
				require.Equal(t, want.Stats.Steps, result.Stats.Steps)
			}
		}
	}
}

// TestStreamThatEnds: an error of the receiver is the error of the run; a fault leaves what was before it; a system may end the run.
func TestStreamThatEnds(t *testing.T) {
	cell := neuron(t)
	full := errors.New("no room")
	_, err := cell.Integrate(context.Background(), golgi.Options{TMax: 4, StreamSamples: 10, Stream: func(b golgi.Block) error {
		if b.First >= 40 {
			return full
		}
		return nil
	}})
	require.ErrorIs(t, err, full)
	require.EqualError(t, err, "integrate: the samples from 1 ms were not taken: no room")

	samples := 0
	count := func(b golgi.Block) error { samples += len(b.Times); return nil }
	require.NoError(t, cell.Branch(0).Comp(0).Stimulate(slices.Concat(make([]float64, 60), []float64{1e9})))
	_, err = cell.Integrate(context.Background(), golgi.Options{TMax: 4, StreamSamples: 8, Stream: count})
	fault, is := errors.AsType[*plan.Fault](err)
	require.True(t, is, "%v", err)
	require.Equal(t, fault.Step, samples, "samples 0 to the one before the fault")
	require.Equal(t, 61, samples)

	net := twoCells(t)
	o := golgi.Options{TMax: 4, Systems: []golgi.AddedSystem{{System: endAt(17)}}}
	want, err := net.Integrate(context.Background(), o)
	require.NoError(t, err)
	require.Len(t, want.Times, 18)
	result, all, times := streamed(t, net.View, o)
	require.Equal(t, want.Times, times)
	require.Equal(t, want.Recordings, all)
	require.Equal(t, want.Hash, result.Hash)
	require.Equal(t, 17, result.Stats.Steps)

	require.NoError(t, net.DeleteRecordings())
	_, err = net.Integrate(context.Background(), golgi.Options{TMax: 1, ReturnStates: true, Stream: func(golgi.Block) error { return full }})
	require.NoError(t, err, "a run that records nothing has no blocks")
	_, err = net.Integrate(context.Background(), golgi.Options{TMax: 1, StreamSamples: -1, Stream: count})
	require.EqualError(t, err, "integrate: blocks of -1 samples; give 0 for as many as take 16 MiB")
}

// endAt is a system that ends a run.
type endAt int

func (endAt) Name() string        { return "end" }
func (endAt) Access() plan.Access { return plan.Access{} }

func (n endAt) Step(c *plan.Context, _ plan.Tile) error {
	if c.N+1 == int(n) {
		return plan.ErrStop
	}
	return nil
}

// TestStreamAndWholeRecordings: what needs them says so.
func TestStreamAndWholeRecordings(t *testing.T) {
	cell := neuron(t)
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	o := golgi.Options{TMax: 1, Stream: func(golgi.Block) error { return nil }}
	_, err := grad.ValueAndGrad(context.Background(), cell, cell.GetParameters(), loss.MeanSquare(), grad.Options{Run: o})
	require.ErrorContains(t, err, "derivatives need all samples of a run at once, and those of this one are streamed; leave Stream")
	_, err = cell.IntegrateBatch(context.Background(), o, make([]golgi.Member, 2))
	require.ErrorContains(t, err, "Options.Stream is given, and the samples of a batch are those of several runs")
	_, err = cell.PrepareBatch(o, make([]golgi.Member, 2))
	require.ErrorContains(t, err, "Options.Stream is given")
}

// TestStreamTakesLittleMemory: recordings of 160 MB (with GOLGI_SLOW 1 GB) in a few tens of MB more than the process has held so far.
func TestStreamTakesLittleMemory(t *testing.T) {
	const compartments = 1000
	samples := 20_000
	if os.Getenv("GOLGI_SLOW") != "" {
		samples = 125_000
	}
	cell, err := golgi.NewCellFromParents([]int{-1}, compartments)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.Leak()))
	require.NoError(t, cell.Record("v"))
	values := 0
	o := golgi.Options{TMax: float64(samples-1) * 0.025, Stream: func(b golgi.Block) error {
		for _, list := range b.Recordings {
			values += len(list)
		}
		return nil
	}}
	before := peak.Bytes()
	result, err := cell.Integrate(context.Background(), o)
	require.NoError(t, err)
	require.Equal(t, compartments*samples, values)
	require.Less(t, result.Stats.Bytes, 20<<20)
	taken := int64(peak.Bytes() - before)
	t.Logf("recordings of %d MB, %.1f MB of memory more than before", 8*values/1e6, float64(taken)*1e-6)
	require.Less(t, taken, int64(60e6))
}
