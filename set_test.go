package golgi

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

func TestDefaults(t *testing.T) {
	c := NewCompartment()
	for key, expected := range map[string]float64{
		"length": 10, "radius": 1, "axial_resistivity": 5000, "capacitance": 1, "v": -70,
		"area": 20 * math.Pi, "volume": 10 * math.Pi, "resistive_load_in": 5 / math.Pi, "resistive_load_out": 5 / math.Pi,
		"x": 5, "y": 0, "z": 0,
	} {
		values, err := c.Get(key)
		require.NoError(t, err)
		require.Len(t, values, 1)
		require.InDelta(t, expected, values[0], 1e-13, key) // rounding of products with pi
	}
}

func TestSetAndGet(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Insert(library.HH()))

	require.NoError(t, cell.Set("HH_gNa", 0.3), "compartments without it are passed over")
	values, err := cell.Get("HH_gNa")
	require.NoError(t, err)
	require.Equal(t, []float64{0.3, 0.3}, values[2:4])
	require.True(t, math.IsNaN(values[0]) && math.IsNaN(values[5]))

	require.NoError(t, cell.Set("HH_gNa", 0.1, 0.2), "one for each that has it")
	require.NoError(t, cell.Set("HH_gK", 1, 2, 3, 4, 5, 6), "one for each in view")
	values, _ = cell.Branch(1).Get("HH_gNa")
	require.Equal(t, []float64{0.1, 0.2}, values)
	values, _ = cell.Branch(1).Get("HH_gK")
	require.Equal(t, []float64{3, 4}, values)
	require.NoError(t, cell.Set("HH_gK", func() []float64 { v, _ := cell.Get("HH_gK"); return v }()...), "what Get returned")

	require.NoError(t, cell.Set("v", -60))
	require.NoError(t, cell.Branch(2).Set("v", -61, -62))
	values, _ = cell.Get("v")
	require.Equal(t, []float64{-60, -60, -60, -60, -61, -62}, values)
	require.Contains(t, cell.Keys(), "HH_m")
}

func TestSettingRadiusOrLengthMakesCylinders(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Set("area", 100))
	require.NoError(t, cell.Comp(1).Set("radius", 2))
	require.NoError(t, cell.Comp(1).Set("length", 3))
	area, _ := cell.Get("area")
	require.Equal(t, 100.0, area[0], "what was set stays where radius and length do")
	require.InDelta(t, 12*math.Pi, area[1], 1e-13)
	load, _ := cell.Get("resistive_load_out")
	require.InDelta(t, 1.5/(4*math.Pi), load[1], 1e-15)
	require.Empty(t, cell.Notices(), "these were cylinders before")
}

func TestSetErrors(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Insert(library.HH()))
	nan := math.NaN()
	cases := map[string]error{
		`set: no parameter "HH_gNA" in view branch(0); did you mean "HH_gNa"?`:                 cell.Branch(0).Set("HH_gNA", 1),
		`set: no parameter "raduis" in view all; did you mean "radius"?`:                       cell.Set("raduis", 1),
		`set: no compartment in view branch(0) has "HH_gNa"; insert its mechanism there first`: cell.Branch(0).Set("HH_gNa", 1),
		"set radius: no value given":                                                                 cell.Set("radius"),
		"set radius: 3 values for view all; give one, or 6":                                          cell.Set("radius", 1, 2, 3),
		"set HH_gNa: 3 values for view all; give one, 6 (a value for each compartment in view) or 2": cell.Set("HH_gNa", 1, 2, 3),
		"set: radius = 0 at branch(0).comp(0): it must be greater than 0":                            cell.Set("radius", 0),
		"set: length = -2 at branch(1).comp(1): it must be greater than 0":                           cell.Branch(1).Set("length", 1, -2),
		"set: radius = NaN at branch(0).comp(0): it is not finite":                                   cell.Set("radius", nan),
		"set: capacitance = 0":          cell.Set("capacitance", 0),
		"set: axial_resistivity = +Inf": cell.Set("axial_resistivity", math.Inf(1)),
		"set: resistive_load_in = -1":   cell.Set("resistive_load_in", -1),
		"set: v = NaN":                  cell.Set("v", nan),
		"set: HH_gNa = NaN":             cell.Set("HH_gNa", nan),
	}
	for message, err := range cases {
		require.ErrorContains(t, err, message)
	}
	radius, _ := cell.Get("radius")
	require.Equal(t, []float64{1, 1, 1, 1, 1, 1}, radius, "nothing is set where one value is wrong")
	length, _ := cell.Get("length")
	require.Equal(t, 10.0, length[2])
	_, err = cell.Get("HH_gna")
	require.ErrorContains(t, err, `get: no parameter "HH_gna"`)
	require.Error(t, cell.SetCelsius(nan))
	require.Error(t, cell.SetCelsius(-300))
	require.ErrorContains(t, cell.Branch(0).SetCelsius(20), "whole model")
	require.NoError(t, cell.SetCelsius(36))
	require.Equal(t, 36.0, cell.Branch(0).Celsius())
}

// na and k share eX; leak has a key that na's neighbours must not take.
func sharingChannels(t testing.TB) (na, k *mech.Mechanism) {
	na, err := mech.Channel("Na").Param("gNa", 0.05, "S/cm2").Shared("eX", 50, "mV").
		Gate("m", "0.1", "0.3").Current("i_Na", "gNa*m*(v - eX)").Build()
	require.NoError(t, err)
	k, err = mech.Channel("K").Param("gK", 0.005, "S/cm2").Shared("eX", -90, "mV").
		GateInf("n", "1/(1 + exp(-v/10))", "2").Current("i_K", "gK*n*(v - eX)").Build()
	require.NoError(t, err)
	return na, k
}

func TestInsertSetsSharedKeys(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 1)
	require.NoError(t, err)
	na, k := sharingChannels(t)
	require.NoError(t, cell.Branch(0, 1).Insert(na))
	require.NoError(t, cell.Branch(1).Set("eX", 60))
	require.Empty(t, cell.Notices())
	require.NoError(t, cell.Branch(1, 2).Insert(k))
	values, err := cell.Get("eX")
	require.NoError(t, err)
	require.Equal(t, []float64{50, -90, -90}, values)
	require.Equal(t, []string{"insert K: eX is -90 again, the default of K, in 1 compartments where another value had been set"}, cell.Notices())

	require.NoError(t, cell.Set("eX", 7))
	require.NoError(t, cell.Branch(0).Insert(na), "again: defaults")
	values, _ = cell.Get("eX")
	require.Equal(t, []float64{50, 7, 7}, values)
	require.Equal(t, []int{1, 2}, cell.Select("K").Rows())
	require.Equal(t, []int{1}, cell.Mechanism("Na").Mechanism("K").Rows())
	require.Len(t, cell.Mechanisms(), 2)
	require.Len(t, cell.Branch(2).Mechanisms(), 1)
	_, err = cell.Branch(2).Get("Na_gNa")
	require.Error(t, err)
}

func TestInsertAgainOverwritesWithDefaults(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(0).Insert(library.HH()))
	require.NoError(t, cell.Set("HH_gNa", 9))
	require.NoError(t, cell.Set("HH_m", 0.7))
	require.NoError(t, cell.Comp(1).Insert(library.HH()))
	values, _ := cell.Get("HH_gNa")
	require.Equal(t, []float64{9, 0.12}, values[:2])
	require.True(t, math.IsNaN(values[2]))
	require.Equal(t, 0.12, values[3])
	values, _ = cell.Comp(1).Get("HH_m")
	require.Equal(t, []float64{0.2, 0.2}, values)
	require.Equal(t, 3, cell.m.kinds.instance.Count(), "an entity for each instance")
	require.NoError(t, cell.Insert(library.HH()))
	value, uniform := cell.m.byName["HH"].table.Uniform(cell.m.byName["HH"].table.Index("HH_gNa"))
	require.True(t, uniform)
	require.Equal(t, 0.12, value)
}

func TestInsertErrors(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	require.ErrorContains(t, cell.Insert(nil), "no mechanism")
	require.NoError(t, cell.Insert(library.HH()))
	other, err := mech.Channel("HH").Param("g", 1, "S/cm2").Current("i_HH", "g*v").Build()
	require.NoError(t, err)
	require.ErrorContains(t, cell.Insert(other), "another mechanism of that name")
	renamed, err := library.HH().Renamed("HH2")
	require.NoError(t, err)
	require.NoError(t, cell.Branch(1).Insert(renamed))
	require.Contains(t, cell.Keys(), "HH2_gNa")
	taken, err := mech.Channel("X").Shared("HH_gNa", 1, "S/cm2").Current("i_X", "HH_gNa*v").Build()
	require.NoError(t, err)
	require.ErrorContains(t, cell.Insert(taken), `its key "HH_gNa" is one of mechanism HH`)
	step, err := library.HH().Renamed("branch")
	require.NoError(t, err)
	require.ErrorContains(t, cell.Insert(step), `"branch" is a step of paths`)
	require.ErrorContains(t, cell.Branch(5).Insert(library.HH()), "no such branch")
}
