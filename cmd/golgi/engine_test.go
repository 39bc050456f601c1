package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi"
	"golgi/internal/vectors"
)

// fastest is the engine of a run that asks for none.
func fastest() string {
	name, _ := golgi.FastestEngine()
	return name
}

// TestEngines: the engine changes nothing but what run.json says of it; where there is no machine code one line says why.
func TestEngines(t *testing.T) {
	t.Chdir(files(t, map[string]string{"m.yaml": ball}))
	described := func(args ...string) (map[string]any, string) {
		out := filepath.Join(t.TempDir(), "out")
		stdout := succeed(t, append([]string{"run", "m.yaml", "--out", out}, args...)...)
		text, err := os.ReadFile(filepath.Join(out, "run.json"))
		require.NoError(t, err)
		var m map[string]any
		require.NoError(t, json.Unmarshal(text, &m))
		return m, stdout
	}
	want, stdout := described("--engine", "interp", "--explain")
	require.Equal(t, "interp", want["engine"])
	require.Contains(t, stdout, ", engine interp, ")
	require.NotContains(t, stdout, "for want of a faster one")
	require.Regexp(t, `\n    kernels: .*currents`, stdout)
	require.NotContains(t, stdout, "bound in")
	if allowed, err := vectors.Allowed(); err == nil {
		m, stdout := described("--engine", "native", "--explain")
		require.Equal(t, "native", m["engine"])
		require.Equal(t, want["state_hash"], m["state_hash"])
		require.Contains(t, stdout, ", engine native, "+allowed.String()+", ")
		require.Regexp(t, `\n    kernels: .*currents \([0-9]+ bytes, bound in 1 way\)`, stdout)
	}
	t.Setenv(vectors.Variable, "off")
	m, stdout := described()
	require.Equal(t, "interp", m["engine"])
	require.Equal(t, want["state_hash"], m["state_hash"])
	require.Contains(t, stdout, "engine interp, for want of a faster one: GOLGI_NATIVE=off (unset it to have machine code)\n")
	require.Contains(t, fail(t, "run", "m.yaml", "--out", "out", "--engine", "native"),
		`no engine "native" here: GOLGI_NATIVE=off (unset it to have machine code); there is "interp", which gives the same results`)
}
