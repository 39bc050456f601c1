package golgi_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/mech/library"
)

// wired is a network of three cells of three branches of two compartments with
// five synapses of two types, in mixed order.
func wired(t testing.TB) *golgi.Network {
	net := bare(t, 3)
	require.NoError(t, golgi.Connect(net.Cell(0, 1), net.Cell(1, 2), library.IonotropicSynapse()))
	require.NoError(t, golgi.Connect(net.Cell(0).Branch(1), net.Cell(2).Branch(2), library.TestSynapse()))
	require.NoError(t, golgi.Connect(net.Cell(0).Branch(0).Comp(0), net.Cell(0).Branch(2).Comp(1), library.IonotropicSynapse()))
	return net
}

func TestViewsOfSynapses(t *testing.T) {
	net := wired(t)
	for _, c := range []struct {
		view  *golgi.View
		path  string
		edges []int
		rows  []int
	}{
		{net.View, "all", []int{0, 1, 2, 3, 4}, nil},
		{net.Edge(1, 4), "edge([1,4])", []int{1, 4}, []int{0, 5, 6, 12}},
		{net.Mechanism("IonotropicSynapse"), "IonotropicSynapse", []int{0, 1, 4}, []int{0, 5, 6, 12}},
		{net.Mechanism("IonotropicSynapse").Edge(2), "IonotropicSynapse.edge(2)", []int{4}, []int{0, 5}},
		{net.Mechanism("TestSynapse").Edge(golgi.All), "TestSynapse.edge(all)", []int{2, 3}, []int{2, 3, 16, 17}},
		{net.Cell(0), "cell(0)", []int{4}, nil},
		{net.Cell(0, 2), "cell([0,2])", []int{2, 3, 4}, nil},
		{net.Cell(0, 2).Mechanism("TestSynapse"), "cell([0,2]).TestSynapse", []int{2, 3}, []int{2, 3, 16, 17}},
		{net.Cell(0, 2).Edge(2), "cell([0,2]).edge(2)", []int{4}, []int{0, 5}},
		{net.Mechanism("IonotropicSynapse").Cell(1, 2), "IonotropicSynapse.cell([1,2])", []int{1}, []int{6, 12}},
		{net.Mechanism("TestSynapse").Cell(0), "TestSynapse.cell(0)", []int{}, []int{2, 3}},
		{net.SelectEdges(3, 0), "scope(global).edge([0,3]).scope(local)", []int{0, 3}, []int{0, 3, 6, 17}},
		{net.Mechanism("TestSynapse").SelectEdges(3), "TestSynapse.scope(global).edge(3).scope(local)", []int{3}, []int{3, 17}},
		{net.Edge([]bool{false, true, false, false, false}), "edge(1)", []int{1}, []int{6, 12}},
		{net.Edge(golgi.Range(1, 3)).Edge(1), "edge(1:3).edge(1)", []int{2}, []int{2, 16}},
	} {
		require.NoError(t, c.view.Err(), c.path)
		require.Equal(t, c.path, c.view.Path())
		for _, v := range []*golgi.View{c.view, net.Select(c.path)} {
			edges := []int{}
			for _, s := range v.Synapses() {
				edges = append(edges, s.Index)
			}
			require.Equal(t, c.edges, edges, c.path)
			require.Equal(t, len(c.edges), v.NumSynapses())
			if c.rows != nil {
				require.Equal(t, c.rows, v.Rows(), c.path)
			}
		}
	}
	for message, view := range map[string]*golgi.View{
		"edge(5): no such synapse (the view has 5)":                                net.Edge(5),
		"IonotropicSynapse.edge([1,3]): no such synapse 3 (the view has 3)":        net.Mechanism("IonotropicSynapse").Edge(1, 3),
		"cell(1).IonotropicSynapse: no synapse of the type in view":                net.Cell(1).Mechanism("IonotropicSynapse"),
		"IonotropicSynaps: no such mechanism; did you mean \"IonotropicSynapse\"?": net.Mechanism("IonotropicSynaps"),
		"edge(mask): the mask has 2 values, the view 5 synapses":                   net.Edge([]bool{true, false}),
		"TestSynapse.scope(global).edge([0,2]): synapse 0 is not in view":          net.Mechanism("TestSynapse").SelectEdges(0, 2),
		"scope(global).edge(9): no such synapse (the model has 5)":                 net.SelectEdges(9),
		"cell(1).edge(0): no such synapse (the view has 0)":                        net.Cell(1).Edge(0),
	} {
		require.EqualError(t, view.Err(), message)
	}
}

func TestParametersOfSynapses(t *testing.T) {
	net := wired(t)
	require.NoError(t, net.Set("IonotropicSynapse_gS", 1e-3))
	require.NoError(t, net.Select("IonotropicSynapse.edge(1)").Set("IonotropicSynapse_gS", 2e-3))
	require.NoError(t, net.Cell(0).Set("IonotropicSynapse_e_syn", -80))
	require.NoError(t, net.Set("TestSynapse_gC", 3, 4))
	require.NoError(t, net.Set("IonotropicSynapse_s", 0, 0.1, 9, 9, 0.4))
	nan := math.NaN()
	for key, want := range map[string][]float64{
		"IonotropicSynapse_gS":    {1e-3, 2e-3, nan, nan, 1e-3},
		"IonotropicSynapse_e_syn": {0, 0, nan, nan, -80},
		"IonotropicSynapse_s":     {0, 0.1, nan, nan, 0.4},
		"TestSynapse_gC":          {nan, nan, 3, 4, nan},
	} {
		got, err := net.Get(key)
		require.NoError(t, err)
		for i := range want {
			require.Equal(t, math.Float64bits(want[i]), math.Float64bits(got[i]), "%s of synapse %d: %v", key, i, got[i])
		}
	}
	part, err := net.Mechanism("TestSynapse").Edge(1).Get("TestSynapse_gC")
	require.NoError(t, err)
	require.Equal(t, []float64{4}, part)
	require.NoError(t, net.Edge(0).Set("v", -55), "a key of compartments: those that the synapse joins")
	v, err := net.Get("v")
	require.NoError(t, err)
	require.Equal(t, []float64{-55, -70, -55}, []float64{v[0], v[1], v[6]})
	for message, err := range map[string]error{
		`set: no parameter "IonotropicSynapse_g" in view all; did you mean "IonotropicSynapse_gS"?`:                                        net.Set("IonotropicSynapse_g", 1),
		`set: no synapse in view cell(1) has "IonotropicSynapse_gS"; select IonotropicSynapse, or both ends of such a synapse`:             net.Cell(1).Set("IonotropicSynapse_gS", 1),
		`set IonotropicSynapse_gS: 2 values for view all; give one, 5 (a value for each synapse in view) or 3 (for each that has the key)`: net.Set("IonotropicSynapse_gS", 1, 2),
		`set: IonotropicSynapse_gS = +Inf at IonotropicSynapse.edge(1): it is not finite`:                                                  net.Set("IonotropicSynapse_gS", 1, math.Inf(1), 3),
		`record: no synapse in view cell(1) has "TestSynapse_c"; select TestSynapse, or both ends of such a synapse`:                       net.Cell(1).Record("TestSynapse_c"),
		`record: "TestSynapse_gC" is a parameter, not a state; it is the same at all times: see Get; did you mean "TestSynapse_c"?`:        net.Record("TestSynapse_gC"),
		`make trainable: no synapse in view cell(1) has "TestSynapse_gC"; select TestSynapse, or both ends of such a synapse`:              net.Cell(1).MakeTrainable("TestSynapse_gC"),
	} {
		require.EqualError(t, err, message)
	}
}

func TestRecordingsOfSynapses(t *testing.T) {
	net := wired(t)
	require.NoError(t, net.Mechanism("TestSynapse").Record("TestSynapse_c"))
	require.NoError(t, net.Record("i_IonotropicSynapse"))
	require.NoError(t, net.Record("TestSynapse_c"), "not twice")
	require.NoError(t, net.Cell(0).Branch(0).Comp(0).Record("v"))
	recordings := net.Recordings()
	require.Len(t, recordings, 6)
	require.Equal(t, golgi.Recorded{State: "TestSynapse_c", Compartment: 17, Place: "TestSynapse.edge(1)", Synapse: 3}, recordings[1])
	require.Equal(t, golgi.Recorded{State: "i_IonotropicSynapse", Compartment: 5, Place: "IonotropicSynapse.edge(2)", Synapse: 4}, recordings[4])
	require.Len(t, net.Cell(0).Recordings(), 2, "the synapse within the cell, and v")
	result := runNet(t, net, golgi.Options{TMax: 1})
	// i = gS s (v - e) at the state of the sample and V of the sample before
	s, v := 0.2, -70.0
	require.InDelta(t, 1e-4*s*v, result.Recordings[2][0], 1e-15)
	require.NoError(t, net.Mechanism("TestSynapse").DeleteRecordings())
	require.Len(t, net.Recordings(), 4)
}

func TestSharingOfTrainableSynapses(t *testing.T) {
	net := wired(t)
	require.NoError(t, net.Set("IonotropicSynapse_gS", 1, 2, 6))
	for i, c := range []struct {
		path   string
		values []float64
	}{
		{"all", []float64{3}},
		{"IonotropicSynapse", []float64{3}},
		{"edge(all)", []float64{1, 2, 6}},
		{"IonotropicSynapse.edge(all)", []float64{1, 2, 6}},
		{"IonotropicSynapse.edge([0,2])", []float64{1, 6}},
		{"IonotropicSynapse.edge(1)", []float64{2}},
		{"cell(all)", []float64{3}},
		{"cell([1,2])", []float64{2}},
		{"cell(0).edge(all)", []float64{6}},
	} {
		require.NoError(t, net.Select(c.path).MakeTrainable("IonotropicSynapse_gS"))
		require.Equal(t, c.values, net.GetParameters()[i].Values, c.path)
	}
	require.Len(t, net.Cell(0).GetParameters(), 1, "what lies in view with all its synapses")
	require.NoError(t, net.DeleteTrainables())
	require.NoError(t, net.Select("rows(0:6)").MakeTrainable("capacitance"))
	require.NoError(t, net.SelectEdges(0, 1).MakeTrainable("IonotropicSynapse_gS", 0.5))
	require.Equal(t, []golgi.Parameter{
		{Key: "capacitance", Values: []float64{1, 1, 1, 1, 1, 1}}, {Key: "IonotropicSynapse_gS", Values: []float64{0.5, 0.5}},
	}, net.GetParameters(), "selected rows and synapses each have their own")
}

// TestSharingByGroups: any rows may share, wherever they are.
func TestSharingByGroups(t *testing.T) {
	net := wired(t)
	require.NoError(t, net.Set("IonotropicSynapse_gS", 1, 2, 6))
	require.NoError(t, net.MakeTrainableShared("IonotropicSynapse_gS", []int{7, -1, 7}))
	require.NoError(t, net.Cell(0).MakeTrainableShared("v", []int{0, 1, 0, 1, 0, 1}, -50, -60))
	require.Equal(t, []golgi.Parameter{
		{Key: "IonotropicSynapse_gS", Values: []float64{2, 3.5}}, {Key: "v", Values: []float64{-50, -60}},
	}, net.GetParameters(), "values in ascending order of the groups")
	require.NoError(t, net.WriteTrainables([]golgi.Parameter{{Key: "IonotropicSynapse_gS", Values: []float64{10, 20}}, {Key: "v", Values: []float64{-1, -2}}}))
	g, err := net.Mechanism("IonotropicSynapse").Get("IonotropicSynapse_gS")
	require.NoError(t, err)
	require.Equal(t, []float64{20, 10, 20}, g)
	v, err := net.Cell(0).Get("v")
	require.NoError(t, err)
	require.Equal(t, []float64{-1, -2, -1, -2, -1, -2}, v)
	require.EqualError(t, net.MakeTrainableShared("IonotropicSynapse_gS", []int{1, 2}), "make trainable IonotropicSynapse_gS: 2 numbers of groups for the 3 rows of view all that have the key; give one for each")
	require.ErrorContains(t, net.MakeTrainableShared("v", make([]int, 18), 1, 2), "2 initial values for 1 shared values")
}

func TestTableOfEdges(t *testing.T) {
	net := wired(t)
	require.NoError(t, net.Cell(2).Set("radius", 3))
	require.NoError(t, net.Mechanism("TestSynapse").CopyNodePropertyToEdges([]string{"radius"}, golgi.Post))
	require.NoError(t, net.Cell(2).Set("radius", 4), "after the copy")
	edges, err := net.Edges()
	require.NoError(t, err)
	require.Equal(t, strings.Fields("global_edge_index index_within_type pre_index post_index pre_locs post_locs type type_ind post_radius"), edges.Columns[:9])
	require.Equal(t, strings.Fields("3 1 3 17 0.75 0.75 TestSynapse 1 3"), edges.Rows[3][:9])
	require.Equal(t, strings.Fields("4 2 0 5 0.25 0.75 IonotropicSynapse 0 NaN"), edges.Rows[4][:9])
	require.Equal(t, "controlled_by_param", edges.Columns[len(edges.Columns)-1])
	gS, err := edges.Column("IonotropicSynapse_gS")
	require.NoError(t, err)
	require.Equal(t, []string{"0.0001", "0.0001", "NaN", "NaN", "0.0001"}, gS)
	kept, err := edges.Filter("type", func(name string) bool { return name == "TestSynapse" })
	require.NoError(t, err)
	indices, err := kept.Ints("global_edge_index")
	require.NoError(t, err)
	require.Equal(t, "TestSynapse", net.SelectEdges(indices...).SynapseTypes()[0])
	var text bytes.Buffer
	require.NoError(t, edges.WriteCSV(&text))
	require.Len(t, strings.Split(strings.TrimSpace(text.String()), "\n"), 6)

	radius, err := net.Mechanism("TestSynapse").Get("post_radius")
	require.NoError(t, err)
	require.Equal(t, []float64{3, 3}, radius)
	require.NoError(t, net.CopyNodePropertyToEdges([]string{"area", "radius"}))
	radius, err = net.Get("post_radius")
	require.NoError(t, err)
	require.Equal(t, []float64{1, 4, 4, 4, 1}, radius)
	require.NoError(t, golgi.Connect(net.Cell(2), net.Cell(0), library.TestSynapse()))
	area, err := net.Get("pre_area")
	require.NoError(t, err)
	require.True(t, math.IsNaN(area[5]), "a synapse made later has none")
	for message, err := range map[string]error{
		"copy node property to edges: no synapse in view cell(1)":                                  net.Cell(1).CopyNodePropertyToEdges([]string{"area"}),
		`copy node property to edges: no parameter "raduis"; did you mean "radius"?`:               net.CopyNodePropertyToEdges([]string{"raduis"}),
		`copy node property to edges: "TestSynapse_gC" is of synapses already`:                     net.CopyNodePropertyToEdges([]string{"TestSynapse_gC"}),
		`copy node property to edges: there is no end "both" of a synapse; there are pre and post`: net.CopyNodePropertyToEdges([]string{"area"}, "both"),
		"copy node property to edges: no key given":                                                net.CopyNodePropertyToEdges(nil),
	} {
		require.EqualError(t, err, message)
	}
}

// TestSynapsesAreCarriedAlong: into networks of the cell, and over a change of
// the number of compartments, with parameters, recordings, clamps, trainables.
func TestSynapsesAreCarriedAlong(t *testing.T) {
	cell, err := golgi.NewCellFromParents([]int{-1, 0}, 4)
	require.NoError(t, err)
	require.NoError(t, golgi.Connect(cell.Branch(0).Loc(0), cell.Branch(1).Loc(1), library.IonotropicSynapse()))
	require.NoError(t, golgi.Connect(cell.Branch(0).Loc(0), cell.Branch(1).Loc(0), library.TestSynapse()))
	require.NoError(t, cell.Set("IonotropicSynapse_gS", 7))
	net, err := golgi.NewNetworkOf(cell, 3)
	require.NoError(t, err)
	require.Equal(t, [][2]int{{0, 7}, {0, 4}, {8, 15}, {8, 12}, {16, 23}, {16, 20}}, pairs(net.View))
	require.NoError(t, net.Cell(1).Set("IonotropicSynapse_gS", 8))
	g, err := net.Mechanism("IonotropicSynapse").Get("IonotropicSynapse_gS")
	require.NoError(t, err)
	require.Equal(t, []float64{7, 8, 7}, g)

	require.NoError(t, net.Select("TestSynapse.edge(2)").Record("TestSynapse_c"))
	require.NoError(t, net.Select("TestSynapse.edge(1)").Clamp("TestSynapse_c", ramp(4, 0, 1)))
	require.NoError(t, net.Select("IonotropicSynapse.edge(all)").MakeTrainable("IonotropicSynapse_gS"))
	require.NoError(t, net.CopyNodePropertyToEdges([]string{"capacitance"}, golgi.Pre))
	view := net.Edge(0)
	require.NoError(t, net.Cell(0, 1).Branch(1).SetNComp(2))
	require.Equal(t, [][2]int{{0, 5}, {0, 4}, {6, 11}, {6, 10}, {12, 19}, {12, 16}}, pairs(net.View))
	require.Equal(t, "TestSynapse.edge(2)", net.Recordings()[0].Place)
	require.Equal(t, 10, net.Clamps()[0].Compartment)
	require.Equal(t, []float64{7, 8, 7}, net.GetParameters()[0].Values)
	capacitance, err := net.Get("pre_capacitance")
	require.NoError(t, err)
	require.Equal(t, []float64{1, 1, 1, 1, 1, 1}, capacitance)
	require.ErrorContains(t, view.Err(), "select again")
}
