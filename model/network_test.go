package model

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// circuit is a network with all that a file can say of one.
const circuit = `golgi: 1
cells: [{name: a, parents: [-1, 0], ncomp: 2}, {name: b, parents: [-1]}]
network: [{cell: a, count: 3}, b]
ncomp: [{at: cell(0).branch(1), ncomp: 3}]
groups: [{name: last, at: cell(3)}]
insert: [{at: all, mechanism: HH}]
synapses:
- {type: IonotropicSynapse, pre: "cell(0:2)", post: "cell(2:4)"}
- {type: IonotropicSynapse, name: Slow, pre: "cell(0:2)", post: "cell(2:4)", connect: full}
- {type: TanhRateSynapse, pre: cell(0).branch(0).comp(all), post: cell(1), connect: full}
- {type: TestSynapse, pre: all, post: all, connect: {sparse: {p: 1}}}
set:
- {key: IonotropicSynapse_gS, value: 0.0002}
- {at: Slow.edge(1), key: Slow_gS, value: 0.0003}
- {at: "Slow.edge([2,3])", key: Slow_gS, value: [0.0004, 0.0005]}
- {key: TestSynapse_gC, value: 0}
clamps: [{at: cell(3), state: v, step: {delay: 0.5, dur: 1, amp: 40, offset: -65}}, {at: Slow.edge(0), state: Slow_s, step: {delay: 0, dur: 2, amp: 0.5}}]
record: [{at: cell(3)}, {at: Slow.edge(all), state: Slow_s}, {at: IonotropicSynapse.edge(1), state: i_IonotropicSynapse}]
trainable: [{at: Slow.edge(all), key: Slow_gS}, {at: cell(all), key: HH_gNa}]
simulate: {t_max: 1.0, init_states: true}
`

func buildText(t *testing.T, text string) (*Model, error) {
	t.Helper()
	f, err := Read(filepath.Join(t.TempDir(), "m.yaml"), []byte(text))
	if err != nil {
		return nil, err
	}
	return f.Build()
}

func TestNetwork(t *testing.T) {
	m, err := buildText(t, circuit)
	require.NoError(t, err)
	cells, branches, compartments := m.View.Shape()
	require.Equal(t, []int{4, 7, 3*4 + 1 + 1}, []int{cells, branches, compartments})
	require.Equal(t, []string{"IonotropicSynapse", "Slow", "TanhRateSynapse", "TestSynapse"}, m.View.SynapseTypes())
	// one to one; two cells to two; two compartments to the first of a cell; the first of each of four cells to each
	var joins [][2]int
	for _, s := range m.View.Synapses() {
		joins = append(joins, [2]int{s.Pre, s.Post})
	}
	require.Equal(t, [][2]int{{0, 9}, {5, 13}, {0, 9}, {0, 13}, {5, 9}, {5, 13}, {0, 5}, {1, 5}}, joins[:8])
	require.Len(t, joins[8:], 16)
	values, err := m.View.Mechanism("Slow").Get("Slow_gS")
	require.NoError(t, err)
	require.Equal(t, []float64{1e-4, 3e-4, 4e-4, 5e-4}, values)

	r, err := m.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	require.Equal(t, 24, r.JSON().Synapses)
	require.Equal(t, 14, r.JSON().Compartments)
	require.Len(t, r.Result.Recordings, 1+4+1)
	clamped := r.Result.Recordings[0]
	require.Equal(t, []float64{-65, -25}, []float64{clamped[20], clamped[21]}, "sample 20 acts in the step from 20 to 21")
	require.Equal(t, -25.0, clamped[40])
	require.Equal(t, "Slow.edge(0)", r.Result.Recorded[1].Place)
	for k := 1; k <= 40; k++ {
		require.Equal(t, 0.5, r.Result.Recordings[1][k], "the clamped synapse")
	}
	require.NotEqual(t, 0.5, r.Result.Recordings[2][40])
	require.Equal(t, []int{4, 7}, []int{len(m.View.GetParameters()[0].Values), 3 + len(m.View.GetParameters()[1].Values)})
}

// What a matrix says, and the order of its synapses.
func TestConnectMatrix(t *testing.T) {
	dir := t.TempDir()
	text := strings.Replace(circuit, `- {type: TestSynapse, pre: all, post: all, connect: {sparse: {p: 1}}}`,
		`- {type: TestSynapse, pre: "cell(0:2)", post: "cell(1:4)", connect: {matrix: w.csv}}`, 1)
	build := func(table string) (*Model, error) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "w.csv"), []byte(table), 0o666))
		f, err := Read(filepath.Join(dir, "m.yaml"), []byte(text))
		require.NoError(t, err)
		return f.Build()
	}
	m, err := build("# from, to\n0,1,1\n1,0,0\n")
	require.NoError(t, err)
	var joins [][2]int
	for _, s := range m.View.Mechanism("TestSynapse").Synapses() {
		joins = append(joins, [2]int{s.Pre, s.Post})
	}
	require.Equal(t, [][2]int{{0, 9}, {0, 13}, {5, 5}}, joins)
	other, err := build("0,1,1\n1,0,1\n")
	require.NoError(t, err)
	require.NotEqual(t, m.Hash(), other.Hash(), "the table is part of the model")

	for table, message := range map[string]string{
		"1,0,1\n":            "synapses[3].connect.matrix: connect matrix with TestSynapse: the matrix has 1 rows for 2 presynaptic compartments; w.csv needs a row for each compartment of \"pre\" and a column for each of \"post\"",
		"1,0\n0,1\n":         "row 0 of the matrix has 2 values for 3 postsynaptic compartments; w.csv needs",
		"1,0,0\n0,1,0.5\n":   "synapses[3].connect.matrix: w.csv has 0.5 in row 1, column 2, counted from 0; 0 is no synapse, 1 is one",
		"1,0,0\n0,1\n":       "w.csv:2:1: 2 fields, but the lines before have 3",
		"from,to,x\na,b,c\n": "w.csv:1:1: field 0: expected a number, found \"from\"",
	} {
		_, err := build(table)
		require.ErrorContains(t, err, message)
		require.NotContains(t, err.Error(), "\n")
	}
}

// A connection that is the same each time, and sparse.
func TestSparse(t *testing.T) {
	const text = `golgi: 1
cells: [{name: a, parents: [-1]}]
network: [{cell: a, count: 200}]
synapses: [{type: TestSynapse, pre: all, post: all, connect: {sparse: {p: 0.1, seed: SEED}}}]
record: [{at: cell(0)}]
simulate: {t_max: 0.1}
`
	build := func(seed string) *Model {
		m, err := buildText(t, strings.Replace(text, "SEED", seed, 1))
		require.NoError(t, err)
		return m
	}
	a, b, c := build("3"), build("3"), build("4")
	require.Equal(t, a.View.Synapses(), b.View.Synapses())
	require.NotEqual(t, a.View.Synapses(), c.View.Synapses())
	// binomial: 4000 +- 60, of which five
	require.InDelta(t, 4000, a.View.NumSynapses(), 300)
}

// The rule for the number of compartments, on branches and for cells that are read.
func TestDLambda(t *testing.T) {
	const text = `golgi: 1
cells: [{name: a, parents: [-1, 0]}]
ncomp: [{at: RULE}]
record: [{}]
simulate: {t_max: 0.1}
`
	// a branch of 10 um length and 2 um diameter at 5000 Ohm cm, 1 uF/cm2: lambda_f in um by the paper's formula
	lambda := func(f, resistivity, capacitance float64) float64 {
		return 1e5 * math.Sqrt(2/(4*math.Pi*f*resistivity*capacitance))
	}
	number := func(length, d, f, resistivity, capacitance float64) int {
		return int((length/(d*lambda(f, resistivity, capacitance))+0.9)/2)*2 + 1
	}
	want := func(d, f, resistivity, capacitance float64) int { return number(10, d, f, resistivity, capacitance) }
	for rule, n := range map[string]int{
		"branch(1), ncomp: d_lambda":                                                            want(0.1, 100, 5000, 1),
		"branch(1), ncomp: {d_lambda: {}}":                                                      want(0.1, 100, 5000, 1),
		"branch(1), ncomp: {d_lambda: {d: 0.02}}":                                               want(0.02, 100, 5000, 1),
		"branch(1), ncomp: {d_lambda: {d: 0.02, frequency: 1000}}":                              want(0.02, 1000, 5000, 1),
		"branch(1), ncomp: {d_lambda: {d: 0.01, axial_resistivity: 100, capacitance: 2}}":       want(0.01, 100, 100, 2),
		"branch(1), ncomp: {d_lambda: {d: 0.01, frequency: 200, capacitance: 3}}":               want(0.01, 200, 5000, 3),
		"branch(1), ncomp: {d_lambda: {d: 0.001, axial_resistivity: 35.4}}, min_radius: 0.0001": want(0.001, 100, 35.4, 1),
	} {
		m, err := buildText(t, strings.Replace(text, "RULE", rule, 1))
		require.NoError(t, err, rule)
		_, _, compartments := m.View.Shape()
		require.Equal(t, 1+n, compartments, rule)
		require.Len(t, m.Notes, 1)
		require.Contains(t, m.Notes[0], "ncomp[0].ncomp: d_lambda = ")
	}

	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "c.swc"), []byte("1 1 0 0 0 5 -1\n2 3 5 0 0 1 1\n3 3 405 0 0 1 2\n"), 0o666))
	for rule, n := range map[string]int{
		"d_lambda":                             number(400, 0.1, 100, 5000, 1),
		"{d_lambda: {axial_resistivity: 100}}": number(400, 0.1, 100, 100, 1),
	} {
		f, err := Read(filepath.Join(dir, "m.yaml"), []byte("golgi: 1\ncells: [{name: c, swc: c.swc, ncomp: "+rule+"}]\n"))
		require.NoError(t, err)
		m, err := f.BuildStructure()
		require.NoError(t, err)
		branches := 0
		most := 0
		for branch := range m.View.Branches() {
			branches++
			most = max(most, branch.Len())
		}
		require.Equal(t, n, most, rule)
		require.Contains(t, m.Notes[0], "cells[0].ncomp: d_lambda = 0.1 at 100 Hz")
	}
}

func TestNetworkErrors(t *testing.T) {
	replace := func(old, new string) string {
		require.Contains(t, circuit, old)
		return strings.Replace(circuit, old, new, 1)
	}
	first := `{type: IonotropicSynapse, pre: "cell(0:2)", post: "cell(2:4)"}`
	for _, c := range []struct{ name, text, key, message string }{
		{"unknown type", replace("type: TanhRateSynapse", "type: TanhRateSynaps"), "synapses[2].type", `no mechanism "TanhRateSynaps" in the library; did you mean "TanhRateSynapse"?`},
		{"channel", replace("type: TanhRateSynapse", "type: HH"), "synapses[2].type", `HH is a channel, not a synapse; put it into compartments under "insert"`},
		{"inserted", replace("mechanism: HH", "mechanism: TestSynapse"), "insert[0].mechanism", `TestSynapse is a synapse; connect compartments with it under "synapses"`},
		{"unequal", replace(first, `{type: IonotropicSynapse, pre: "cell(0:2)", post: "cell(1:4)"}`), "synapses[0]", "connect with IonotropicSynapse: 2 presynaptic and 3 postsynaptic compartments; one to one needs as many of each; or say connect: full"},
		{"unequal, said", replace(first, `{type: IonotropicSynapse, pre: "cell(0:2)", post: cell(2), connect: one}`), "synapses[0].connect", "2 presynaptic and 1 postsynaptic"},
		{"no such cell", replace(first, `{type: IonotropicSynapse, pre: cell(4), post: cell(0)}`), "synapses[0].pre", "cell(4)"},
		{"path", replace(first, `{type: IonotropicSynapse, pre: cell(0), post: cell(x)}`), "synapses[0].post", `"x" is no number`},
		{"name", replace("name: Slow, pre", "name: cell, pre"), "synapses[1].connect", "step of paths"},
		{"name of a channel", replace("name: Slow, pre", "name: HH, pre"), "synapses[1].connect", "HH"},
		{"matrix missing", replace("{sparse: {p: 1}}", "{matrix: none.csv}"), "synapses[3].connect.matrix", "there is no such file"},
		{"key", replace("key: IonotropicSynapse_gS", "key: IonotropicSynapse_g"), "set[0].key", `did you mean "IonotropicSynapse_gS"?`},
		{"edge", replace("Slow.edge(1)", "Slow.edge(4)"), "set[1].at", "no such synapse (the view has 4)"},
		{"key of another type", replace("{at: Slow.edge(1), key: Slow_gS", "{at: Slow.edge(1), key: TestSynapse_gC"), "set[1].key", `no synapse in view Slow.edge(1) has "TestSynapse_gC"`},
		{"values", replace("[0.0004, 0.0005]", "[1, 2, 3]"), "set[2].key", "3 values for view Slow.edge([2,3])"},
		{"record", replace("state: i_IonotropicSynapse", "state: IonotropicSynapse_gS"), "record[2].state", "is a parameter, not a state"},
		{"trainable", replace("{at: Slow.edge(all), key: Slow_gS}", "{at: Slow.edge(all), key: Slow_gS, init: [1, 2]}"), "trainable[0].key", "2 initial values for 4 shared values"},
		{"clamp of geometry", replace("state: Slow_s, step", "state: radius, step"), "clamps[1].state", "is a property of the cable"},
		{"clamp of a current", replace("state: Slow_s, step", "state: i_HH, step"), "clamps[1].state", "is a current"},
		{"clamp unknown", replace("state: Slow_s, step", "state: Slow_t, step"), "clamps[1].state", `no state "Slow_t"`},
		{"clamp too short", replace("step: {delay: 0.5, dur: 1, amp: 40, offset: -65}", "samples: [-65, -70, -75]"), "clamps[0].samples", "3 samples for a run of 40 steps; a clamp needs one for each step: give 37 more, or run for 0.075 ms"},
		{"cells", replace("count: 3", "count: 1000000000"), "network[0].count", "the network is too large with 1e+09 cells: 4e+09 compartments; a model holds at most 2147483647"},
		{"compartments", replace("parents: [-1, 0], ncomp: 2", "parents: [-1, 0], ncomp: 2000000000"), "cells[0].ncomp", "4e+09 compartments; a model holds at most 2147483647"},
		{"recut", replace("{at: cell(0).branch(1), ncomp: 3}", "{at: all, ncomp: 1000000000}"), "ncomp[0].ncomp", "7e+09 compartments; a model holds at most 2147483647"},
		{"recut of one", replace("{at: cell(0).branch(1), ncomp: 3}", "{at: cell(0).branch(1), ncomp: 100000000}"), "ncomp[0].ncomp", "compartments"},
		{"rule", replace("{at: cell(0).branch(1), ncomp: 3}", "{at: all, ncomp: {d_lambda: {d: 1.0e-9}}}"), "ncomp[0].ncomp", "take a larger d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := buildText(t, c.text)
			var e *Error
			require.True(t, errors.As(err, &e), "%v", err)
			require.Equal(t, c.key, e.Key, err.Error())
			require.Greater(t, e.Line, 0)
			require.Contains(t, err.Error(), c.message)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// More synapses than can be are refused before memory is asked for them, and the message names what counts.
func TestTooManySynapses(t *testing.T) {
	const text = `golgi: 1
cells: [{name: a, parents: [-1], ncomp: 60000}]
network: [{cell: a, count: 2}]
synapses: [{type: TestSynapse, pre: PRE, post: POST, connect: CONNECT}]
record: [{at: cell(0).comp(0)}]
simulate: {t_max: 0.1}
`
	with := func(pre, post, connect string) error {
		_, err := buildText(t, strings.NewReplacer("PRE", pre, "POST", post, "CONNECT", connect).Replace(text))
		return err
	}
	require.NoError(t, with("all", "all", "full"), "whole cells: four synapses")
	require.ErrorContains(t, with("cell(0).comp(all)", "cell(1).loc(all)", "full"), "synapses[0].connect: 3.6e+09 synapses; a model holds at most 2147483647", "compartments, one by one")
	require.ErrorContains(t, with(`"cell(0).comp(0:59000)"`, `"cell(1).comp(0:59000)"`, "full"), "synapses[0].connect: 3.481e+09 synapses; a model holds at most 2147483647")
	require.NoError(t, with(`"cell(0).comp(0:59000)"`, `"cell(1).comp(0:59000)"`, "{sparse: {p: 1.0e-6}}"))
	require.Contains(t, tooLarge(2e9, 1<<40, "synapses"), map[bool]string{true: "GB of memory; this machine has", false: ""}[machineBytes() > 0])
}
