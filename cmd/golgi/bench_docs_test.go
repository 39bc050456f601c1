package main

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/bench"
)

// TestBenchIsDocumented: every workload, with its arguments, and every key of the JSON.
func TestBenchIsDocumented(t *testing.T) {
	page := read(t, filepath.Join("..", "..", "docs", "bench.md"))
	readme := read(t, filepath.Join("..", "..", "README.md"))
	all := succeed(t, "bench", "--help")
	commands := reflect.TypeFor[benchCommand]()
	require.Greater(t, commands.NumField(), 8)
	for i := range commands.NumField() {
		field := commands.Field(i)
		name := strings.ToLower(field.Name)
		require.Contains(t, page, "`golgi bench "+name+" ", "docs/bench.md")
		require.Regexp(t, "(bench |`)"+name+"[ `]", readme, "README.md")
		require.Contains(t, all, "bench "+name)
		help := succeed(t, "bench", name, "--help")
		for a := range field.Type.NumField() {
			argument := field.Type.Field(a)
			own := argument.Tag.Get("name")
			if own == "" {
				own = strings.ToLower(argument.Name)
			}
			if _, is := argument.Tag.Lookup("arg"); is {
				require.Contains(t, help, "<"+own+">")
			} else if argument.Name != "benchFlags" {
				require.Contains(t, help, "--"+own)
				require.Contains(t, page, "--"+own, "%s, docs/bench.md", name)
			}
		}
	}
	for _, v := range []any{
		bench.Measurement{GradientMeasurement: &bench.GradientMeasurement{}, SynapseMeasurement: &bench.SynapseMeasurement{}, BatchMeasurement: &bench.BatchMeasurement{},
			LimitMeasurement: &bench.LimitMeasurement{}},
		bench.ScalePoint{NsPerSynapseStep: 1},
	} {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		var keys map[string]any
		require.NoError(t, json.Unmarshal(text, &keys))
		require.Subset(t, keysOf(keys), measured12)
		for key := range keys {
			require.Contains(t, page, "`"+key+"`", "docs/bench.md")
		}
	}
}

func keysOf(m map[string]any) (keys []string) {
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}
