package golgi

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/library"
	"golgi/topology"
)

func TestSharingOfTrainables(t *testing.T) {
	net := cellsOf(t, []int{2, 3}, []int{1, 2})
	v := make([]float64, net.Len())
	for i := range v {
		v[i] = float64(i)
	}
	require.NoError(t, net.Set("v", v...))
	require.NoError(t, net.Select("rows([1,2,5])").AddToGroup("g"))
	cases := []struct {
		path   string
		values []float64
	}{
		{"all", []float64{3.5}},
		{"group(g)", []float64{8.0 / 3}},
		{"cell(all)", []float64{2, 6}},
		{"cell(0)", []float64{2}},
		{"branch(all)", []float64{0.5, 3, 5, 6.5}},
		{"branch(1)", []float64{3, 6.5}},
		{"cell(1).branch(1)", []float64{6.5}},
		{"comp(0)", []float64{0, 2, 5, 6}},
		{"loc(1)", []float64{1, 4, 5, 7}},
		{"cell(all).group(g)", []float64{8.0 / 3}},
		{"group(g).cell(all)", []float64{1.5, 5}},
		{"cell(0).comp(all)", []float64{0, 1, 2, 3, 4}},
	}
	for i, c := range cases {
		require.NoError(t, net.Select(c.path).MakeTrainable("v"))
		parameters := net.GetParameters()
		require.Len(t, parameters, i+1)
		require.Equal(t, "v", parameters[i].Key)
		require.InDeltaSlice(t, c.values, parameters[i].Values, 1e-15, c.path)
	}
	require.Equal(t, 1+1+2+1+4+2+1+4+4+1+2+5, net.NumTrainable())
	require.NoError(t, net.Cell(1).DeleteTrainables())
	require.Len(t, net.GetParameters(), len(cases)-1, "only cell(1).branch(1) lies wholly in cell 1")
	require.NoError(t, net.DeleteTrainables())
	require.Zero(t, net.NumTrainable())
}

func TestInitialValuesOfTrainables(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Branch(0, 2).Insert(library.HH()))
	require.NoError(t, cell.Branch(All).MakeTrainable("HH_gNa"), "only where it is")
	require.NoError(t, cell.Branch(All).MakeTrainable("HH_m", 0.5))
	require.NoError(t, cell.Branch(All).MakeTrainable("capacitance", 1, 2, 3))
	require.Equal(t, []Parameter{{"HH_gNa", []float64{0.12, 0.12}}, {"HH_m", []float64{0.5, 0.5}}, {"capacitance", []float64{1, 2, 3}}}, cell.GetParameters())
	for message, err := range map[string]error{
		`make trainable: no parameter "HH_gna" in view all; did you mean "HH_gNa"?`: cell.MakeTrainable("HH_gna"),
		`no compartment in view branch(1) has "HH_gNa"`:                             cell.Branch(1).MakeTrainable("HH_gNa"),
		"2 initial values for 3 shared values of view branch(all)":                  cell.Branch(All).MakeTrainable("radius", 1, 2),
		"radius = 0, shared value 0 of view branch(1), from branch(1).comp(0)":      cell.Branch(1).MakeTrainable("radius", 0),
		`coordinate "x" has no effect`:                                              cell.MakeTrainable("x"),
		"HH_m = NaN":                                                                cell.MakeTrainable("HH_m", math.NaN()),
	} {
		require.ErrorContains(t, err, message)
	}
	require.Len(t, cell.GetParameters(), 3)
}

func TestWriteTrainables(t *testing.T) {
	cell, err := NewCellFromParents([]int{-1, 0, 0}, 2)
	require.NoError(t, err)
	require.NoError(t, cell.Insert(library.HH()))
	require.NoError(t, cell.Branch(All).MakeTrainable("radius"))
	require.NoError(t, cell.MakeTrainable("HH_gNa"))
	require.NoError(t, cell.Branch(2).MakeTrainable(radiusScale))
	parameters := cell.GetParameters()
	parameters[0].Values = []float64{1, 2, 3}
	parameters[1].Values[0] = 0.5
	parameters[2].Values[0] = 2
	before, _ := cell.Get("radius")
	require.Equal(t, []float64{1, 1, 1, 1, 1, 1}, before)
	require.Equal(t, []float64{1, 1, 1}, cell.GetParameters()[0].Values, "what was returned is a copy")

	require.NoError(t, cell.WriteTrainables(parameters))
	radius, _ := cell.Get("radius")
	require.Equal(t, []float64{1, 1, 2, 2, 6, 6}, radius)
	area, _ := cell.Get("area")
	require.InDeltaSlice(t, []float64{20 * math.Pi, 20 * math.Pi, 40 * math.Pi, 40 * math.Pi, 120 * math.Pi, 120 * math.Pi}, area, 1e-12)
	volume, _ := cell.Get("volume")
	require.InDelta(t, 360*math.Pi, volume[5], 1e-12)
	load, _ := cell.Get("resistive_load_in")
	require.InDelta(t, 5/(36*math.Pi), load[5], 1e-16)
	g, _ := cell.Get("HH_gNa")
	require.Equal(t, 0.5, g[3])
	require.Equal(t, []float64{1}, cell.GetParameters()[2].Values, "the geometry is scaled, so the scale is 1 again")
	require.Equal(t, []float64{1, 2, 6}, cell.GetParameters()[0].Values, "a radius starts from what the scale made of it")

	require.ErrorContains(t, cell.WriteTrainables(parameters[:1]), "1 parameters for 3 trainables")
	parameters[1].Key = "HH_gK"
	require.ErrorContains(t, cell.WriteTrainables(parameters), `parameter 1 is "HH_gK", the trainable "HH_gNa"`)
	parameters = cell.GetParameters()
	parameters[0].Values[1] = -1
	require.ErrorContains(t, cell.WriteTrainables(parameters), "radius = -1, shared value 1 of view branch(all), from branch(1).comp(0)")
	parameters[0].Values = parameters[0].Values[:2]
	require.ErrorContains(t, cell.WriteTrainables(parameters), "2 values for the 3")
}

// A cone of length 100 um from radius 2 to 1 um.
func cone() *topology.Morphology {
	return &topology.Morphology{Branches: []topology.Branch{{
		Attachment: topology.Attachment{Parent: -1}, Type: 3,
		Points: []topology.Point{{X: 0, Radius: 2}, {X: 100, Radius: 1}},
	}}}
}

func TestTrainableRadiusOfTracedCells(t *testing.T) {
	cell, err := NewCellFromMorphology(cone(), WithNComp(4))
	require.NoError(t, err)
	side := math.Pi * 3 * math.Hypot(100, 1)
	require.NoError(t, cell.MakeTrainable("radius"))
	change := cell.TrainableGeometry()
	require.Len(t, change, 1)
	require.Equal(t, 4, change[0].Compartments)
	require.InDelta(t, 2*math.Pi*1.5*100/side-1, change[0].AreaChange, 1e-12, "a difference of areas that are alike, each rounded to 1e-16")
	require.Contains(t, change[0].String(), "radius made trainable: 4 traced compartments became cylinders, area changed by -0.005 %")
	area, _ := cell.Get("area")
	require.InDelta(t, side, area[0]+area[1]+area[2]+area[3], 1e-10, "not before they are applied")
	require.NoError(t, cell.WriteTrainables(cell.GetParameters()))
	area, _ = cell.Get("area")
	require.InDelta(t, 75*math.Pi, area[2], 1e-12)
	require.Empty(t, cell.TrainableGeometry())
}

func TestTemperatureIsNotTrainable(t *testing.T) {
	cell := NewCompartment()
	require.EqualError(t, cell.MakeTrainable("celsius"),
		"make trainable: the temperature, celsius, is that of the whole model and has no derivative; set it with SetCelsius")
	require.Empty(t, cell.GetParameters())
}

func TestCloneParameters(t *testing.T) {
	list := []Parameter{{"a", []float64{1, 2}}, {"b", []float64{3}}}
	copied := CloneParameters(list)
	require.Equal(t, list, copied)
	copied[0].Values[1] = 5
	require.Equal(t, 2.0, list[0].Values[1])
	require.Nil(t, CloneParameters(nil))
}

func TestSetRadiusOfTracedCellsIsNoticed(t *testing.T) {
	cell, err := NewCellFromMorphology(cone(), WithNComp(4))
	require.NoError(t, err)
	require.NoError(t, cell.Comp(0).Set("radius", 3))
	require.Len(t, cell.Notices(), 1)
	require.Regexp(t, `^set radius: 1 traced compartment became a cylinder, area changed by 6\d %$`, cell.Notices()[0])
	require.NoError(t, cell.Comp(0).Set("radius", 4))
	require.Len(t, cell.Notices(), 1, "it is a cylinder already")
}
