package dynamics_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/grad/dynamics"
	"golgi/mech/library"
)

// module is what the tests run: a cell or a network.
type module interface {
	dynamics.Model
	Integrate(context.Context, golgi.Options) (*golgi.Result, error)
	GetParameters() []golgi.Parameter
	Record(string) error
}

func cellOf(t testing.TB, parents []int, ncomp int) *golgi.Cell {
	t.Helper()
	cell, err := golgi.NewCellFromParents(parents, ncomp)
	require.NoError(t, err)
	return cell
}

// tree is a branched cell of HH compartments of unequal size that is injected into.
func tree(t testing.TB) *golgi.Cell {
	cell := cellOf(t, []int{-1, 0, 0, 1}, 3)
	require.NoError(t, errors.Join(
		cell.Insert(library.HH()), cell.Branch(1).Set("radius", 0.6), cell.Branch(2).Set("length", 23),
		cell.Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.05, 1, 0.4, 0.025, 3, 0)),
		cell.Branch(1).MakeTrainable("HH_gNa"), cell.Comp(golgi.All).MakeTrainable("radius"), cell.MakeTrainable("v"),
	))
	return cell
}

// calcium has concentrations that diffuse, a potential made of them, and a pump that
// reads the calcium current of the step before; the pump is in one branch alone.
func calcium(t testing.TB) *golgi.Cell {
	cell := cellOf(t, []int{-1, 0, 0}, 2)
	require.NoError(t, errors.Join(
		cell.Insert(library.CaL()), cell.Insert(library.K()), cell.Insert(library.Leak()),
		cell.Branch(1).Insert(library.CaPump()), cell.Branch(1).Insert(library.CaNernstReversal()),
		cell.Diffuse("CaCon_i"), cell.Set("v", -45),
		cell.Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0, 1, 0.1, 0.025, 3, 0)),
		cell.Branch(1).MakeTrainable("CaL_gCaL"),
	))
	return cell
}

// network is three cells with two types of synapses, a gap junction and a clamp.
func network(t testing.TB) *golgi.Network {
	cell := cellOf(t, []int{-1, 0}, 2)
	require.NoError(t, cell.Insert(library.HH()))
	net, err := golgi.NewNetworkOf(cell, 3)
	require.NoError(t, err)
	command, gate := make([]float64, 200), make([]float64, 150)
	for k := range command {
		command[k] = -60 + 20*math.Sin(float64(k)/7)
	}
	for k := range gate {
		gate[k] = 0.1 + 0.05*math.Sin(float64(k)/5)
	}
	require.NoError(t, errors.Join(
		golgi.FullyConnect(net.Cell(0), net.Cell(1, 2), library.IonotropicSynapse()),
		golgi.Connect(net.Cell(2).Branch(0).Comp(0), net.Cell(1).Branch(1).Comp(1), library.TanhRateSynapse()),
		golgi.Connect(net.Cell(0).Branch(1).Comp(0), net.Cell(2).Branch(1).Comp(0), library.GapJunction()),
		net.Cell(0).Branch(0).Comp(1).Clamp("v", command),
		net.Cell(1).Branch(0).Comp(0).Clamp("HH_m", gate),
		net.Cell(golgi.All).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0.1, 1, 0.3, 0.025, 3, 0)),
		net.MakeTrainable("HH_gNa"), net.Mechanism("IonotropicSynapse").MakeTrainable("IonotropicSynapse_gS"),
	))
	return net
}

// firing is a network of integrate-and-fire cells over two tiles: synapses read
// voltages that others have reset in the same step.
func firing(t testing.TB) *golgi.Network {
	cell := cellOf(t, []int{-1}, 1)
	require.NoError(t, errors.Join(cell.Insert(library.Leak()), cell.Insert(library.Fire()), cell.Set("v", -55), cell.Set("Leak_eLeak", -55)))
	net, err := golgi.NewNetworkOf(cell, 2060)
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	v := make([]float64, 2060)
	for i := range v {
		v[i] = -70 + 22*random.Float64()
	}
	require.NoError(t, errors.Join(
		net.Set("v", v...),
		golgi.FullyConnect(net.Cell(golgi.Range(0, 3)), net.Cell(golgi.Range(2056, 2060)), library.IonotropicSynapse()),
		golgi.FullyConnect(net.Cell(golgi.Range(2056, 2060)), net.Cell(golgi.Range(0, 3)), library.IonotropicSynapse()),
		net.Set("IonotropicSynapse_gS", 1e-3), net.Set("IonotropicSynapse_s", 0.2),
		net.Cell(golgi.All).Branch(0).Comp(0).Stimulate(golgi.StepCurrent(0, 3, 0.05, 0.025, 3, 0)),
	))
	return net
}

// relaying is a network over two tiles whose synapses read voltages of the step before.
func relaying(t testing.TB) *golgi.Network {
	cell := cellOf(t, []int{-1}, 1)
	require.NoError(t, cell.Insert(library.Leak()))
	net, err := golgi.NewNetworkOf(cell, 2060)
	require.NoError(t, err)
	require.NoError(t, errors.Join(
		golgi.FullyConnect(net.Cell(golgi.Range(0, 3)), net.Cell(golgi.Range(2056, 2060)), library.IonotropicSynapse()),
		golgi.FullyConnect(net.Cell(golgi.Range(2056, 2060)), net.Cell(golgi.Range(0, 3)), library.TanhRateSynapse()),
		net.Cell(0).Stimulate(golgi.StepCurrent(0, 3, 0.05, 0.025, 3, 0)),
	))
	return net
}

func models(t testing.TB) map[string]module {
	return map[string]module{"tree": tree(t), "calcium": calcium(t), "network": network(t)}
}

// solvers are all integrators, with a step at which each is stable.
func solvers() map[golgi.Solver]float64 {
	return map[golgi.Solver]float64{golgi.BackwardEuler: 0.025, golgi.CrankNicolson: 0.025, golgi.ForwardEuler: 0.001, golgi.ExponentialEuler: 0.025}
}

// made makes the dynamics of a model with the trainables at their starting values.
func made(t testing.TB, m module, o golgi.Options) *dynamics.Dynamics {
	t.Helper()
	o.Parameters = m.GetParameters()
	d, err := dynamics.New(m, o)
	require.NoError(t, err)
	return d
}

// randomly gives numbers of the size of some values.
func randomly(random *rand.Rand, values []float64) []float64 {
	out := make([]float64, len(values))
	for i, x := range values {
		out[i] = (2*random.Float64() - 1) * math.Max(math.Abs(x), 1e-3)
	}
	return out
}
