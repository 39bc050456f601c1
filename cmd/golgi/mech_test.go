package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

func TestMechList(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.mech")
	require.NoError(t, os.WriteFile(file, []byte("channel Own\nsource \"Nobody 2020, Nowhere\"\nparam g = 1e-3 (S/cm2)\ncurrent i_Own = g*(v + 70) (mA/cm2)\n"), 0o666))
	lines := strings.Split(strings.TrimSpace(succeed(t, "mech", "list", "--file", file)), "\n")
	require.Len(t, lines, 2+len(library.Names()))
	for i, name := range library.Names() {
		require.Equal(t, name, strings.Fields(lines[i+1])[0])
	}
	require.Equal(t, []string{"Own", "channel", "current", "i_Own", "Nobody", "2020"}, strings.Fields(lines[len(lines)-1]))
	require.Contains(t, strings.Join(lines, "\n"), "current i_Na; states m, h; shares eNa, vt")
}

func TestMechShow(t *testing.T) {
	require.Contains(t, succeed(t, "mech", "show", "Km"), "p' = (inf - p)/tau, exponential Euler; inf = p_inf, tau = tau_p")
	text := succeed(t, "mech", "show", "--text", "Km")
	m, err := mech.Parse("Km", []byte(text))
	require.NoError(t, err, "what is printed reads back")
	require.Equal(t, library.Km().String(), m.String())
	file := filepath.Join(t.TempDir(), "Km.mech")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	require.Equal(t, text, succeed(t, "mech", "show", "--text", file))
}

func TestMechPlot(t *testing.T) {
	dir := t.TempDir()
	for out, file := range map[string]string{"new": filepath.Join("new", "HH.png"), "a.png": "a.png", "b.svg": "b.svg"} {
		require.Equal(t, "wrote "+filepath.Join(dir, file)+"\n", succeed(t, "mech", "plot", "HH", "--out", filepath.Join(dir, out)))
		data, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		require.Equal(t, strings.HasSuffix(file, "png"), bytes.HasPrefix(data, []byte("\x89PNG")))
	}
	require.Empty(t, succeed(t, "mech", "plot", "Na", "--out", dir, "--quiet", "--from", "-100", "--to", "50", "--celsius", "34", "--set", "vt=-50"))
	require.FileExists(t, filepath.Join(dir, "Na.png"))
}

func TestMechErrors(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.mech")
	require.NoError(t, os.WriteFile(bad, []byte("channel Bad\ncurrent i_Bad = g*v (mA/cm2)\n"), 0o666))
	for message, args := range map[string][]string{
		`no mechanism "Nah" in the library, and no such file; did you mean "Na"?`: {"show", "Nah"},
		"bad.mech:2:17: no name":                                 {"show", bad},
		"no such file or directory":                              {"show", filepath.Join(dir, "no.mech")},
		"curves of Leak: it has no gate":                         {"plot", "Leak", "--out", filepath.Join(dir, "leak")},
		`--out: ` + filepath.Join(dir, "a.pdf"):                  {"plot", "HH", "--out", filepath.Join(dir, "a.pdf")},
		"--from and --to go together":                            {"plot", "HH", "--out", dir, "--from", "3"},
		"--celsius: -300 degC is no temperature":                 {"plot", "HH", "--out", dir, "--celsius=-300"},
		`no parameter or state "HH_gNA"; did you mean "HH_gNa"?`: {"plot", "HH", "--out", dir, "--set", "HH_gNA=1"},
		"missing flags: --out":                                   {"plot", "HH"},
	} {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 1, run(append([]string{"mech"}, args...), &stdout, &stderr), message)
		require.Contains(t, stderr.String(), message)
		require.Equal(t, 1, strings.Count(stderr.String(), "\n"))
		require.Empty(t, stdout.String())
	}
	require.NoDirExists(t, filepath.Join(dir, "leak"))
}
