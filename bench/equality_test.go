package bench_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
	"golgi/grad"
	"golgi/internal/vectors"
	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/library"
	"golgi/plan"
)

// way is a way in which a run can be done, none of which may change a bit of it.
type way struct {
	engine, vectors string // Options.Engine, and GOLGI_NATIVE
	workers         int
	member, of      int // of a batch; alone if of is 0
}

// String names it.
func (w way) String() string {
	return fmt.Sprintf("engine %q, %s=%q, %d workers, member %d of %d", w.engine, vectors.Variable, w.vectors, w.workers, w.member, w.of)
}

// ways are all engines that this machine has, without vector code in the solve too.
func ways(t *testing.T) []way {
	list := []way{{engine: "interp"}, {vectors: "off"}}
	for _, set := range []string{"avx2", "avx512"} {
		t.Setenv(vectors.Variable, set)
		if _, err := vectors.Allowed(); err == nil {
			list = append(list, way{engine: "native", vectors: set})
		}
	}
	return list
}

// on sets what a way needs.
func (d draws) on(w way, o golgi.Options) golgi.Options {
	must(d.t, os.Setenv(vectors.Variable, w.vectors)) // the caller of ways has it put back
	o.Engine, o.Workers = w.engine, w.workers
	return o
}

// ran is what came of a run.
type ran struct {
	hash   string
	traces [][]uint64
	err    string
}

func outcome(r *golgi.Result, err error) ran {
	if err != nil {
		if member, is := errors.AsType[*golgi.MemberError](err); is {
			err = member.Err
		}
		if fault, is := errors.AsType[*plan.Fault](err); is {
			err = fault
		}
		return ran{err: err.Error()}
	}
	o := ran{hash: r.Hash}
	for _, trace := range r.Recordings {
		bits := make([]uint64, len(trace))
		for i, x := range trace {
			bits[i] = math.Float64bits(x)
		}
		o.traces = append(o.traces, bits)
	}
	return o
}

// run runs the model in a way. Of a batch the other members have parameters of their own; known is false where one of them stopped it.
func (d draws) run(w way, o golgi.Options) (got ran, known bool) {
	o = d.on(w, o)
	if w.of == 0 {
		return outcome(d.net.Integrate(d.t.Context(), o)), true
	}
	members := make([]golgi.Member, w.of)
	for k := range members {
		if k == w.member {
			continue
		}
		members[k].Parameters = d.net.GetParameters()
		for _, p := range members[k].Parameters {
			for i := range p.Values {
				p.Values[i] *= 1 + 0.01*float64(k+1)
			}
		}
	}
	results, err := d.net.IntegrateBatch(d.t.Context(), o, members)
	if err != nil {
		member, is := errors.AsType[*golgi.MemberError](err)
		return outcome(nil, err), is && member.Member == w.member
	}
	return outcome(results[w.member], nil), true
}

// random inserts or connects mechanisms of random equations.
func (d draws) random() {
	for i := range d.int("random mechanisms", 0, 2) {
		m, err := mech.Parse("random.mech", []byte(enginetest.Mechanism(d.T)))
		if err != nil {
			continue // rates that are negative somewhere
		}
		m, err = m.Renamed(fmt.Sprint("Random", i))
		require.NoError(d.t, err)
		if m.Kind() == mech.SynapseKind || m.Kind() == mech.JunctionKind {
			_ = golgi.Connect(d.row(), d.row(), m) // of a compartment with itself
			continue
		}
		_ = d.view().Insert(m) // a second that writes the voltage, or a key in another unit
	}
}

// many makes copies of one cell, more than two tiles hold, with synapses between them.
func (d draws) many(types []*mech.Mechanism) *golgi.Network {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, d.int("ncomp", 1, 4))
	require.NoError(d.t, err)
	d.net, err = golgi.NewNetworkOf(cell, (2*plan.TileCompartments+d.int("more", 100, 2500))/cell.Len())
	require.NoError(d.t, err)
	for range d.int("types", 1, 2) {
		rows := func() []int {
			list := make([]int, 300)
			for i := range list {
				list[i] = d.values.IntN(d.net.Len())
			}
			return list
		}
		pre, post := rows(), rows()
		_ = golgi.Connect(d.net.SelectRows(pre...), d.net.SelectRows(post...), types[d.int("type", 0, len(types)-1)]) // twice the same
	}
	return d.net
}

// grown is one cell that is cut into parts, beside a small one at times.
func (d draws) grown() *golgi.Network {
	parents := []int{-1}
	for k := 1; k < 1100; k++ {
		parents = append(parents, max((k-1)/2-d.values.IntN(3), 0))
	}
	cell, err := golgi.NewCellFromParents(parents, d.int("ncomp of the large cell", 8, 10))
	require.NoError(d.t, err)
	cells := []*golgi.Cell{cell}
	if d.chance("small cell beside", 2) {
		small, err := golgi.NewCellFromParents([]int{-1, 0}, 2)
		require.NoError(d.t, err)
		cells = append(cells, small)
	}
	net, err := golgi.NewNetwork(cells...)
	require.NoError(d.t, err)
	return net
}

// ions inserts a channel, pumps and a potential of calcium, which diffuses in a part of the model.
func (d draws) ions() {
	names := []string{"CaL", "CaDynamics", "CaPump", "CaNernstReversal", "CaHVA", "SKE2", "PMCA"}
	for range d.int("of calcium", 1, 4) {
		_ = d.view().Insert(byName(d.t, names[d.int("calcium", 0, len(names)-1)])) // a second that is there already
	}
	_ = d.view().Diffuse("CaCon_i") // where nothing has calcium
}

// clamps holds voltages of a compartment or two.
func (d draws) clamps(steps int) {
	for range d.int("voltage clamps", 1, 2) {
		command := make([]float64, steps)
		for k := range command {
			command[k] = -70 + 20*d.values.Float64()
		}
		_ = d.row().Clamp("v", command) // one that is held already
	}
}

// holds says what is in a model that a test of equality has to try.
func (d draws) holds() map[string]bool {
	cells, _, _ := d.net.Shape()
	has := map[string]bool{
		"a cell in parts": cells <= 2 && d.net.Len() > 8192,
		"synapses":        d.net.NumSynapses() > 0, "clamps": len(d.net.Clamps()) > 0, "several tiles": cells > 3 && d.net.Len() > 2*plan.TileCompartments,
		"diffusion": slices.ContainsFunc(d.net.Keys(), func(key string) bool { return strings.HasPrefix(key, "axial_diffusion_") }),
	}
	mechanisms := d.net.Mechanisms()
	for _, name := range d.net.SynapseTypes() {
		if m, err := library.ByName(name); err == nil {
			has["junctions"] = has["junctions"] || m.Kind() == mech.JunctionKind
		}
	}
	for _, m := range mechanisms {
		access := m.Access()
		for what, is := range map[string]bool{
			"point neurons": access.WritesVoltage, "fluxes": access.Fluxes != nil, "currents of the step before": access.PreviousReads != nil,
			"random equations": strings.HasPrefix(m.Name(), "Random"), "several channels": len(mechanisms) > 2,
		} {
			has[what] = has[what] || is
		}
	}
	return has
}

// TestEquality: final states and recordings of random models are the same to the last bit, whatever the engine, the workers, and alone
// or in a batch; gradients of the small ones too. So are the words of those that stop.
func TestEquality(t *testing.T) {
	list := ways(t)
	count := map[string]int{"finished": 0, "stopped": 0, "in batches": 0, "gradients": 0}
	rapid.Check(t, func(r *rapid.T) {
		d := draws{T: r, t: t, values: rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "values"), 6))}
		solver := []golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson, golgi.ForwardEuler, golgi.ExponentialEuler}[d.int("solver", 0, 3)]
		dt, steps := 0.025, d.int("steps", 1, 20)
		size := d.int("size", 1, 12)
		large := size <= 3
		if solver == golgi.ForwardEuler {
			dt = 0.001
		}
		switch {
		case size == 1:
			steps = min(steps, 4)
			d.net = d.grown()
		case large:
			steps = min(steps, 6)
			d.net = d.many(synapses(t))
		default:
			d.net = d.network()
		}
		d.random()
		if d.chance("ions", 3) {
			d.ions()
		}
		d.build(dt, steps)
		if d.chance("holds voltages", 4) {
			d.clamps(steps)
		}
		o := golgi.Options{
			TMax: float64(steps) * dt, Dt: dt, Solver: solver, Stagger: solver == golgi.CrankNicolson && d.chance("stagger", 2),
			InitStates: d.chance("initialise", 2), Every: d.int("every", 1, 3),
		}
		reference := way{engine: "interp", vectors: "off", workers: 1}
		want, _ := d.run(reference, o)
		if want.err == "" {
			count["finished"]++
			count[fmt.Sprint(solver, " ", o.Stagger)]++
			for what, is := range d.holds() {
				if is {
					count[what]++
				} else {
					count[what] += 0
				}
			}
		} else {
			require.NotContains(r, want.err, "panic")
			count["stopped"]++
		}
		tried := list
		if large { // which take longer: some
			tried = []way{rapid.SampledFrom(list).Draw(r, "way"), list[len(list)-1]}
		}
		workers := func() int { return rapid.SampledFrom([]int{1, 2, 3, 7}).Draw(r, "workers") }
		for _, w := range tried {
			w.workers = workers()
			got, _ := d.run(w, o)
			require.Equal(r, want, got, "%v", w)
			if large && !d.chance("batch of large ones", 4) {
				continue
			}
			w.workers, w.of = workers(), d.int("members", 1, 4)
			w.member = d.int("member", 0, w.of-1)
			if got, known := d.run(w, o); known {
				require.Equal(r, want, got, "%v", w)
				count["in batches"]++
			}
		}
		if want.err != "" || d.net.NumTrainable() == 0 || !d.chance("gradient", 2) {
			return
		}
		var first []uint64
		for i, w := range append([]way{reference}, tried...) {
			if i > 0 {
				w.workers = workers()
			}
			g, err := grad.ValueAndGrad(t.Context(), d.net, nil, uneven, grad.Options{Run: d.on(w, o), With: grad.InitialStates | grad.Stimuli})
			if err != nil {
				require.Zero(r, i, "%v: %v", w, err)
				return // of a mechanism without a derivative
			}
			if first == nil {
				first = bitsOf(g)
				count["gradients"]++
			}
			require.True(r, slices.Equal(first, bitsOf(g)), "gradient, %v: %v", w, g.Parameters)
		}
	})
	t.Log(count)
	if delete(count, "stopped"); testing.Short() {
		return
	}
	for what, n := range count {
		require.Positive(t, n, "no model with %s", what)
	}
	require.Len(t, count, 3+5+11)
}
