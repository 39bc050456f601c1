package model

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi"
)

// rewritten reads a text, gives its trainables values, and reads the result.
func rewritten(t require.TestingT, text string, folder string, values ...[]float64) (string, *File) {
	f, err := Read(filepath.Join("models", "m.yaml"), []byte(text))
	require.NoError(t, err)
	parameters := make([]golgi.Parameter, len(values))
	for i := range values {
		parameters[i] = golgi.Parameter{Key: f.Trainable[i].Key.Value, Values: values[i]}
	}
	got, err := f.WithParameters(parameters, folder)
	require.NoError(t, err)
	again, err := Read(filepath.Join(folder, "best.yaml"), got)
	require.NoError(t, err, string(got))
	for i := range values {
		require.True(t, slices.Equal(values[i], again.Trainable[i].Init.Value), "%s", got)
	}
	return string(got), again
}

const rewriteHead = "golgi: 1\ncells: [{name: a, parents: [-1]}]\n"

func TestWithParametersKeepsTheText(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		values           []float64
	}{
		{"init of one", "trainable: [{at: all, key: v, init: -70}] # a note\n", "trainable: [{at: all, key: v, init: -61.5}] # a note\n", []float64{-61.5}},
		{"init in the middle", "trainable: [{init: 1.0e3, key: v}]\n", "trainable: [{init: 2.0e-07, key: v}]\n", []float64{2e-7}},
		{"no init", "trainable: [{at: all, key: v}, ]\n", "trainable: [{at: all, key: v, init: 3}, ]\n", []float64{3}},
		{"no init, quoted", "trainable: [{key: \"v\" , at: all}]\n", "trainable: [{key: \"v\", init: 3 , at: all}]\n", []float64{3}},
		{"no init, block", "trainable:\n- key: v # volts\n  at: all\nloss: mean_square\n", "trainable:\n- key: v # volts\n  init: 3\n  at: all\nloss: mean_square\n", []float64{3}},
		{"no init, block, at the end", "trainable:\n  -   key: v", "trainable:\n  -   key: v\n      init: 3", []float64{3}},
		{"one for many", "trainable: [{at: comp(all), key: v, init: 1}]\n", "trainable: [{at: comp(all), key: v, init: [1, 2, 3]}]\n", []float64{1, 2, 3}},
		{"many", "trainable: [{at: comp(all), key: v, init: [ 1,2,  3 ]}]\n", "trainable: [{at: comp(all), key: v, init: [ 0.1,-2,  1.0e+30 ]}]\n", []float64{0.1, -2, 1e30}},
		{"many in a block", "trainable:\n- key: v\n  init:\n  - 1 # one\n  - 2\n", "trainable:\n- key: v\n  init:\n  - 5 # one\n  - 6\n", []float64{5, 6}},
		{"carriage returns", "trainable: [{key: v, init: 1}]\r\n# end\r\n", "trainable: [{key: v, init: 2}]\r\n# end\r\n", []float64{2}},
		{"carriage returns alone", "trainable: [{key: v, init: 1}]\r# end\r", "trainable: [{key: v, init: 2}]\r# end\r", []float64{2}},
		{"line separators", "# \u2028trainable: [{key: v, init: 1}]\n", "# \u2028trainable: [{key: v, init: 2}]\n", []float64{2}},
		{"other letters", "groups: [{name: \"größe\", at: all}]\ntrainable: [{at: group(größe), key: v, init: 1}]\n", "groups: [{name: \"größe\", at: all}]\ntrainable: [{at: group(größe), key: v, init: 2}]\n", []float64{2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := rewritten(t, rewriteHead+c.text, "models", c.values)
			require.Equal(t, rewriteHead+c.want, got)
		})
	}
}

// Where a change has no place of its own, the file is laid out anew.
func TestWithParametersOfAliases(t *testing.T) {
	got, again := rewritten(t, rewriteHead+"# kept\ntrainable: [{at: all, key: v, init: &x 1}, {at: all, key: radius, init: *x}]\nset: [{key: length, value: *x}]\n",
		"models", []float64{2}, []float64{3})
	require.Contains(t, got, "# kept")
	require.Equal(t, []float64{1}, again.Set[0].Values.Value, "what else has the alias keeps its value: %s", got)
}

func TestWithParametersMovesNames(t *testing.T) {
	text := `golgi: 1
mechanisms: [own/leak.mech, /abs/k.mech]
cells: [{name: a, swc: ../cells/a.swc}, {name: b, swc: 'it''s.swc'}]
synapses: [{type: T, pre: all, post: all, connect: {matrix: w.csv}}]
stimuli: [{file: "i.csv", column: 0}]
clamps: [{state: v, file: i.csv, column: 1}]
loss: {mse: target.csv}
fit: {cases: [{name: x, stimuli: [{file: s.csv, column: 0}], targets: [{mse: x y.csv}]}]}
`
	got, again := rewritten(t, text, filepath.Join("out", "fit"))
	require.Equal(t, `golgi: 1
mechanisms: [../../models/own/leak.mech, /abs/k.mech]
cells: [{name: a, swc: ../../cells/a.swc}, {name: b, swc: "../../models/it's.swc"}]
synapses: [{type: T, pre: all, post: all, connect: {matrix: ../../models/w.csv}}]
stimuli: [{file: ../../models/i.csv, column: 0}]
clamps: [{state: v, file: ../../models/i.csv, column: 1}]
loss: {mse: ../../models/target.csv}
fit: {cases: [{name: x, stimuli: [{file: ../../models/s.csv, column: 0}], targets: [{mse: "../../models/x y.csv"}]}]}
`, got)
	require.Equal(t, "../../models/x y.csv", again.Fit.Cases[0].Targets[0].MSE.Value)
	got, _ = rewritten(t, text, "models")
	require.Equal(t, text, got, "in the same folder the names stay")
}

func TestWithParametersRefusesOthers(t *testing.T) {
	f, err := Read("m.yaml", []byte(rewriteHead+"trainable: [{key: v}]\n"))
	require.NoError(t, err)
	_, err = f.WithParameters(nil, ".")
	require.EqualError(t, err, "m.yaml: values for 0 trainables, but it has 1")
	_, err = f.WithParameters([]golgi.Parameter{{Key: "radius", Values: []float64{1}}}, ".")
	require.EqualError(t, err, `m.yaml: values of "radius" for trainable 0, which is "v"`)
}

// Whatever the layout, the values come back to the bit and all else is as it was.
func TestWithParametersOfAnyLayout(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.Float64()
		var text strings.Builder
		text.WriteString(rewriteHead + "trainable:")
		flow := rapid.Bool().Draw(rt, "flow")
		if flow {
			text.WriteString(" [")
		} else {
			text.WriteString("\n")
		}
		var values [][]float64
		for i := range rapid.IntRange(1, 3).Draw(rt, "trainables") {
			parts := []string{"key: " + rapid.SampledFrom([]string{"v", "'v'", "\"radius\"", "HH_gNa"}).Draw(rt, "key")}
			if rapid.Bool().Draw(rt, "at") {
				parts = append(parts, rapid.SampledFrom([]string{"at: all", "at: 'comp(all)'"}).Draw(rt, "path"))
			}
			if rapid.Bool().Draw(rt, "init") {
				parts = append(parts, rapid.SampledFrom([]string{"init: 1", "init: [1,2]", "init: [ 1 , 2.5e3 ]", "init: -0.5"}).Draw(rt, "old"))
			}
			parts = rapid.Permutation(parts).Draw(rt, "order")
			switch {
			case flow:
				if i > 0 {
					text.WriteString(rapid.SampledFrom([]string{",", ", ", ",\n  "}).Draw(rt, "comma"))
				}
				text.WriteString("{" + strings.Join(parts, rapid.SampledFrom([]string{", ", ",\n    "}).Draw(rt, "inner")) + "}")
			case rapid.Bool().Draw(rt, "braces"):
				text.WriteString("- {" + strings.Join(parts, ", ") + "}\n")
			default:
				text.WriteString("- " + strings.Join(parts, rapid.SampledFrom([]string{"\n  ", " # note\n  "}).Draw(rt, "line")) + "\n")
			}
			values = append(values, rapid.SliceOfN(value, 1, 3).Draw(rt, "values"))
		}
		if flow {
			text.WriteString("]\n")
		}
		text.WriteString("# the end\n")
		got, _ := rewritten(rt, text.String(), "models", values...)
		require.True(rt, strings.HasPrefix(got, rewriteHead), "%s", got)
		require.True(rt, strings.HasSuffix(got, "# the end\n"), "%s", got)
		require.Equal(rt, strings.Count(text.String(), "# note"), strings.Count(got, "# note"))
	})
}
