package golgi_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/topology/synth"
)

// Rows of Jaxley's list that do not stand here: its choice of voltage solvers,
// its backend of read_swc and verbose printing do not exist; pictures without
// coordinates and unknown details are errors of package vis, in its tests;
// checkpoints come with gradients.

// misuse is something that fails elsewhere, or must fail: what is done, and
// the error; an empty error means that it works here.
type misuse struct {
	what string
	do   func(net *golgi.Network, cell *golgi.Cell) error
	err  string
}

// run runs a model for a millisecond.
func run(net *golgi.Network, o golgi.Options) error {
	o.TMax = max(o.TMax, 1)
	_, err := net.Integrate(context.Background(), o)
	return err
}

var misuses = []misuse{
	{"integrate without recordings", func(net *golgi.Network, _ *golgi.Cell) error { return run(net, golgi.Options{}) },
		"integrate: nothing is recorded; say what with Record, or set ReturnStates"},
	{"no stimulus, no clamp, no duration", func(net *golgi.Network, _ *golgi.Cell) error {
		_, err := net.Integrate(context.Background(), golgi.Options{ReturnStates: true})
		return err
	}, "integrate: there is no stimulus or clamp, so say how long to run: TMax is 0"},
	{"unknown solver", func(*golgi.Network, *golgi.Cell) error { _, err := golgi.ParseSolver("rk4"); return err },
		`solver: no integrator "rk4"; there are bwd_euler, crank_nicolson, fwd_euler, exp_euler`},
	{"forward Euler on a branched cell", func(net *golgi.Network, _ *golgi.Cell) error {
		return run(net, golgi.Options{Solver: golgi.ForwardEuler, Dt: 0.001, ReturnStates: true})
	}, ""},
	{"a clamp shorter than the run", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(1).Branch(0).Comp(1).Clamp("v", ramp(39, -70, -60)); err != nil {
			return err
		}
		return run(net, golgi.Options{ReturnStates: true})
	}, "integrate: the clamp of v at cell(1).branch(0).comp(1) has 39 samples, the run ends at step 40; give a sample for each step"},
	{"set an unknown key", func(net *golgi.Network, _ *golgi.Cell) error { return net.Cell(0).Set("HH_gNA", 1) },
		`set: no parameter "HH_gNA" in view cell(0); did you mean "HH_gNa"?`},
	{"data_set of an unknown key", func(net *golgi.Network, _ *golgi.Cell) error { return net.Cell(0).DataSet("HH_gNA", 1).Err() },
		`data set: no parameter "HH_gNA" in view cell(0); did you mean "HH_gNa"?`},
	{"record an unknown state", func(net *golgi.Network, _ *golgi.Cell) error { return net.Record("HH_p") },
		`record: no state or current "HH_p" in view all; did you mean "HH_h"?`},
	{"clamp an unknown state", func(net *golgi.Network, _ *golgi.Cell) error { return net.Clamp("HH_p", ramp(4, 0, 1)) },
		`clamp: no state "HH_p" in view all; did you mean "HH_h"?`},
	{"a number outside the view", func(net *golgi.Network, _ *golgi.Cell) error { return net.Cell(0).Branch(3).Err() },
		"cell(0).branch(3): no such branch (the cell has 3)"},
	{"a place below 0", func(net *golgi.Network, _ *golgi.Cell) error { return net.Loc(-0.1).Err() }, "there is no place -0.1 on a branch"},
	{"a place above 1", func(net *golgi.Network, _ *golgi.Cell) error { return net.Loc(1.1).Err() }, "there is no place 1.1 on a branch"},
	{"cell(0) of a cell", func(_ *golgi.Network, cell *golgi.Cell) error { return cell.Cell(0).Branch(1).Err() }, ""},
	{"too many numbers", func(net *golgi.Network, _ *golgi.Cell) error { return net.At(0, 0, 0, 0).Err() }, "4 numbers for 3 levels below the view"},
	{"a word for a number", func(net *golgi.Network, _ *golgi.Cell) error { return net.Cell("every").Err() },
		`cell(every): "every" is no number; only the word "all" can stand here`},
	{"stimuli for another number of compartments", func(net *golgi.Network, _ *golgi.Cell) error {
		return net.Cell(0).Stimulate(ramp(4, 0, 1), ramp(4, 0, 1))
	}, "stimulate: 2 waveforms for view cell(0); give one, or 6"},
	{"train an unknown key", func(net *golgi.Network, _ *golgi.Cell) error { return net.MakeTrainable("HH_gna") },
		`make trainable: no parameter "HH_gna" in view all; did you mean "HH_gNa"?`},
	{"train in an empty view", func(net *golgi.Network, _ *golgi.Cell) error { return net.Cell(5).MakeTrainable("v") },
		"make trainable v: cell(5): no such cell (the view has 3)"},
	{"an integer as an initial value", func(net *golgi.Network, _ *golgi.Cell) error { return net.MakeTrainable("radius", 1) }, ""},
	{"the wrong number of initial values", func(net *golgi.Network, _ *golgi.Cell) error { return net.Cell(golgi.All).MakeTrainable("v", 1, 2) },
		"make trainable v: 2 initial values for 3 shared values of view cell(all); give none, one, or one for each"},
	{"init_states on a view", func(net *golgi.Network, _ *golgi.Cell) error { return net.Cell(0).Branch(1).InitStates() }, ""},
	{"write_trainables on a view", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(1).MakeTrainable("v"); err != nil {
			return err
		}
		return net.Cell(1).WriteTrainables([]golgi.Parameter{{Key: "v", Values: []float64{-60}}})
	}, ""},
	{"delete a mechanism that is not there", func(net *golgi.Network, _ *golgi.Cell) error { return net.Delete(library.Leak()) },
		"delete Leak: no such mechanism in the model; mechanisms: HH"},
	{"diffuse on a view", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(0).Insert(library.CaPump()); err != nil {
			return err
		}
		return net.Cell(0).Branch(1).Diffuse("CaCon_i")
	}, ""},
	{"delete diffusion on a view", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Insert(library.CaPump()); err != nil {
			return err
		}
		if err := net.Diffuse("CaCon_i"); err != nil {
			return err
		}
		return net.Cell(0).Branch(1).DeleteDiffusion("CaCon_i")
	}, ""},
	{"a network of cells that diffuse", func(_ *golgi.Network, cell *golgi.Cell) error {
		if err := cell.Insert(library.CaPump()); err != nil {
			return err
		}
		if err := cell.Diffuse("CaCon_i"); err != nil {
			return err
		}
		net, err := golgi.NewNetworkOf(cell, 2)
		if err != nil {
			return err
		}
		return run(net, golgi.Options{ReturnStates: true})
	}, ""},
	{"diffuse an unknown state", func(net *golgi.Network, _ *golgi.Cell) error { return net.Diffuse("CaCon_i") },
		`diffuse: no state "CaCon_i" in view all; states: HH_h, HH_m, HH_n`},
	{"a diffusion constant of 0", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(0).Insert(library.CaPump()); err != nil {
			return err
		}
		if err := net.Cell(0).Diffuse("CaCon_i"); err != nil {
			return err
		}
		return net.Set("axial_diffusion_CaCon_i", 0)
	}, "set: axial_diffusion_CaCon_i = 0 at cell(0).branch(0).comp(0): a diffusion constant must be greater than 0"},
	{"delete a channel where another reads its concentration", func(net *golgi.Network, _ *golgi.Cell) error {
		for _, err := range []error{net.Insert(library.CaNernstReversal()), net.Insert(library.CaPump()), net.Delete(library.CaPump()), net.Record("CaCon_i")} {
			if err != nil {
				return err
			}
		}
		return run(net, golgi.Options{})
	}, ""},
	{"a group named as a mechanism", func(net *golgi.Network, _ *golgi.Cell) error {
		return net.Cell(0).AddToGroup("HH")
	}, `add to group: "HH" is the name of a mechanism; give the group another`},
	{"a group named as a synapse", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := golgi.Connect(net.Cell(0), net.Cell(1), library.TestSynapse()); err != nil {
			return err
		}
		return net.AddToGroup("TestSynapse")
	}, `add to group: "TestSynapse" is the name of a synapse`},
	{"a mechanism named as a group", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.AddToGroup("Leak"); err != nil {
			return err
		}
		return net.Insert(library.Leak())
	}, "insert Leak: a group has that name; give the mechanism another with Renamed"},
	{"a synapse named as a group", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.AddToGroup("TestSynapse"); err != nil {
			return err
		}
		return golgi.Connect(net.Cell(0), net.Cell(1), library.TestSynapse())
	}, "connect with TestSynapse: a group has that name; give the synapse another with Renamed"},
	{"connect two networks", func(net *golgi.Network, cell *golgi.Cell) error {
		other, err := golgi.NewNetworkOf(cell, 2)
		if err != nil {
			return err
		}
		return golgi.Connect(net.Cell(0), other.Cell(1), library.TestSynapse())
	}, "connect with TestSynapse: the views are of two models; put the cells into one network with NewNetwork and select from it"},
	{"connect within a cell that is in no network", func(_ *golgi.Network, cell *golgi.Cell) error {
		if err := golgi.Connect(cell.Branch(0).Comp(0), cell.Branch(1).Comp(1), library.TestSynapse()); err != nil {
			return err
		}
		_, err := cell.Integrate(context.Background(), golgi.Options{TMax: 0.1, ReturnStates: true})
		return err
	}, ""},
	{"one to one with unequal numbers", func(net *golgi.Network, _ *golgi.Cell) error {
		return golgi.Connect(net.Cell(0), net.Cell(1, 2), library.TestSynapse())
	}, "connect with TestSynapse: 1 presynaptic and 2 postsynaptic compartments; one to one needs as many of each"},
	{"a matrix of another shape", func(net *golgi.Network, _ *golgi.Cell) error {
		return golgi.ConnectMatrix(net.Cell(0), net.Cell(1, 2), library.TestSynapse(), [][]bool{{true}})
	}, "connect matrix with TestSynapse: row 0 of the matrix has 1 values for 2 postsynaptic compartments"},
	{"set_ncomp in a network, of whole cells, with a protocol", func(net *golgi.Network, _ *golgi.Cell) error {
		for _, err := range []error{
			net.Cell(0).Branch(1).Loc(1).Stimulate(ramp(4, 0, 0.1)), net.Record("v"), net.MakeTrainable("HH_gNa"),
			golgi.FullyConnect(net.Cell(0), net.Cell(1, 2), library.TestSynapse()),
			net.Cell(0, 1).SetNComp(3),
		} {
			if err != nil {
				return err
			}
		}
		return run(net, golgi.Options{Parameters: net.GetParameters()})
	}, ""},
	{"set_ncomp of a branch with two radii", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(0).Branch(1).Comp(1).Set("radius", 2); err != nil {
			return err
		}
		return net.Cell(0).SetNComp(3)
	}, "set ncomp: cell(0).branch(1): its compartments differ in radius; make it the same, or set it after the number of compartments"},
	{"set_ncomp of a branch with a mechanism in one half", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(0).Branch(1).Comp(1).Insert(library.Leak()); err != nil {
			return err
		}
		return net.Cell(0).SetNComp(3)
	}, "set ncomp: cell(0).branch(1): mechanism Leak is in some of its compartments only"},
	{"set_ncomp of a branch with a group in one half", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(0).Branch(1).Comp(1).AddToGroup("half"); err != nil {
			return err
		}
		return net.Cell(0).SetNComp(3)
	}, "set ncomp: cell(0).branch(1): group half holds some of its compartments only"},
	{"set_ncomp of a branch with two capacitances", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(0).Branch(1).Comp(0).Set("capacitance", 2); err != nil {
			return err
		}
		return net.Cell(0).SetNComp(3)
	}, "set ncomp: cell(0).branch(1): its compartments differ in capacitance; make it the same"},
	{"set_ncomp of a branch with two conductances", func(net *golgi.Network, _ *golgi.Cell) error {
		if err := net.Cell(0).Branch(1).Comp(0).Set("HH_gNa", 0.3); err != nil {
			return err
		}
		return net.Cell(0).SetNComp(3)
	}, "set ncomp: cell(0).branch(1): its compartments differ in HH_gNa; make it the same"},
	{"set the radius of a traced cell", func(*golgi.Network, *golgi.Cell) error {
		traced, err := golgi.NewCellFromMorphology(synth.Pyramidal(1))
		if err != nil {
			return err
		}
		if err := traced.Set("radius", 1); err != nil {
			return err
		}
		if len(traced.Notices()) == 0 {
			return errors.New("it went unsaid")
		}
		return nil
	}, ""},
	{"train the radius of a traced cell", func(*golgi.Network, *golgi.Cell) error {
		traced, err := golgi.NewCellFromMorphology(synth.Pyramidal(1))
		if err != nil {
			return err
		}
		if err := traced.Branch(3).MakeTrainable("radius"); err != nil {
			return err
		}
		if len(traced.TrainableGeometry()) == 0 {
			return errors.New("it went unsaid")
		}
		return nil
	}, ""},
	{"a branch without compartments", func(*golgi.Network, *golgi.Cell) error { _, err := golgi.NewBranch(); return err },
		"branch: it needs at least one compartment"},
	{"a cell without parents", func(*golgi.Network, *golgi.Cell) error {
		branch, err := golgi.NewBranch(golgi.NewCompartment())
		if err != nil {
			return err
		}
		_, err = golgi.NewCellOf(branch, nil)
		return err
	}, "cell: it needs at least one branch"},
	{"delete branches that are recorded", func(_ *golgi.Network, cell *golgi.Cell) error {
		for _, err := range []error{cell.Record("v"), cell.MakeTrainable("HH_gNa"), cell.Branch(2).Stimulate(ramp(4, 0, 0.1))} {
			if err != nil {
				return err
			}
		}
		_, err := golgi.MorphDelete(cell.Branch(2))
		return err
	}, ""},
	{"distance from several compartments", func(net *golgi.Network, _ *golgi.Cell) error {
		_, err := net.Cell(0).Branch(1).DistancePathwise(net.Cell(0))
		return err
	}, ""},
	{"parents for another number of branches", func(*golgi.Network, *golgi.Cell) error {
		_, err := golgi.NewCellFromParents([]int{-1, 0}, 1, 2, 3)
		return err
	}, "cell: 3 numbers of compartments for 2 branches; give one, or one for each"},
	{"a current that is no density", func(*golgi.Network, *golgi.Cell) error {
		_, err := mech.Channel("C").Param("g", 1, "uS").Current("i_C", "g*v").Build()
		return err
	}, "current i_C needs mA/cm2"},
	{"an unknown plane of rotation", func(net *golgi.Network, _ *golgi.Cell) error { return net.Rotate(90, "xx") }, "xx"},
	{"a file that does not exist", func(*golgi.Network, *golgi.Cell) error { _, _, err := golgi.ReadSWC("no.swc"); return err }, "no.swc"},
	{"an attribute that does not exist", func(net *golgi.Network, _ *golgi.Cell) error { return net.Select("foo").Err() },
		"foo: no such mechanism; mechanisms: HH"},
}

func TestMisuse(t *testing.T) {
	for _, m := range misuses {
		t.Run(m.what, func(t *testing.T) {
			cell := excitable(t, []int{-1, 0, 0}, 2)
			net, err := golgi.NewNetworkOf(cell, 3)
			require.NoError(t, err)
			err = m.do(net, cell)
			if m.err == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, m.err)
		})
	}
}
