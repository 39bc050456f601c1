package bench_test

import (
	"maps"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad"
	"golgi/mech/library"
)

// bitsOf are the bits of a value and all its derivatives, in order.
func bitsOf(g *grad.Gradient) []uint64 {
	all := [][]float64{{g.Value}}
	for _, p := range g.Parameters {
		all = append(all, p.Values)
	}
	all = append(all, g.Stimuli...)
	all = append(all, g.Clamps...)
	for _, key := range slices.Sorted(maps.Keys(g.InitialStates)) {
		all = append(all, g.InitialStates[key])
	}
	var bits []uint64
	for _, list := range all {
		for _, x := range list {
			bits = append(bits, math.Float64bits(x))
		}
	}
	return bits
}

// leastBudget asks for a budget of a byte and reads from the error what would do.
func leastBudget(t *testing.T, model grad.Model, o grad.Options) int64 {
	t.Helper()
	o.Checkpoints = grad.Budget(1)
	_, err := grad.ValueAndGrad(t.Context(), model, nil, uneven, o)
	require.Error(t, err)
	found := regexp.MustCompile(`the least that would do is (\d+)`).FindStringSubmatch(err.Error())
	require.NotNil(t, found, err.Error())
	least, err := strconv.ParseInt(found[1], 10, 64)
	require.NoError(t, err)
	return least
}

// samePlans computes a gradient without checkpoints, and under four other plans, each with one and with two workers, and by the reference engine: the bits are the
// same.
func samePlans(t *testing.T, model grad.Model, run golgi.Options, levels ...[]int) {
	t.Helper()
	o := grad.Options{Run: run, With: grad.Stimuli | grad.Clamps | grad.InitialStates}
	least := leastBudget(t, model, o)
	plans := []struct {
		name string
		grad.Checkpoints
	}{{"everything kept", grad.Budget(1 << 40)}, {"the least budget", grad.Budget(least)}, {"twice the least", grad.Budget(2 * least)}}
	for _, lengths := range levels {
		plans = append(plans, struct {
			name string
			grad.Checkpoints
		}{"levels", grad.Levels(lengths...)})
	}
	var want []uint64
	forward := map[int]bool{}
	for _, p := range plans {
		for _, workers := range []int{1, 2} {
			o.Checkpoints, o.Run.Workers = p.Checkpoints, workers
			g, err := grad.ValueAndGrad(t.Context(), model, nil, uneven, o)
			require.NoError(t, err, p.name)
			forward[g.Cost.Forward] = true
			got := bitsOf(g)
			if want == nil {
				want = got
				require.Empty(t, zeroParameters(g), "every parameter takes part")
			}
			require.Len(t, got, len(want))
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%s, %d workers: number %d is %g, not %g", p.name, workers, i, math.Float64frombits(got[i]), math.Float64frombits(want[i]))
				}
			}
		}
	}
	require.Greater(t, len(forward), 2, "the plans are different ones")
	o.Checkpoints, o.Run.Engine = nil, "interp" // whatever the fastest is
	g, err := grad.ValueAndGrad(t.Context(), model, nil, uneven, o)
	require.NoError(t, err)
	require.Equal(t, want, bitsOf(g), "engine")
}

// zeroParameters are those of which all derivatives are zero.
func zeroParameters(g *grad.Gradient) []string {
	var names []string
	for _, z := range g.Zeros {
		if z.Index < 0 {
			names = append(names, z.String())
		}
	}
	return names
}

// TestGradientBitsOfACell: a branched cell with calcium, from steady states, in a run that is no multiple of anything.
func TestGradientBitsOfACell(t *testing.T) {
	cell := calcium(t, "HH", "CaL", "CaPump", "CaNernstReversal", "SKE2")
	must(t, cell.Branch(2).Comp(1).Clamp("HH_h", golgi.SineCurrent(0, 10, 300, 0.2, 0.025, 10, 0.5)), cell.Record("i_Ca"), cell.Record("HH_m"))
	trainEach(t, cell.Branch(golgi.All), "HH_gNa", "CaL_gCaL", "CaPump_gamma", "radius", "capacitance", "v")
	trainEach(t, cell.Branch([]int{0, 1}).Comp(golgi.All), "axial_diffusion_CaCon_i")
	samePlans(t, cell, golgi.Options{TMax: 211 * 0.025, InitStates: true}, []int{15, 15}, []int{6, 6, 6})
}

// TestGradientBitsOfANetwork: synapses of all types across tiles and within.
func TestGradientBitsOfANetwork(t *testing.T) {
	for _, solver := range []golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson} {
		net := ring(t, 3, long(t, library.HH()), synapses(t)...)
		must(t, net.Cell(golgi.All).Branch(0).Comp(golgi.Range(0, 3)).Record("v"), net.Mechanism("NMDA").Record("i_NMDA"))
		trainEach(t, net.Cell(golgi.All), "HH_gNa", "radius", "v")
		for _, m := range synapses(t) {
			trainEach(t, net.Mechanism(m.Name()).Edge(golgi.All), m.Parameters()[0].Key)
		}
		run := golgi.Options{TMax: 49 * 0.025, Solver: solver}
		simulation, err := net.Prepare(run)
		require.NoError(t, err)
		require.Greater(t, len(simulation.Plan().Tiles()), 1)
		samePlans(t, net, run, []int{7, 7}, []int{4, 4, 4})
	}
}

// fires is a network of integrate-and-fire neurons of one compartment, joined at random.
func fires(t testing.TB, n, synapses int) *golgi.Network {
	t.Helper()
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	must(t, cell.Insert(library.Leak()), cell.Insert(library.Fire()), cell.Set("v", -60), cell.Set("Fire_vth", -52))
	net, err := golgi.NewNetworkOf(cell, n)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(4, 7))
	places := func() *golgi.View {
		rows := make([]int, synapses)
		for i := range rows {
			rows[i] = random.IntN(n)
		}
		slices.Sort(rows)
		rows = slices.Compact(rows)
		return net.SelectRows(rows...)
	}
	pre, post := places(), places()
	k := min(pre.Len(), post.Len())
	must(t, golgi.Connect(net.SelectRows(pre.Rows()[:k]...), net.SelectRows(post.Rows()[:k]...), library.IonotropicSynapse()))
	must(t, golgi.Connect(net.SelectRows(post.Rows()[:k]...), net.SelectRows(slices.Concat(pre.Rows()[k/2:k], pre.Rows()[:k/2])...), library.TanhRateSynapse()))
	must(t, net.Mechanism("IonotropicSynapse").Set("IonotropicSynapse_gS", 2e-4), net.Mechanism("TanhRateSynapse").Set("TanhRateSynapse_gS", 1e-3))
	for i := range n / 10 {
		must(t, net.Cell(10*i).Stimulate(golgi.StepCurrent(0, 10, 0.02+0.02*random.Float64(), 0.025, 10, 0)))
	}
	return net
}

// TestGradientBitsOfSpikes: integrate-and-fire neurons, whose spikes are seen in the step in which they happen.
func TestGradientBitsOfSpikes(t *testing.T) {
	net := fires(t, 2200, 1500)
	must(t, net.Cell([]int{0, 1, 10, 1250, 2190, 2199}).Record("v"), net.Cell([]int{0, 10, 2190}).Record("Fire_spikes"), net.Mechanism("IonotropicSynapse").Edge(golgi.Range(0, 5)).Record("IonotropicSynapse_s"))
	must(t, net.MakeTrainable("Leak_gLeak"), net.MakeTrainable("Fire_vth"), net.MakeTrainable("capacitance"), net.Cell(golgi.Range(0, 20)).Branch(golgi.All).Comp(golgi.All).MakeTrainable("v"))
	must(t, net.Mechanism("IonotropicSynapse").MakeTrainable("IonotropicSynapse_gS"), net.Mechanism("TanhRateSynapse").MakeTrainable("TanhRateSynapse_gS"))
	run := golgi.Options{TMax: 1.5}
	result, err := net.Integrate(t.Context(), run)
	require.NoError(t, err)
	spikes := 0.0
	for i, r := range result.Recorded {
		if r.State == "Fire_spikes" {
			for _, x := range result.Recordings[i] {
				spikes += x
			}
		}
	}
	require.Greater(t, spikes, 3.0)
	samePlans(t, net, run, []int{8, 8}, []int{4, 4, 4})
}
