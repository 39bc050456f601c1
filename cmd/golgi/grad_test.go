package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// trained is ball with trainables; the loss does not depend on the last, since the second cell is not recorded.
const trained = `golgi: 1
cells: [{name: ball, parents: [-1]}]
network: [ball, ball]
insert: [{at: all, mechanism: HH}]
stimuli: [{at: all, step: {delay: 1.0, dur: 2.0, amp: 0.005}}]
record: [{at: cell(0), state: v}]
trainable: [{at: cell(0), key: HH_gNa}, {at: all, key: radius}, {at: cell(1), key: HH_gK}]
simulate: {t_max: 5.0, init_states: true}
`

func TestGrad(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": trained})
	t.Chdir(dir)
	stdout := succeed(t, "grad", "m.yaml", "--out", "out", "--workers", "1")
	require.Equal(t, []string{"gradient.json"}, entries(t, "out"))
	require.Contains(t, stdout, "m.yaml: 2 cells, 2 branches, 2 compartments\n5 ms in 200 steps of 0.025 ms, bwd_euler, engine "+fastest()+", 1 worker\nloss ")
	require.Contains(t, stdout, "  d loss / d HH_gNa of cell(0): -")
	require.Contains(t, stdout, "the loss does not depend on HH_gK of cell(1)\nwrote "+filepath.Join("out", "gradient.json")+"\n")
	var got struct {
		Loss                 float64
		Parameters, Gradient []map[string][]float64
	}
	data, err := os.ReadFile(filepath.Join("out", "gradient.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &got))
	require.Equal(t, []float64{0.12}, got.Parameters[0]["HH_gNa"])
	require.Equal(t, []float64{1}, got.Parameters[1]["radius"])
	require.Equal(t, []float64{0}, got.Gradient[2]["HH_gK"])
	require.NotZero(t, got.Gradient[1]["radius"][0])

	require.Empty(t, succeed(t, "grad", "m.yaml", "--out", "other", "--quiet", "--budget", "16KiB", "--workers", "2"))
	other, err := os.ReadFile(filepath.Join("other", "gradient.json"))
	require.NoError(t, err)
	require.Equal(t, string(data), string(other), "the same bits in little memory")
	succeed(t, "grad", "m.yaml", "--out", "other", "-q", "--levels", "10,20")
	other, err = os.ReadFile(filepath.Join("other", "gradient.json"))
	require.NoError(t, err)
	require.Equal(t, string(data), string(other))
	explained := succeed(t, "grad", "m.yaml", "--out", "out", "-q", "--explain", "--levels", "10,20")
	require.Contains(t, explained, "plan: 2 cells")
	require.Contains(t, explained, "steps")
}

func TestGradAudit(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": trained})
	t.Chdir(dir)
	for _, method := range []string{"complex", "central", "both"} {
		stdout := succeed(t, "grad", "m.yaml", "--audit", "--method", method)
		require.Contains(t, stdout, "HH_gNa")
		require.Contains(t, stdout, "3 of 3 values, loss ")
		require.NotContains(t, stdout, "WRONG")
	}
	require.Equal(t, []string{"m.yaml"}, entries(t, dir), "without --out nothing is written")
	stdout := succeed(t, "grad", "m.yaml", "--audit", "--samples", "1", "--out", "out")
	require.Contains(t, stdout, "wrote ")
	require.Contains(t, stdout, "1 of 3 values, loss ")

	// What disagrees ends with status 1, after the table: differences of runs know nothing of what stands for the derivative of a spike.
	spiking := strings.NewReplacer("mechanism: HH", "mechanism: Fire", "key: HH_gNa", "key: Fire_vth", ", {at: cell(1), key: HH_gK}", "", "amp: 0.005", "amp: 0.05").Replace(trained)
	require.NoError(t, os.WriteFile("m.yaml", []byte(spiking), 0o666))
	succeed(t, "grad", "m.yaml", "--audit")
	var out, errors bytes.Buffer
	require.Equal(t, 1, run([]string{"grad", "m.yaml", "--audit", "--method", "central"}, &out, &errors), out.String())
	require.Contains(t, out.String(), "WRONG")
	require.Contains(t, errors.String(), "golgi: m.yaml: audit: ")
	require.Equal(t, 1, strings.Count(errors.String(), "\n"))
}

func TestJacobianCommand(t *testing.T) {
	dir := files(t, map[string]string{"m.yaml": ball})
	t.Chdir(dir)
	stdout := succeed(t, "jacobian", "m.yaml", "--out", "out")
	require.Contains(t, stdout, "one step of 0.025 ms, bwd_euler, from the initial state: 4 states (HH_h[1], HH_m[1], HH_n[1], v[1])\nwrote ")
	require.Equal(t, []string{"jacobian.csv"}, entries(t, "out"))
	f, err := os.Open(filepath.Join("out", "jacobian.csv"))
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	require.True(t, lines.Scan())
	require.Equal(t, "# state order: HH_h[1], HH_m[1], HH_n[1], v[1]", lines.Text())
	rows := 0
	for lines.Scan() {
		row := numbers(t, strings.Split(lines.Text(), ","))
		require.Len(t, row, 4)
		require.True(t, row[rows] > 0 && row[rows] < 1, "a state relaxes by itself")
		rows++
	}
	require.Equal(t, 4, rows)
	require.Contains(t, succeed(t, "jacobian", "m.yaml", "--out", "out", "-q", "--explain", "--dt", "0.1"), "plan: ")
}

func TestByteSizes(t *testing.T) {
	for text, want := range map[string]byteSize{
		"1": 1, "1000000": 1e6, "64MB": 64e6, "64mb": 64e6, "1GiB": 1 << 30, "1.5 KiB": 1536, "2e3": 2000, "10B": 10, "3TB": 3e12, " 7 MiB ": 7 << 20,
	} {
		var b byteSize
		require.NoError(t, b.UnmarshalText([]byte(text)), text)
		require.Equal(t, want, b, text)
	}
	for _, text := range []string{"", "MB", "-1", "0", "nan", "inf", "1e30", "1 XB", "0.5"} {
		var b byteSize
		require.ErrorContains(t, b.UnmarshalText([]byte(text)), "is no number of bytes; say for example 64MB, 1GiB or 1000000", text)
	}
}

// Every failure gives one line and leaves nothing behind.
func TestFailuresOfGradients(t *testing.T) {
	for _, c := range []struct {
		name    string
		text    string
		args    []string
		message string
	}{
		{"no trainables", ball, []string{"grad", "m.yaml", "--out", "out"}, "m.yaml: nothing is trainable; say what to differentiate by or to fit, for example trainable: [{at: all, key: radius}]"},
		{"no output", trained, []string{"grad", "m.yaml"}, "--out: say which folder gradient.json is to be written to"},
		{"small budget", trained, []string{"grad", "m.yaml", "--out", "out", "--budget", "100"}, "m.yaml: gradient: a budget of 100 bytes is too small; the least that would do is "},
		{"budget, text", trained, []string{"grad", "m.yaml", "--out", "out", "--budget", "much"}, `--budget: "much" is no number of bytes`},
		{"levels", trained, []string{"grad", "m.yaml", "--out", "out", "--levels", "2,5"}, "the levels 2 x 5 reach 10 steps, the run has 200"},
		{"levels, zero", trained, []string{"grad", "m.yaml", "--out", "out", "--levels", "0,5"}, "--levels: lengths are 1 or more, one is 0"},
		{"both", trained, []string{"grad", "m.yaml", "--out", "out", "--levels", "20,20", "--budget", "1GB"}, "--levels: give either a budget or levels, not both"},
		{"method", trained, []string{"grad", "m.yaml", "--audit", "--method", "guess"}, `--method: unknown method "guess"; there are complex, central and both`},
		{"method alone", trained, []string{"grad", "m.yaml", "--out", "out", "--method", "central"}, "go with --audit only"},
		{"samples", trained, []string{"grad", "m.yaml", "--audit", "--samples=-1"}, "--samples: must be 1 or more, is -1"},
		{"tolerance", trained, []string{"grad", "m.yaml", "--audit", "--tolerance=-1"}, "--tolerance: must be greater than 0, is -1"},
		{"target", trained + "loss: {mse: target.csv}\n", []string{"grad", "m.yaml", "--out", "out"}, "loss.mse: "},
		{"solver", trained, []string{"grad", "m.yaml", "--out", "out", "--solver", "rk4"}, "m.yaml: --solver: unknown solver"},
		{"a run that fails", strings.Replace(trained, "amp: 0.005", "amp: 5000", 1), []string{"grad", "m.yaml", "--out", "out"}, "m.yaml: gradient: "},
		{"jacobian, output", ball, []string{"jacobian", "m.yaml"}, "missing flags: --out"},
		{"jacobian, engine", ball, []string{"jacobian", "m.yaml", "--out", "out", "--engine", "fast"}, `no engine "fast"`},
		{"fit, none", trained, []string{"fit", "m.yaml", "--out", "out"}, `m.yaml: the key "fit" is missing: what to fit, and how`},
		{"fit, bounds", trained + "fit: {bounds: [{key: HH_gna, lower: 0}]}\n", []string{"fit", "m.yaml", "--out", "out"}, `m.yaml:9:22: fit.bounds[0].key: nothing with the key "HH_gna" is trainable; did you mean "HH_gNa"?`},
		{"fit, epochs", trained + "fit: {}\n", []string{"fit", "m.yaml", "--out", "out", "--epochs=-1"}, "--epochs: must be 1 or more, is -1"},
		{"fit, resume", trained + "fit: {}\n", []string{"fit", "m.yaml", "--out", "out", "--resume"}, "--resume: there is no fit in out that could go on (no fit-state.json)"},
		{"fit, a start that fails", strings.Replace(trained, "amp: 0.005", "amp: 5000", 1) + "fit: {}\n", []string{"fit", "m.yaml", "--out", "out"}, "; at the start, HH_gNa[0] (cell(0)) = 0.12, "},
		{"fit, small budget", trained + "fit: {}\n", []string{"fit", "m.yaml", "--out", "out", "--budget", "100"}, "m.yaml: fit: case 0: gradient: a budget of 100 bytes is too small; the least that would do is "},
		{"fit, start outside", trained + "fit: {bounds: [{key: HH_gNa, lower: 0.2}]}\n", []string{"fit", "m.yaml", "--out", "out"}, "of HH_gNa starts at 0.12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := files(t, map[string]string{"m.yaml": c.text})
			t.Chdir(dir)
			require.Contains(t, fail(t, c.args...), c.message)
			require.Equal(t, []string{"m.yaml"}, entries(t, dir), "nothing may be left behind")
		})
	}
}

// referenceTolerance is that of reference gradients and Jacobians, of the largest element; 1e-3 where Jaxley's secant,
// in place of the exact slope, makes a difference.
const referenceTolerance = 1e-5

// TestReferenceGradients runs every case with a gradient of Jaxley's through the command line.
func TestReferenceGradients(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(shared(t, "reference"), "*", "gradient.json"))
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	type file struct{ Parameters, Gradient []map[string][]float64 }
	read := func(name string) (f file) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, &f))
		return f
	}
	for _, name := range cases {
		folder := filepath.Dir(name)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			tolerance := referenceTolerance
			if base := filepath.Base(folder); base == "pospischil_channels" || strings.HasPrefix(base, "calcium_") {
				tolerance = 1e-3
			}
			out := t.TempDir()
			succeed(t, "grad", filepath.Join(folder, "model.yaml"), "--out", out, "-q")
			want, got := read(name), read(filepath.Join(out, "gradient.json"))
			require.Len(t, got.Gradient, len(want.Gradient))
			for i := range want.Gradient {
				for key, values := range want.Gradient[i] {
					require.Len(t, got.Gradient[i][key], len(values), key)
					for k, x := range values {
						require.LessOrEqual(t, math.Abs(x-got.Gradient[i][key][k]), tolerance*largest(values), "%s, value %d", key, k)
					}
				}
			}
		})
	}
}
