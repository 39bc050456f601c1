package golgi_test

import (
	"bytes"
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech"
	"golgi/mech/library"
)

// parsed reads a mechanism of the test's own.
func parsed(t testing.TB, text string) *mech.Mechanism {
	t.Helper()
	m, err := mech.Parse("test.mech", []byte(text))
	require.NoError(t, err)
	return m
}

// runOne runs a compartment for so many steps of 0.025 ms.
func runOne(t testing.TB, c *golgi.Compartment, steps int, o golgi.Options) *golgi.Result {
	t.Helper()
	o.TMax = 0.025 * float64(steps)
	result, err := c.Integrate(context.Background(), o)
	require.NoError(t, err)
	return result
}

// The same channel in Go and as a text, against a step by hand.
func TestChannelOfOnesOwn(t *testing.T) {
	text := parsed(t, "channel C\nparam g = 1e-3 (S/cm2)\nparam e = -50 (mV)\ngate n = 0.2 { inf = 0.5, tau = 2 }\ncurrent i_C = g*n*(v - e) (mA/cm2)\n")
	written, err := mech.Channel("C").Param("g", 1e-3, "S/cm2").Param("e", -50, "mV").GateInf("n", "0.5", "2", 0.2).Current("i_C", "g*n*(v - e)").Build()
	require.NoError(t, err)
	n := 0.5 + (0.2-0.5)*math.Exp(-0.025/2)
	want := (-70 + 0.025*n*-50) / (1 + 0.025*n)
	for _, channel := range []*mech.Mechanism{text, written} {
		c := golgi.NewCompartment()
		require.NoError(t, c.Insert(channel))
		require.NoError(t, c.Record("v"))
		require.NoError(t, c.Record("i_C"))
		result := runOne(t, c, 1, golgi.Options{})
		require.InDelta(t, want, result.Recordings[0][1], 1e-13)
		require.InDelta(t, 1e-3*n*-20, result.Recordings[1][1], 1e-16, "at V(n)")
	}
}

// A pump by hand: its flux by backward Euler, its current recorded in mM/ms.
func TestPumpOfOnesOwn(t *testing.T) {
	pump := parsed(t, "pump P\nparam rate = 0.2 (1/ms)\nparam rest = 1e-4 (mM)\nshared state CaCon_i = 5e-5 (mM)\nflux CaCon_i = -rate*(CaCon_i - rest) (mM/ms)\n")
	c := golgi.NewCompartment()
	require.NoError(t, c.Insert(pump))
	require.NoError(t, c.Set("CaCon_i", 1e-3))
	for _, key := range []string{"CaCon_i", "i_P"} {
		require.NoError(t, c.Record(key))
	}
	result := runOne(t, c, 2, golgi.Options{})
	want := 1e-3
	for k := range 2 {
		require.InEpsilon(t, 0.2*(want-1e-4), result.Recordings[1][k+1], 1e-12, "minus the flux")
		want = (want + 0.025*0.2*1e-4) / (1 + 0.025*0.2)
		require.InEpsilon(t, want, result.Recordings[0][k+1], 1e-12)
	}
	require.NoError(t, c.Clamp("CaCon_i", []float64{2e-3, 3e-3}))
	result = runOne(t, c, 2, golgi.Options{})
	require.Equal(t, []float64{1e-3, 2e-3, 3e-3}, result.Recordings[0])

	// Fluxes of several mechanisms add up.
	second, err := pump.Renamed("Q")
	require.NoError(t, err)
	require.NoError(t, c.DeleteClamps())
	require.NoError(t, c.Insert(second))
	require.NoError(t, c.Set("CaCon_i", 1e-3))
	result = runOne(t, c, 1, golgi.Options{})
	require.InEpsilon(t, (1e-3+0.025*0.4*1e-4)/(1+0.025*0.4), result.Recordings[0][1], 1e-12)
}

func TestSynapseOfOnesOwn(t *testing.T) {
	synapse := parsed(t, "synapse S\nparam g = 1e-3 (uS)\nparam width = 10 (mV)\ncurrent i_S = g*(v_pre + 70)/width*(v_post - 0) (nA)\n")
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	net, err := golgi.NewNetworkOf(cell, 2)
	require.NoError(t, err)
	require.NoError(t, golgi.Connect(net.Cell(0), net.Cell(1), synapse))
	require.NoError(t, net.Cell(0).Set("v", -60))
	require.NoError(t, net.Record("i_S"))
	result, err := net.Integrate(context.Background(), golgi.Options{TMax: 0.025})
	require.NoError(t, err)
	require.InEpsilon(t, -0.07, result.Recordings[0][1], 1e-12)
	_, err = mech.Synapse("T").Current("i_T", "v_pre").Build()
	require.Error(t, err, "no unit of current")
}

// A junction is connected as a synapse is, between two compartments.
func TestJunctionsJoinTwoCompartments(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1}, 2)
	require.NoError(t, err)
	net, err := golgi.NewNetworkOf(cell, 2)
	require.NoError(t, err)
	require.NoError(t, golgi.Connect(net.Cell(0), net.Cell(1), library.GapJunction()))
	require.NoError(t, golgi.Connect(net.Cell(0).Branch(0).Comp(0), net.Cell(0).Branch(0).Comp(1), library.GapJunction()), "within a cell")
	require.NoError(t, net.Mechanism("GapJunction").Edge(1).Set("GapJunction_gE", 2e-3))
	require.NoError(t, net.Record("i_GapJunction"))
	require.Len(t, net.Recordings(), 2)
	require.EqualError(t, golgi.FullyConnect(net.Cell(0), net.Cell(golgi.All), library.GapJunction()),
		"fully connect with GapJunction: a junction joins two compartments, and this one would join cell(0).branch(0).comp(0) to itself; connect views that have no compartment in common")
	require.ErrorContains(t, net.Insert(library.GapJunction()), "insert GapJunction: it is a junction; make it with Connect")
	clone, err := net.Clone()
	require.NoError(t, err)
	var file bytes.Buffer
	require.NoError(t, net.Save(&file))
	loaded, err := golgi.Load(&file)
	require.NoError(t, err)
	for _, v := range []*golgi.View{clone.View, loaded.Select("all")} {
		values, err := v.Get("GapJunction_gE")
		require.NoError(t, err)
		require.Equal(t, []float64{1e-3, 2e-3}, values)
	}
}

func TestTwoPointNeurons(t *testing.T) {
	c := golgi.NewCompartment()
	require.NoError(t, c.Insert(library.Izhikevich()))
	require.EqualError(t, c.Insert(library.Fire()),
		"insert Fire: two mechanisms that write the voltage v, Izhikevich and Fire, in 1 compartment, the first branch(0).comp(0); of such point neurons a compartment holds one: delete the other there, or insert this one elsewhere")
	other, err := library.Izhikevich().Renamed("Other")
	require.NoError(t, err)
	require.ErrorContains(t, c.Insert(other), "two mechanisms that write the voltage v, Izhikevich and Other")
	own := parsed(t, "channel Own\nupdate v = -65\n")
	require.NoError(t, c.Delete(library.Izhikevich()))
	require.NoError(t, c.Insert(own))
	require.NoError(t, c.Record("v"))
	require.InDelta(t, -65, runOne(t, c, 1, golgi.Options{}).Recordings[0][1], 1e-13, "nothing else acts")
}

func TestAssignedStatesAndFluxes(t *testing.T) {
	assigner := parsed(t, "pump A\nshared state CaCon_i = 5e-5 (mM)\nassign CaCon_i = 1e-4 (mM)\n")
	c := golgi.NewCompartment()
	require.NoError(t, c.Insert(assigner))
	require.ErrorContains(t, c.Insert(library.CaPump()), "insert CaPump: two mechanisms that write one state, CaCon_i: A and CaPump, in 1 compartment, the first branch(0).comp(0); A computes it anew in each step (assign), so a flux is lost on it")
	require.ErrorContains(t, c.Diffuse("CaCon_i"), "diffuse: A computes CaCon_i anew in each step (assign), so it cannot diffuse")
}

// eCa is a parameter of CaL and a state of CaNernstReversal: computed by
// InitStates and at the start of a run, and recorded everywhere.
func TestAssignedStatesAreComputed(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.CaL()))
	require.NoError(t, cell.Comp(0).Insert(library.CaNernstReversal()))
	require.NoError(t, cell.Record("eCa"))
	require.Len(t, cell.Recordings(), 2)
	nernst := 1000 * 8.314 * 279.45 / (2 * 96485.3329) * math.Log(2/5e-5)
	result, err := cell.Integrate(context.Background(), golgi.Options{TMax: 0.05})
	require.NoError(t, err)
	for k := range 3 {
		require.InEpsilon(t, nernst, result.Recordings[0][k], 1e-12)
		require.Equal(t, 120.0, result.Recordings[1][k])
	}
	require.NoError(t, cell.InitStates())
	values, err := cell.Get("eCa")
	require.NoError(t, err)
	require.InEpsilon(t, nernst, values[0], 1e-12)
	require.Equal(t, 120.0, values[1])
	require.NoError(t, cell.MakeTrainable("eCa"))

	require.NoError(t, cell.Delete(library.CaNernstReversal()))
	require.Empty(t, cell.Recordings(), "a parameter again")
	require.Contains(t, cell.Keys(), "eCa")
}

func TestCurrentsThatNothingGives(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.CaPump()))
	require.Equal(t, []string{"CaPump reads the current i_Ca, which no mechanism gives in 2 compartments, the first branch(0).comp(0); it reads 0 there"}, cell.Notices())
	require.NoError(t, cell.Comp(0).Insert(library.CaL()))
	require.Equal(t, []string{"CaPump reads the current i_Ca, which no mechanism gives in 1 compartment, the first branch(0).comp(1); it reads 0 there"}, cell.Notices())
	require.NoError(t, cell.Insert(library.CaL()))
	require.Empty(t, cell.Notices())
	require.NoError(t, cell.Record("i_CaPump"))
	require.NoError(t, cell.Record("i_Ca"))
	_, err = cell.Integrate(context.Background(), golgi.Options{TMax: 0.1})
	require.NoError(t, err)
}

func TestCurrentsOfOneNameAndTwoUnits(t *testing.T) {
	c := golgi.NewCompartment()
	require.NoError(t, c.Insert(parsed(t, "point Electrode\nparam g = 1e-3 (uS)\ncurrent i_x = g*(v + 70) (nA)\n")))
	require.EqualError(t, c.Insert(parsed(t, "channel C\nparam g = 1e-3 (S/cm2)\ncurrent i_x = g*(v + 70) (mA/cm2)\n")),
		"insert C: its current i_x is in mA/cm2, that of Electrode in nA, and currents of one name add up; give it another name in its equations")
}

// Parameters, shared ones too, may be clamped; a sample acts in its own step.
func TestClampsOfParameters(t *testing.T) {
	c := golgi.NewCompartment()
	require.NoError(t, c.Insert(library.Leak()))
	require.NoError(t, c.Set("Leak_gLeak", 0))
	require.NoError(t, c.Set("v", -60))
	require.NoError(t, c.Clamp("Leak_gLeak", []float64{0, 1e-3}))
	require.NoError(t, c.Record("v"))
	v := runOne(t, c, 2, golgi.Options{}).Recordings[0]
	require.Equal(t, -60.0, v[1])
	require.InDelta(t, (-60+0.025*-70)/(1+0.025), v[2], 1e-13)
	require.ErrorContains(t, c.Clamp("capacitance", []float64{1, 1}), `clamp: "capacitance" is a property of the cable`)
}

// TestJaxleysMechanisms: each mechanism that comes with Jaxley, and the cortical
// ones and graded synapses of jaxley-mech, runs here under the name that the
// table gives.
func TestJaxleysMechanisms(t *testing.T) {
	for _, m := range []*mech.Mechanism{
		library.HH(), library.Leak(), library.Na(), library.K(), library.Km(), library.CaL(), library.CaT(),
		library.CaPump(), library.CaFaradayConcentrationChange(), library.CaNernstReversal(),
		library.Fire(), library.Izhikevich(), library.Rate(), library.AdEx(),
		library.NaTaT(), library.NaTs2T(), library.NapEt2(), library.KPst(), library.KTst(), library.SKE2(), library.SKv3_1(),
		library.M(), library.CaHVA(), library.CaLVA(), library.H(),
	} {
		c := golgi.NewCompartment()
		require.NoError(t, c.Insert(m), m.Name())
		require.NoError(t, c.InitStates(), m.Name())
		runOne(t, c, 4, golgi.Options{ReturnStates: true})
	}
	cell, err := golgi.NewCellFromParents([]int{-1}, 1)
	require.NoError(t, err)
	net, err := golgi.NewNetworkOf(cell, 2)
	require.NoError(t, err)
	for _, m := range []*mech.Mechanism{
		library.IonotropicSynapse(), library.TestSynapse(), library.TanhRateSynapse(), library.TanhConductanceSynapse(),
		library.AMPA(), library.GABAa(), library.GABAb(), library.NMDA(), library.GapJunction(),
	} {
		require.NoError(t, golgi.Connect(net.Cell(0), net.Cell(1), m), m.Name())
		require.NoError(t, net.Record("i_"+m.Name()))
	}
	_, err = net.Integrate(context.Background(), golgi.Options{TMax: 0.1})
	require.NoError(t, err)
}
