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

// calcium is a mechanism that has a concentration and leaves it as it is.
func calcium(t testing.TB, name string) *mech.Mechanism {
	t.Helper()
	m, err := mech.Channel(name).SharedState("CaCon_i", 5e-5, "mM").Update("CaCon_i", "CaCon_i").Build()
	require.NoError(t, err)
	return m
}

// tube is a branched cell of nine compartments with calcium in the first branch
// alone; the concentration diffuses everywhere.
func tube(t testing.TB) *golgi.Cell {
	t.Helper()
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 3)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Set("radius", 2))
	require.NoError(t, cell.Branch(0).Insert(calcium(t, "Store")))
	require.NoError(t, cell.Branch(0).Comp(0).Set("CaCon_i", 1))
	require.NoError(t, cell.Diffuse("CaCon_i"))
	require.NoError(t, cell.Record("CaCon_i"))
	return cell
}

func TestDiffuse(t *testing.T) {
	cell := tube(t)
	require.Equal(t, []string{"diffuse: CaCon_i starts at 0 in 6 compartments where no mechanism has it"}, cell.Notices())
	values, err := cell.Get("CaCon_i")
	require.NoError(t, err)
	require.Equal(t, []float64{1, 5e-5, 5e-5, 0, 0, 0, 0, 0, 0}, values)
	constants, err := cell.Get("axial_diffusion_CaCon_i")
	require.NoError(t, err)
	require.Equal(t, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}, constants)
	require.Len(t, cell.Recordings(), 9, "also where no mechanism has it")

	require.ErrorContains(t, cell.Set("axial_diffusion_CaCon_i", 0), "set: axial_diffusion_CaCon_i = 0 at branch(0).comp(0): a diffusion constant must be greater than 0")
	require.NoError(t, cell.Set("axial_diffusion_CaCon_i", 3))
	require.NoError(t, cell.Branch(1).MakeTrainable("axial_diffusion_CaCon_i"))
	require.Equal(t, []float64{3}, cell.GetParameters()[0].Values)
}

// A view is enough, and values set everywhere stay out of what does not diffuse.
func TestDiffuseOnAView(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(calcium(t, "Store")))
	require.NoError(t, cell.Branch(1, 2).Diffuse("CaCon_i"))
	require.Empty(t, cell.Notices())
	require.NoError(t, cell.Set("axial_diffusion_CaCon_i", 2))
	constants, err := cell.Get("axial_diffusion_CaCon_i")
	require.NoError(t, err)
	require.Equal(t, []float64{2, 2, 2, 2}, constants[2:])
	require.True(t, math.IsNaN(constants[0]) && math.IsNaN(constants[1]))
	require.NoError(t, cell.Branch(2).DeleteDiffusion("CaCon_i"))
	require.ErrorContains(t, cell.Branch(2).DeleteDiffusion("CaCon_i"), `delete diffusion: no "CaCon_i" diffuses in view branch(2)`)
	require.NoError(t, cell.DeleteDiffusion("CaCon_i"))
	require.NotContains(t, cell.Keys(), "axial_diffusion_CaCon_i")
	require.Contains(t, cell.Keys(), "CaCon_i")
}

func TestDiffuseErrors(t *testing.T) {
	cell := excitable(t, []int{-1, 0}, 2)
	require.NoError(t, cell.Branch(0).Insert(library.Na()))
	require.NoError(t, cell.Branch(0).Insert(calcium(t, "Store")))
	for message, err := range map[string]error{
		`diffuse: the voltage "v" spreads by itself, with the axial currents`:                                         cell.Diffuse("v"),
		`diffuse: "i_HH" is a current, which follows from the states; what diffuses`:                                  cell.Diffuse("i_HH"),
		`diffuse: no state "CaCon" in view branch(0); did you mean "CaCon_i"?`:                                        cell.Branch(0).Diffuse("CaCon"),
		`diffuse: "eNa" is a parameter, which does not change in a run; states: CaCon_i`:                              cell.Diffuse("eNa"),
		`diffuse: "radius" is a parameter, which does not change in a run`:                                            cell.Diffuse("radius"),
		`diffuse: "Na_m" is a state of Na alone, which 2 compartments of the model lack, the first branch(1).comp(0)`: cell.Diffuse("Na_m"),
		`diffuse CaCon_i: branch(7): no such branch (the cell has 2)`:                                                 cell.Branch(7).Diffuse("CaCon_i"),
		`delete diffusion: no "CaCon_i" diffuses in the model`:                                                        cell.DeleteDiffusion("CaCon_i"),
	} {
		require.ErrorContains(t, err, message)
	}
	require.NoError(t, cell.Insert(library.Na()))
	require.NoError(t, cell.Branch(0).Diffuse("Na_m"), "a state of a channel that is everywhere")
}

// Everything that makes a model of a model keeps diffusion.
func TestDiffusionIsCarriedAlong(t *testing.T) {
	cell := tube(t)
	require.NoError(t, cell.Branch(1).Set("axial_diffusion_CaCon_i", 2))
	want := keyValues(t, cell.View)

	clone, err := cell.Clone()
	require.NoError(t, err)
	require.Equal(t, want, keyValues(t, clone.View))
	require.Equal(t, []string{"CaCon_i"}, diffusing(t, clone.View))

	var file bytes.Buffer
	require.NoError(t, cell.Save(&file))
	loaded, err := golgi.Load(&file)
	require.NoError(t, err)
	require.Equal(t, want, keyValues(t, loaded.Select("all")))
	require.Equal(t, []string{"CaCon_i"}, diffusing(t, loaded.Select("all")))

	plain, err := golgi.NewCellFromParents([]int{-1}, 2)
	require.NoError(t, err)
	net, err := golgi.NewNetwork(plain, cell, cell)
	require.NoError(t, err)
	require.Equal(t, want, keyValues(t, net.Cell(2)))
	require.Equal(t, []string{"CaCon_i"}, diffusing(t, net.View))
	constants, err := net.Get("axial_diffusion_CaCon_i")
	require.NoError(t, err)
	require.True(t, math.IsNaN(constants[0]), "cell 0 has none")
	copied, err := net.Cell(1).CopyAsCell()
	require.NoError(t, err)
	require.Equal(t, want, keyValues(t, copied.View))
	require.Equal(t, []string{"CaCon_i"}, diffusing(t, copied.View))

	require.NoError(t, clone.Branch(1).SetNComp(5))
	constants, err = clone.Branch(1).Get("axial_diffusion_CaCon_i")
	require.NoError(t, err)
	require.Equal(t, []float64{2, 2, 2, 2, 2}, constants)
	require.Equal(t, []string{"CaCon_i"}, diffusing(t, clone.View))
	require.NoError(t, clone.Branch(2).DeleteBranches())
	require.Equal(t, []string{"CaCon_i"}, diffusing(t, clone.View))
}

// keyValues returns the concentration and its constants.
func keyValues(t testing.TB, v *golgi.View) [][]float64 {
	t.Helper()
	var all [][]float64
	for _, key := range []string{"CaCon_i", "axial_diffusion_CaCon_i"} {
		values, err := v.Get(key)
		require.NoError(t, err)
		all = append(all, values)
	}
	return all
}

// diffusing lists what may be deleted.
func diffusing(t testing.TB, v *golgi.View) []string {
	t.Helper()
	var keys []string
	for _, key := range v.Keys() {
		if key == "axial_diffusion_CaCon_i" {
			keys = append(keys, "CaCon_i")
		}
	}
	return keys
}

// Deleting a mechanism leaves what another one, or diffusion, needs.
func TestDeleteKeepsWhatOthersUse(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	reader, err := mech.Channel("Reader").Shared("CaCon_i", 5e-5, "mM").Param("g", 1e-4, "S/cm2").Current("i_Reader", "g*CaCon_i/(CaCon_i + 1)*(v + 70)").Build()
	require.NoError(t, err)
	require.NoError(t, cell.Insert(reader))
	require.NoError(t, cell.Insert(calcium(t, "Store")))
	require.NoError(t, cell.Record("CaCon_i"), "a parameter of one mechanism and a state of another is a state")
	require.NoError(t, cell.Branch(1).Set("CaCon_i", 2e-4))
	require.NoError(t, cell.Branch(1).Delete(calcium(t, "Store")))
	values, err := cell.Get("CaCon_i")
	require.NoError(t, err)
	require.Equal(t, []float64{5e-5, 5e-5, 2e-4, 2e-4}, values, "the reader keeps it")
	require.Len(t, cell.Recordings(), 4)
	require.NoError(t, cell.Delete(calcium(t, "Store")))
	require.Empty(t, cell.Recordings(), "now it is a parameter alone")
	require.Contains(t, cell.Keys(), "CaCon_i")
	require.NoError(t, cell.Delete(reader))
	require.NotContains(t, cell.Keys(), "CaCon_i")

	cell = tube(t)
	require.NoError(t, cell.Delete(calcium(t, "Store")))
	values, err = cell.Get("CaCon_i")
	require.NoError(t, err)
	require.Equal(t, 1.0, values[0], "it diffuses still")
	require.NoError(t, cell.DeleteDiffusion("CaCon_i"))
	require.NotContains(t, cell.Keys(), "CaCon_i")
	require.Empty(t, cell.Recordings())
}

func TestTwoWritersOfOneState(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(0).Insert(calcium(t, "Store")))
	require.NoError(t, cell.Branch(1).Insert(calcium(t, "Other")), "elsewhere it is fine")
	require.EqualError(t, cell.Insert(calcium(t, "Other")),
		"insert Other: two mechanisms that write one state, CaCon_i: Store and Other, in 2 compartments, the first branch(0).comp(0); delete one of them there, or let them change it by `flux`, which adds up")
	require.NoError(t, cell.Insert(library.HH()))
}

// Diffusion conserves the total, reaches the mean, and stays within the view
// that it was asked for.
func TestDiffusionRuns(t *testing.T) {
	cell := tube(t)
	volume, err := cell.Get("volume")
	require.NoError(t, err)
	amount := func(c []float64) (sum, space float64) {
		for i := range c {
			sum += c[i] * volume[i]
			space += volume[i]
		}
		return sum, space
	}
	start, err := cell.Get("CaCon_i")
	require.NoError(t, err)
	before, space := amount(start)
	net, err := golgi.NewNetworkOf(cell, 2)
	require.NoError(t, err)
	require.NoError(t, net.Cell(1).Branch(2).DeleteDiffusion("CaCon_i"))
	require.NoError(t, net.Set("axial_diffusion_CaCon_i", 1.5), "where it diffuses, not in the branch where it no longer does")
	require.NoError(t, net.Cell(0).Record("CaCon_i"))
	require.NoError(t, net.Cell(1).Branch(0, 1).Record("CaCon_i"))
	for _, solver := range []golgi.Solver{golgi.BackwardEuler, golgi.CrankNicolson} {
		result, err := net.Integrate(context.Background(), golgi.Options{TMax: 40000, Dt: 5, Solver: solver, Every: 8000})
		require.NoError(t, err)
		end := make([]float64, len(result.Recordings))
		for i, trace := range result.Recordings {
			end[i] = trace[len(trace)-1]
		}
		after, _ := amount(end[:9])
		require.InEpsilon(t, before, after, 1e-10, "the total is conserved")
		for i := range 9 {
			require.InEpsilon(t, before/space, end[i], 1e-6, "the mean")
		}
		rest, room := amount(end[9:15])
		require.InEpsilon(t, before, rest, 1e-10)
		require.InEpsilon(t, before/room, end[9], 1e-6, "without the branch in which it does not diffuse")
	}
}
