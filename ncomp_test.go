package golgi

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech/library"
	"golgi/topology"
	"golgi/topology/synth"
)

// Geometry after SetNComp is that of a cell read with this number.
func TestSetNCompEqualsReadingAnew(t *testing.T) {
	keys := []string{"length", "radius", "area", "volume", "resistive_load_in", "resistive_load_out", "x", "y", "z", "v", "capacitance"}
	traced := synth.Pyramidal(3)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "ncomp")
		branch := rapid.IntRange(0, len(traced.Branches)-1).Draw(t, "branch")
		ncomp := make([]int, len(traced.Branches))
		for b := range ncomp {
			ncomp[b] = 2
		}
		ncomp[branch] = n
		cell, err := NewCellFromMorphology(traced, WithNComp(2))
		require.NoError(t, err)
		require.NoError(t, cell.Branch(branch).SetNComp(n))
		anew, err := NewCellFromMorphology(traced, WithNComp(ncomp...))
		require.NoError(t, err)
		for _, key := range keys {
			got, _ := cell.Get(key)
			expected, _ := anew.Get(key)
			require.Equal(t, expected, got, key)
		}
		require.Equal(t, anew.Groups(), cell.Groups())
		for _, name := range cell.Groups() {
			require.Equal(t, anew.Group(name).Rows(), cell.Group(name).Rows())
		}
		require.Equal(t, anew.m.members, cell.m.members)
	})
}

func TestSetNCompOfBuiltCells(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2, 3, 1)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Set("radius", 2))
	require.NoError(t, cell.Branch(0, 1).SetNComp(4))
	length, _ := cell.Get("length")
	require.Equal(t, []float64{5, 5, 5, 5, 7.5, 7.5, 7.5, 7.5, 10}, length)
	area, _ := cell.Branch(1).Get("area")
	require.InDelta(t, 30*math.Pi, area[0], 1e-13)
	x, _ := cell.Branch(0).Get("x")
	require.InDeltaSlice(t, []float64{2.5, 7.5, 12.5, 17.5}, x, 1e-12)
	require.NoError(t, cell.SetNComp(1, 3))
	radius, _ := cell.Get("radius")
	require.Equal(t, []float64{3, 3, 3}, radius)
}

func TestSetNCompCarriesEverythingAlong(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	na, k := sharingChannels(t)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Branch(1).Insert(na))
	require.NoError(t, cell.Branch(2).Insert(k))
	require.NoError(t, cell.Branch(1).Set("Na_gNa", 0.3))
	require.NoError(t, cell.Branch(1).Set("eX", 33))
	require.NoError(t, cell.Branch(1).Set("HH_m", 0.1, 0.9))
	require.NoError(t, cell.Branch(2).Set("capacitance", 2))
	require.NoError(t, cell.Branch(1).AddToGroup("g"))
	require.NoError(t, cell.SetCelsius(30))
	require.NoError(t, cell.Branch(1).Stimulate([]float64{1}))
	require.NoError(t, cell.Branch(2).Loc(1).Stimulate([]float64{2}))
	require.NoError(t, cell.Branch(1).Record("HH_m"))
	require.NoError(t, cell.Branch(2).Loc(0).Record("v"))
	require.NoError(t, cell.Branch(All).MakeTrainable("radius", 1, 2, 3))
	require.NoError(t, cell.Branch(1).Comp(All).MakeTrainable("HH_gNa", 0.1, 0.2))

	require.NoError(t, cell.Branch(1).SetNComp(4))
	require.Equal(t, 8, cell.Len())
	get := func(key string, view *View) []float64 {
		values, err := view.Get(key)
		require.NoError(t, err)
		return values
	}
	require.Equal(t, []float64{0.3, 0.3, 0.3, 0.3}, get("Na_gNa", cell.Mechanism("Na")))
	require.Equal(t, []float64{33, 33, 33, 33, -90, -90}, get("eX", cell.Branch(1, 2)))
	require.Equal(t, []float64{0.1, 0.1, 0.9, 0.9}, get("HH_m", cell.Branch(1)), "states by place")
	require.Equal(t, []float64{2, 2}, get("capacitance", cell.Branch(2)))
	require.Equal(t, []int{2, 3, 4, 5}, cell.Group("g").Rows())
	require.Equal(t, []int{6, 7}, cell.Mechanism("K").Rows())
	require.Equal(t, 30.0, cell.Celsius())
	require.Equal(t, []stimulus{{2, 0}, {4, 0}, {7, 1}}, cell.m.stimuli(), "at 0.25, on a border the lower, and 0.75")
	require.Equal(t, []Recorded{{"HH_m", 2, "branch(1).comp(0)", -1}, {"HH_m", 4, "branch(1).comp(2)", -1}, {"v", 6, "branch(2).comp(0)", -1}}, cell.Recordings())
	require.Equal(t, []Parameter{{"radius", []float64{1, 2, 3}}, {"HH_gNa", []float64{0.1, 0.2}}}, cell.GetParameters())
	require.NoError(t, cell.WriteTrainables(cell.GetParameters()))
	require.Equal(t, []float64{1, 1, 2, 2, 2, 2, 3, 3}, get("radius", cell.View))
	require.Equal(t, []float64{0.1, 0.1, 0.2, 0.2}, get("HH_gNa", cell.Branch(1)))
	require.Equal(t, 8+4+2, cell.m.kinds.instance.Count())

	require.ErrorContains(t, cell.Branch(1).SetNComp(1), "branch(1): its compartments differ in HH_gNa")
	require.NoError(t, cell.Branch(1).Set("HH_gNa", 0.1))
	require.NoError(t, cell.Branch(1).SetNComp(1))
	require.Equal(t, []Recorded{{"HH_m", 2, "branch(1).comp(0)", -1}, {"v", 3, "branch(2).comp(0)", -1}}, cell.Recordings(), "those on one compartment become one")
	require.Equal(t, 3, cell.NumStimuli(), "currents on one compartment add up")
}

func TestSetNCompErrors(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.ErrorContains(t, cell.Branch(1).SetNComp(0), "cannot have 0 compartments")
	require.ErrorContains(t, cell.Branch(1).Comp(0).SetNComp(2), "branch(1): 1 of its 2 compartments are in view")
	require.ErrorContains(t, cell.SetNComp(2, -1), "-1 um is no minimal radius")
	require.ErrorContains(t, cell.Branch(7).SetNComp(2), "no such branch")
	require.ErrorContains(t, NewCompartment().SetNComp(2), "NewBranchOf")
	change := func(do func(tip *View) error, message string) {
		cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
		require.NoError(t, err)
		require.NoError(t, cell.Insert(library.HH()))
		require.NoError(t, do(cell.Branch(1).Comp(0)))
		require.ErrorContains(t, cell.SetNComp(3), message)
		require.NoError(t, cell.Branch(0).SetNComp(3))
	}
	change(func(v *View) error { return v.Set("radius", 2) }, "branch(1): its compartments differ in radius")
	change(func(v *View) error { return v.Set("length", 2) }, "differ in length")
	change(func(v *View) error { return v.Set("capacitance", 2) }, "differ in capacitance")
	change(func(v *View) error { return v.Set("HH_gK", 2) }, "differ in HH_gK")
	change(func(v *View) error { return v.AddToGroup("g") }, "group g holds some of its compartments only")
	change(func(v *View) error { return v.Insert(library.Leak()) }, "mechanism Leak is in some of its compartments only")
}

// In the Jaxley convention the stored points of the first cut are cut again,
// and coordinates become means.
func TestSetNCompInTheJaxleyConvention(t *testing.T) {
	swc := "1 1 0 0 0 5 -1\n2 1 10 0 0 5 1\n3 3 20 0 0 2 2\n4 3 40 0 0 1 3\n5 3 70 0 0 0.5 4\n"
	file := filepath.Join(t.TempDir(), "a.swc")
	require.NoError(t, os.WriteFile(file, []byte(swc), 0o600))
	read := func(n int) *Cell {
		cell, _, err := ReadSWC(file, WithNComp(n), WithConvention(topology.Jaxley))
		require.NoError(t, err)
		return cell
	}
	coarse, fine := read(1), read(4)
	tip := 1
	x, _ := coarse.Branch(tip).Get("x")
	require.NoError(t, coarse.Branch(tip).SetNComp(4))
	for _, key := range []string{"length", "radius", "area", "volume", "resistive_load_in", "resistive_load_out"} {
		expected, _ := fine.Branch(tip).Get(key)
		got, _ := coarse.Branch(tip).Get(key)
		require.InDeltaSlice(t, expected, got, 1e-9*expected[0], key)
	}
	now, _ := coarse.Branch(tip).Get("x")
	require.Equal(t, []float64{x[0], x[0], x[0], x[0]}, now)
}
