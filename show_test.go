package golgi

import (
	"bytes"
	"encoding/csv"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/library"
)

func shownCell(t *testing.T) *Cell {
	t.Helper()
	cell, err := NewCellFromParents([]int{-1, 0}, 2)
	require.NoError(t, err)
	na, k := sharingChannels(t)
	require.NoError(t, cell.Insert(na))
	require.NoError(t, cell.Branch(1).Insert(k))
	require.NoError(t, cell.Branch(1).Set("eX", -80, -81))
	return cell
}

func TestShow(t *testing.T) {
	cell := shownCell(t)
	indices := []string{"local_cell_index", "local_branch_index", "local_comp_index", "global_cell_index", "global_branch_index", "global_comp_index"}
	geometry := []string{"length", "radius", "area", "volume", "resistive_load_in", "resistive_load_out", "axial_resistivity", "capacitance"}
	table, err := cell.Branch(1).Show(ShowOptions{})
	require.NoError(t, err)
	expected := append(append([]string{}, indices...), "Na", "K")
	expected = append(append(expected, geometry...), "Na_gNa", "eX", "K_gK", "v", "Na_m", "K_n")
	require.Equal(t, expected, table.Columns)
	require.Len(t, table.Rows, 2)
	require.Equal(t, []string{"0", "0", "1", "0", "1", "3", "True", "True"}, table.Rows[1][:8])
	eX, err := table.Floats("eX")
	require.NoError(t, err)
	require.Equal(t, []float64{-80, -81}, eX)

	for _, c := range []struct {
		name    string
		options ShowOptions
		columns []string
	}{
		{"names", ShowOptions{Names: []string{"K_gK", "v"}, NoIndices: true}, []string{"K_gK", "v"}},
		{"mechanisms", ShowOptions{Mechanisms: []string{"K"}, NoIndices: true}, []string{"K", "K_gK", "eX", "K_n"}},
		{"no parameters", ShowOptions{NoIndices: true, NoParameters: true}, []string{"Na", "K", "v", "Na_m", "K_n"}},
		{"no states", ShowOptions{NoIndices: true, NoStates: true, Mechanisms: []string{"Na"}}, []string{"Na", "Na_gNa", "eX"}},
		{"indices alone", ShowOptions{Names: []string{}}, indices},
	} {
		table, err := cell.Show(c.options)
		require.NoError(t, err, c.name)
		require.Equal(t, c.columns, table.Columns, c.name)
		require.Len(t, table.Rows, 4)
	}
	table, err = cell.Show(ShowOptions{Names: []string{"K_gK"}, NoIndices: true})
	require.NoError(t, err)
	gK, err := table.Floats("K_gK")
	require.NoError(t, err)
	require.True(t, math.IsNaN(gK[0]) && gK[2] > 0, "NaN where the mechanism is not")

	_, err = cell.Show(ShowOptions{Names: []string{"K_gk"}})
	require.ErrorContains(t, err, `did you mean "K_gK"?`)
	_, err = cell.Show(ShowOptions{Mechanisms: []string{"Nav"}})
	require.ErrorContains(t, err, `did you mean "Na"?`)
	_, err = cell.Branch(5).Show(ShowOptions{})
	require.ErrorContains(t, err, "no such branch")
}

func TestTablesAreReadAndFiltered(t *testing.T) {
	cell := shownCell(t)
	require.NoError(t, cell.Branch(1).AddToGroup("far"))
	nodes, err := cell.Nodes()
	require.NoError(t, err)
	far, err := nodes.Filter("far", func(value string) bool { return value == "True" })
	require.NoError(t, err)
	rows, err := far.Ints("global_comp_index")
	require.NoError(t, err)
	require.Equal(t, cell.Group("far").Rows(), cell.SelectRows(rows...).Rows())
	right, err := nodes.FilterFloats("x", func(x float64) bool { return x > 10 })
	require.NoError(t, err)
	only, err := right.Only("global_comp_index", "x")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "15"}, {"2", "25"}, {"3", "35"}}, only.Rows)
	some, err := nodes.FilterFloats("far", func(x float64) bool { return x == 0 })
	require.NoError(t, err)
	require.Len(t, some.Rows, 2)
	far.Rows[0][0] = "9"
	require.Equal(t, "0", nodes.Rows[2][0], "a filtered table is a copy")

	var b bytes.Buffer
	require.NoError(t, only.WriteCSV(&b))
	require.Equal(t, "global_comp_index,x\n1,15\n2,25\n3,35\n", b.String())
	back, err := csv.NewReader(&b).ReadAll()
	require.NoError(t, err)
	require.Equal(t, append([][]string{only.Columns}, only.Rows...), back)
	require.Equal(t, "  global_comp_index   x\n                  1  15\n                  2  25\n                  3  35\n", only.String())

	for _, err := range []error{
		second(nodes.Column("lenght")), second(nodes.Floats("lenght")), second(nodes.Ints("lenght")), second(nodes.Only("lenght")),
		second(nodes.Filter("lenght", nil)), second(nodes.FilterFloats("lenght", nil)),
	} {
		require.ErrorContains(t, err, `did you mean "length"?`)
	}
	text := &Table{Columns: []string{"type"}, Rows: [][]string{{"a"}}}
	require.ErrorContains(t, second(text.Floats("type")), "no number")
	require.ErrorContains(t, second(text.Ints("type")), "no integer")
}

func TestInitializePlansAhead(t *testing.T) {
	cell := shownCell(t)
	require.NoError(t, cell.Record("v"))
	require.False(t, cell.Initialized())
	require.NoError(t, cell.Initialize())
	require.True(t, cell.Initialized())
	planned := cell.m.frozen.kept()[0].plan
	require.NoError(t, cell.Set("v", -65), "values need no new plan")
	require.True(t, cell.Initialized())
	runOf(t, cell)
	require.Same(t, planned, cell.m.frozen.kept()[0].plan, "the run uses it")
	require.NoError(t, cell.Branch(0).SetNComp(1))
	require.False(t, cell.Initialized())
	require.ErrorContains(t, cell.Branch(5).Initialize(), "initialize: branch(5)")
	require.False(t, cell.Branch(5).Initialized())
}

func TestUtilities(t *testing.T) {
	sums, err := GroupAndSum([]float64{1, 2, 3, 4}, []int{2, 0, 2, 2}, 4)
	require.NoError(t, err)
	require.Equal(t, []float64{2, 0, 8, 0}, sums)
	sums, err = GroupAndSum(nil, nil, 0)
	require.NoError(t, err)
	require.Empty(t, sums)
	require.ErrorContains(t, second(GroupAndSum([]float64{1}, nil, 1)), "1 values with 0 groups")
	require.ErrorContains(t, second(GroupAndSum([]float64{1}, []int{1}, 1)), "value 0 is in group 1")
	require.ErrorContains(t, second(GroupAndSum(nil, nil, -1)), "-1 groups")

	slope, constant, err := GatherSynapses(3, []int{1, 1, 0}, []float64{0.1, 0.2, 0.4}, []float64{-1, -2, 5})
	require.NoError(t, err)
	require.InDeltaSlice(t, []float64{0.4, 0.3, 0}, slope, 1e-16)
	require.Equal(t, []float64{5, -3, 0}, constant)
	_, _, err = GatherSynapses(3, []int{1}, nil, []float64{1})
	require.ErrorContains(t, err, "0 slopes and 1 constants for 1 synapses")
	_, _, err = GatherSynapses(1, []int{1}, []float64{1}, []float64{1})
	require.ErrorContains(t, err, "gather synapses")

	// 0.1 nA into 62.8319 um2.
	require.InDelta(t, 0.1/(20*math.Pi)*1e5, ConvertPointProcessToDistributed(0.1, 1, 10), 1e-12)
	require.InDelta(t, 1e5, ConvertPointProcessToArea(2, 2), 1e-9)

	columns := map[string][]float64{"eCa": {0, 1, math.NaN()}, "v": {-70, -60, -50}}
	picked, err := QueryChannelStatesAndParams(columns, []string{"eCa"}, []int{1, 0})
	require.NoError(t, err)
	require.Equal(t, map[string][]float64{"eCa": {1, 0}}, picked)
	require.ErrorContains(t, second(QueryChannelStatesAndParams(columns, []string{"eCA"}, nil)), `did you mean "eCa"?`)
	require.ErrorContains(t, second(QueryChannelStatesAndParams(columns, []string{"v"}, []int{3})), "no row 3 of v, which has 3")
}

func TestParamsToPState(t *testing.T) {
	net := smallNetwork(t)
	require.NoError(t, net.Mechanism("IonotropicSynapse").Edge(All).MakeTrainable("IonotropicSynapse_gS"))
	require.NoError(t, net.Cell(1).Branch(0, 2).MakeTrainable("v"))
	parameters := net.GetParameters()
	parameters[1].Values[1] = 5e-4
	states, err := net.ParamsToPState(parameters)
	require.NoError(t, err)
	require.Equal(t, []ParameterRows{
		{Key: "radius", Values: []float64{1, 1}, Indices: [][]int{{0, 1, 2, 3, 4, 5}, {6, 7, 8, 9, 10, 11}}},
		{Key: "IonotropicSynapse_gS", Values: []float64{1e-4, 5e-4}, Indices: [][]int{{0}, {1}}, OfSynapses: true},
		{Key: "v", Values: []float64{-70, -70}, Indices: [][]int{{6, 7}, {10, 11}}},
	}, states)
	_, err = net.ParamsToPState(parameters[:1])
	require.ErrorContains(t, err, "1 parameters for 3 trainables")
	_, err = net.Cell(9).ParamsToPState(nil)
	require.ErrorContains(t, err, "no such cell")
}

// A network whose branches are cut anew keeps synapses and protocol at their
// places, and a finer cut of a fine one gives nearly the same voltages.
func TestSetNCompInANetworkCarriesEverything(t *testing.T) {
	net := smallNetwork(t)
	require.NoError(t, Connect(net.Cell(0).Branch(2).Loc(1), net.Cell(1).Branch(1).Loc(0.9), library.TanhRateSynapse()))
	require.NoError(t, net.Mechanism("TanhRateSynapse").Record("i_TanhRateSynapse"))
	require.NoError(t, net.Mechanism("TanhRateSynapse").MakeTrainable("TanhRateSynapse_gS", 3e-4))
	require.NoError(t, net.Cell(0).SetNComps([]int{1, 3, 4}))
	require.NoError(t, net.Cell(1).Branch(1).SetNComp(5, 0.5))
	_, _, compartments := net.Shape()
	require.Equal(t, 8+9, compartments)
	require.Equal(t, []Synapse{{0, "IonotropicSynapse", 0, 0, 0}, {1, "IonotropicSynapse", 1, 0, 8}, {2, "TanhRateSynapse", 0, 6, 13}}, net.Synapses())
	require.Equal(t, []Recorded{{"v", 8, "cell(1).branch(0).comp(0)", -1}, {"v", 9, "cell(1).branch(0).comp(1)", -1}, {"i_TanhRateSynapse", 13, "TanhRateSynapse.edge(0)", 2}}, net.Recordings())
	require.Equal(t, 8, net.Clamps()[0].Compartment)
	require.Equal(t, 2, net.NumStimuli(), "where compartments merge their currents add up")
	require.Equal(t, []string{"radius", "TanhRateSynapse_gS"}, []string{net.GetParameters()[0].Key, net.GetParameters()[1].Key})
	length, _ := net.Get("length")
	require.InDelta(t, 120, sumOf(length), 1e-12)
	pre, err := net.Get("pre_radius")
	require.NoError(t, err)
	require.Equal(t, []float64{1, 1}, pre[:2])
	require.True(t, strings.HasPrefix(net.String(), "network all: 2 cells"))
	runOf(t, net)
}

func sumOf(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}
