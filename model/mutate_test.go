package model

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestRunnable(t *testing.T) {
	f, err := Read("m.yaml", []byte(runnable))
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	r, err := m.Run(context.Background(), RunOptions{})
	require.NoError(t, err)
	require.Equal(t, 8, r.Result.Stats.Compartments)
	require.Len(t, r.Result.Recordings, 8+8+3)
	require.InDeltaSlice(t, []float64{0, 0.075, 0.15}, r.Result.Times[:3], 1e-12)
	require.Len(t, r.Result.Times, 40/3+1)
	require.Equal(t, r.Result.Hash, r.JSON().StateHash)
}

// word is a scalar, key or path step of a model file.
var word = regexp.MustCompile(`[A-Za-z_0-9.+-]+`)

// Any words of a good file may be replaced by any others: the result is a run, or one line about the file.
func TestMutations(t *testing.T) {
	t.Run("cell", func(t *testing.T) { mutate(t, runnable) })
	t.Run("network", func(t *testing.T) { mutate(t, circuit) })
}

func mutate(t *testing.T, good string) {
	words := word.FindAllString(good, -1)
	words = append(words, "-1", "0", "1e300", "-1e300", "1e-300", "-0.0", "99", "nan", ".inf", "null", "~", "true", "''", "[]", "{}", "[0, 1]",
		"\"branch([0,2])\"", "loc(2)", "comp(1:1)", "edge(0)", "Slow", "TestSynapse", "v_pre", "d_lambda", "full", "1000000000", "x", "area", "volume", "capacitance", "axial_resistivity", "resistive_load_in",
		"HH_m", "HH_n", "i_Leak2", "Leak", "eNa", "fwd_euler", "bwd_euler", "scope(global).comp(3)", "rows(0)", "&a", "*a", "!!str")
	places := word.FindAllStringIndex(good, -1)
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		end := 0
		changed := rapid.MapOfN(rapid.IntRange(0, len(places)-1), rapid.SampledFrom(words), 1, 3).Draw(rt, "changed")
		for i, place := range places {
			if replacement, ok := changed[i]; ok {
				b.WriteString(good[end:place[0]] + replacement)
				end = place[1]
			}
		}
		b.WriteString(good[end:])
		rt.Log(b.String())
		f, err := Read("m.yaml", []byte(b.String()))
		if err != nil {
			var e *Error
			require.ErrorAs(rt, err, &e)
			require.True(rt, strings.HasPrefix(err.Error(), "m.yaml:"))
			require.NotContains(rt, err.Error(), "\n")
			return
		}
		if small(f) {
			if err := runFuzzed(f); err != nil {
				rt.Fatal(err)
			}
		}
	})
}

func TestBuildErrorsHaveACause(t *testing.T) {
	f, err := Read("m.yaml", []byte(strings.Replace(runnable, "mechanism: HH", "mechanism: HJ", 1)))
	require.NoError(t, err)
	_, err = f.Build()
	var e *Error
	require.True(t, errors.As(err, &e))
	require.Equal(t, "insert[0].mechanism", e.Key)
	require.Error(t, errors.Unwrap(e))
}
