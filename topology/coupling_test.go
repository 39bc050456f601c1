package topology_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

// rounding is the relative tolerance where two ways of computing a figure
// differ by a few roundings only.
const rounding = 1e-13

func TestCouplingConductanceOfCylinders(t *testing.T) {
	// 10 um by 2 um at 100 ohm cm next to 20 um by 1 um at 300 ohm cm.
	a1, v1, in1, out1 := topology.Cylinder(10, 2)
	a2, _, in2, out2 := topology.Cylinder(20, 1)
	require.InEpsilon(t, 40*pi, a1, rounding)
	require.InEpsilon(t, 40*pi, v1, rounding)
	require.InEpsilon(t, 5/(4*pi), in1, rounding)
	require.Equal(t, in1, out1)
	ra, in, out := []float64{100, 300}, []float64{in1, in2}, []float64{out1, out2}
	both := [2]topology.Half{{Compartment: 1, Side: topology.In}, {Compartment: 0, Side: topology.Out}}
	g := topology.CouplingConductance(both, ra, in, out)
	// By hand: 1e4 ohm a unit of Ra*load; 125/pi + 3000/pi units.
	require.InEpsilon(t, 1e6/(1e4*3125/pi), g, rounding)
	// The same from the formula per membrane area, mS/cm2 = 1e-5 uS/um2.
	require.InEpsilon(t, topology.ComputeCouplingCond(2, 1, 100, 300, 10, 20)*1e-5*a1, g, rounding)
	require.InEpsilon(t, topology.ComputeCouplingCond(1, 2, 300, 100, 20, 10)*1e-5*a2, g, rounding)

	one := [2]topology.Half{{Compartment: 1, Side: topology.Out}, {Compartment: -1}}
	g = topology.CouplingConductance(one, ra, in, out)
	require.InEpsilon(t, topology.ComputeCouplingCondBranchpoint(1, 300, 20)*1e-5*a2, g, rounding)
	root := [2]topology.Half{{Compartment: -1}, {Compartment: -1}}
	require.Zero(t, topology.CouplingConductance(root, ra, in, out))
}

func TestImpactsAreInTheRatioOfConductances(t *testing.T) {
	impact := topology.ComputeImpactOnNode(3, 100, 10) / topology.ComputeImpactOnNode(0.5, 50, 40)
	area := func(r, l float64) float64 { return 2 * pi * r * l }
	g := topology.ComputeCouplingCondBranchpoint(3, 100, 10) * area(3, 10) / (topology.ComputeCouplingCondBranchpoint(0.5, 50, 40) * area(0.5, 40))
	require.InEpsilon(t, g, impact, rounding)
	require.InEpsilon(t, 9./100/10, topology.ComputeImpactOnNode(3, 100, 10), rounding)
}

func TestDiffusionConductance(t *testing.T) {
	in, out := []float64{1, 2}, []float64{4, 8}
	both := [2]topology.Half{{Compartment: 1, Side: topology.In}, {Compartment: 0, Side: topology.Out}}
	require.InEpsilon(t, 1/(4/0.5+2/3.), topology.DiffusionConductance(both, []float64{0.5, 3}, in, out), rounding)
	require.Zero(t, topology.DiffusionConductance(both, []float64{0, 3}, in, out), "nothing diffuses out of compartment 0")
	require.Zero(t, topology.DiffusionConductance([2]topology.Half{{Compartment: -1}, {Compartment: -1}}, nil, nil, nil))
}
