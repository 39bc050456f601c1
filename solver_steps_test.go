package golgi_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
	"golgi/topology"
)

// The numbers are those of Jaxley 0.14 in float64; 1e-15 relative is rounding
// and the last bits of exp.
func TestStepsOfGates(t *testing.T) {
	x, inf := []float64{0.2, 0.9, 0.5}, []float64{0.1, 0.3, 0.8}
	next, err := golgi.StepExponentialEuler(x, 0.025, inf, []float64{1.5, 0.01, 400})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{0.19834714538216178, 0.34925099917433927, 0.5000187494140748}, next, 1e-15)
	next, err = golgi.SolveInfGateExponential(x, 0.025, inf, []float64{1.5, 0.01, -0.001})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{0.19834714538216178, 0.34925099917433927}, next[:2], 1e-15)
	require.InEpsilon(t, -145549557.82293713, next[2], 1e-14, "clipped")
	require.InEpsilon(t, 0.049787068367863944, golgi.SaveExp(-3), 1e-15)
	require.InEpsilon(t, 178482300.96318725, golgi.SaveExp(19), 1e-15)
	require.InEpsilon(t, 485165195.4097903, golgi.SaveExp(25), 1e-15)
	require.InEpsilon(t, 7.38905609893065, golgi.SaveExp(3, 2), 1e-15)
	_, err = golgi.StepExponentialEuler(x, 0.025, inf[:2], x)
	require.EqualError(t, err, "step exponential euler: 3 states, 2 steady states, 3 time constants; give as many of each")
}

// treeCable is a root of two cylinders with two branches at its end, and the
// same as a cell; every compartment has its own size, and a leak.
func treeCable(t testing.TB) (golgi.BranchedCable, *golgi.Cell) {
	t.Helper()
	radius, length := []float64{1, 2, 0.5, 0.7, 1.5, 1.2}, []float64{10, 20, 15, 30, 12, 8}
	const resistivity, leak, reversal = 500.0, 2e-4, -65.0
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.Leak()))
	for key, values := range map[string][]float64{
		"radius": radius, "length": length, "axial_resistivity": {resistivity}, "v": {-70, -60, -50, -40, -65, -55}, "Leak_gLeak": {leak}, "Leak_eLeak": {reversal},
	} {
		require.NoError(t, cell.Set(key, values...))
	}
	cable := golgi.BranchedCable{
		Branches: 3, SummedCoupling: make([]float64, 6),
		Parents: []int{0}, ParentPoints: []int{0}, Children: []int{1, 2}, ChildPoints: []int{0, 0},
	}
	for range radius { // with 1 uF/cm2
		cable.VoltageTerms, cable.ConstantTerms = append(cable.VoltageTerms, 1e3*leak), append(cable.ConstantTerms, 1e3*leak*reversal)
	}
	for i := 0; i < 6; i += 2 {
		up := topology.ComputeCouplingCond(radius[i], radius[i+1], resistivity, resistivity, length[i], length[i+1])
		low := topology.ComputeCouplingCond(radius[i+1], radius[i], resistivity, resistivity, length[i+1], length[i])
		cable.CouplingUpper, cable.CouplingLower = append(cable.CouplingUpper, up), append(cable.CouplingLower, low)
		cable.SummedCoupling[i] += up
		cable.SummedCoupling[i+1] += low
	}
	for _, i := range []int{1, 2, 4} {
		cond := topology.ComputeCouplingCondBranchpoint(radius[i], resistivity, length[i])
		weight := topology.ComputeImpactOnNode(radius[i], resistivity, length[i])
		cable.SummedCoupling[i] += cond
		if i == 1 {
			cable.ParentConds, cable.ParentWeights = []float64{cond}, []float64{weight}
		} else {
			cable.ChildConds, cable.ChildWeights = append(cable.ChildConds, cond), append(cable.ChildWeights, weight)
		}
	}
	return cable, cell
}

// One step over slices is one step of a run.
func TestStepsOfVoltage(t *testing.T) {
	cable, cell := treeCable(t)
	require.NoError(t, cell.Record("v"))
	start, err := cell.Get("v")
	require.NoError(t, err)
	for solver, step := range map[golgi.Solver]func([]float64, golgi.BranchedCable, float64) ([]float64, error){
		golgi.BackwardEuler: golgi.StepVoltageImplicit, golgi.ForwardEuler: golgi.StepVoltageExplicit,
	} {
		const dt = 0.001
		result, err := cell.Integrate(context.Background(), golgi.Options{TMax: dt, Dt: dt, Solver: solver})
		require.NoError(t, err)
		next, err := step(start, cable, dt)
		require.NoError(t, err)
		for i, trace := range result.Recordings {
			require.InEpsilon(t, trace[1], next[i], 1e-12, "%s, compartment %d", solver, i)
		}
		require.NotEqual(t, start, next)
	}
	field, err := golgi.VoltageVectorfield(start, cable)
	require.NoError(t, err)
	explicit, err := golgi.StepVoltageExplicit(start, cable, 0.5)
	require.NoError(t, err)
	for i := range field {
		require.InDelta(t, start[i]+0.5*field[i], explicit[i], 1e-12)
	}
}

// Two compartments by hand: coupled with 2 and 3 /ms, no membrane.
func TestVoltageOfTwoCompartments(t *testing.T) {
	cable := golgi.BranchedCable{
		Branches: 1, VoltageTerms: []float64{0, 0}, ConstantTerms: []float64{1, 0}, SummedCoupling: []float64{2, 3},
		CouplingUpper: []float64{2}, CouplingLower: []float64{3},
	}
	field, err := golgi.VoltageVectorfield([]float64{10, 20}, cable)
	require.NoError(t, err)
	require.Equal(t, []float64{21, -30}, field)
	next, err := golgi.StepVoltageImplicit([]float64{10, 20}, cable, 0.1) // 1.2 a - 0.2 b = 10.1; -0.3 a + 1.3 b = 20
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{(10.1*1.3 + 0.2*20) / 1.5, (1.2*20 + 0.3*10.1) / 1.5}, next, 1e-13)
}

func TestStepsOfVoltageErrors(t *testing.T) {
	cable, cell := treeCable(t)
	start, err := cell.Get("v")
	require.NoError(t, err)
	_, err = golgi.StepVoltageImplicit(start[:5], cable, 0.025)
	require.EqualError(t, err, "step voltage implicit: 5 voltages for 3 branches of equally many compartments")
	short := cable
	short.CouplingLower = nil
	_, err = golgi.StepVoltageExplicit(start, short, 0.025)
	require.EqualError(t, err, "step voltage explicit: CouplingLower has 0 values, 3 are needed")
	circle := cable
	circle.Parents, circle.ParentPoints = []int{0, 1, 2}, []int{0, 1, 1}
	circle.ParentConds, circle.ParentWeights = []float64{1, 1, 1}, []float64{1, 1, 1}
	_, err = golgi.StepVoltageImplicit(start, circle, 0.025)
	require.EqualError(t, err, "step voltage implicit: the branches meet in a circle; Parents and Children must make a tree")
	outside := cable
	outside.Children = []int{1, 7}
	_, err = golgi.VoltageVectorfield(start, outside)
	require.EqualError(t, err, "voltage vectorfield: the numbers in Parents and Children and of their branchpoints count from 0, and must exist")
}
