package bench_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/internal/vectors"
	"golgi/mech"
	"golgi/mech/library"
)

// everyEngine runs f with the interpreter, then with machine code for each of the vectors that the processor has.
func everyEngine(t *testing.T, f func(engine string)) {
	f("interp")
	for _, set := range []string{"avx2", "avx512"} {
		t.Setenv(vectors.Variable, set)
		if _, err := vectors.Allowed(); err == nil {
			f("native")
		}
	}
}

// sameByEveryEngine requires that runs and gradients do not depend on the engine in any bit.
func sameByEveryEngine(t *testing.T, m grad.Model, o golgi.Options) {
	var first *grad.Gradient
	everyEngine(t, func(engine string) {
		o.Engine = engine
		g, err := grad.ValueAndGrad(context.Background(), m, nil, uneven, grad.Options{Run: o})
		require.NoError(t, err)
		require.Equal(t, engine, g.Result.Stats.Engine)
		if first == nil {
			first = g
			require.NotZero(t, g.Value)
			return
		}
		require.Equal(t, first.Result.Hash, g.Result.Hash)
		require.Equal(t, math.Float64bits(first.Value), math.Float64bits(g.Value))
		require.Equal(t, first.Parameters, g.Parameters)
	})
}

// TestEngines: states, losses and gradients of every mechanism of the library are the same to the last bit, whatever the engine.
func TestEngines(t *testing.T) {
	for _, name := range library.Names() {
		m := byName(t, name)
		if m.Kind() == mech.SynapseKind || m.Kind() == mech.JunctionKind {
			continue
		}
		t.Run(name, func(t *testing.T) {
			sameByEveryEngine(t, bearing(t, m), golgi.Options{TMax: 2, InitStates: true})
		})
	}
	t.Run("joined", func(t *testing.T) {
		net := ring(t, 3, stick(t), joining(t)...)
		must(t, net.Record("v"))
		for _, m := range joining(t) {
			joined(t, net, m)
		}
		trainEach(t, net.Cell(golgi.All), "HH_gNa", "radius")
		sameByEveryEngine(t, net, golgi.Options{TMax: 3, Workers: 2})
	})
}
