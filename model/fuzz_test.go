package model

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// runnable is a file that needs no other.
const runnable = `golgi: 1
cells: [{name: tree, parents: [-1, 0, 0], ncomp: [3, 2, 1]}]
ncomp: [{at: branch(1), ncomp: 4}]
groups: [{name: far, at: "branch([1,2])"}]
insert: [{at: all, mechanism: HH}, {at: group(far), mechanism: Leak, name: Leak2}]
set: [{at: group(far), key: radius, value: 0.5}, {key: HH_gNa, value: 0.1}, {at: comp(0), key: v, value: [-60, -65, -70]}]
stimuli: [{at: branch(0).loc(0.0), step: {delay: 0.1, dur: 0.2, amp: 0.1}}, {at: branch(2), samples: [0.1, 0.2]}, {sine: {freq: 100, amp: 0.01}}, {noise: {sd: 0.1, tau: 5, seed: 2}}]
record: [{at: all}, {at: HH, state: HH_m}, {at: comp(0:1), state: i_HH}]
trainable: [{at: branch(all), key: length, init: 12}, {at: group(far), key: radius_scale}, {at: comp(all), key: v}]
simulate: {t_max: 1.0, solver: crank_nicolson, init_states: run, stagger: true, every: 3}
`

// FuzzModel reads any text as a model file, and builds and runs it if it is small. It must end without a panic, with a file that satisfies its own
// checks, or with one line that names the file.
func FuzzModel(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(runnable))
	f.Add([]byte(circuit))
	f.Add([]byte(fitted))
	f.Add([]byte(sphere + "trainable: [{at: all, key: radius}]\nfit: {optimiser: lbfgs, targets: [{spikes: 1, record: 0}]}\n"))
	f.Add([]byte(sphere + "trainable: [{key: HH_gNa}]\nfit: {optimiser: {name: polyak, target: -1}, init: random, bounds: [{key: HH_gNa, lower: 0, upper: 1}]}\n"))
	f.Add([]byte("golgi: 1\ncells: &a [*a]\n"))
	f.Add([]byte("golgi: 1\ncells: [{name: a, parents: [-1]}]\nset: [{key: &k v, value: [1, *k]}]\n"))
	if files, err := filepath.Glob(filepath.Join("..", "examples", "*.yaml")); err == nil {
		for _, name := range files {
			if data, err := os.ReadFile(name); err == nil {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read("m.yaml", data)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), "m.yaml:") || strings.ContainsAny(err.Error(), "\n\r") {
				t.Fatalf("error %q is not one line about the file", err)
			}
			lines := 2
			for _, end := range []string{"\n", "\r", "\u0085", "\u2028", "\u2029"} { // what YAML counts
				lines += bytes.Count(data, []byte(end))
			}
			if e.Line > lines {
				t.Fatalf("error at line %d of %d", e.Line, lines)
			}
			return
		}
		if len(file.Cells) == 0 {
			t.Fatal("a file without a cell passed")
		}
		for _, c := range file.Cells {
			for branch, parent := range c.Parents.Value {
				if parent >= branch {
					t.Fatalf("parent %d of branch %d passed", parent, branch)
				}
			}
		}
		if s := file.Simulate; s.Given && (s.Steps() < 1 || s.Every.Value < 1) {
			t.Fatalf("a run of %d steps, every %d, passed", s.Steps(), s.Every.Value)
		}
		if small(file) {
			if err := runFuzzed(file); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// small reports whether a file can be built and run in no time, and names no other file.
func small(f *File) bool {
	const most = 200
	for _, keys := range f.names() {
		if len(keys) > 0 {
			return false
		}
	}
	if !f.Simulate.Given || f.Simulate.Steps() >= 10*most {
		return false
	}
	if len(f.Network)+len(f.NComp)+len(f.Insert)+len(f.Synapses)+len(f.Set)+len(f.Stimuli)+len(f.Clamps)+len(f.Record)+len(f.Trainable) >= most {
		return false
	}
	size := map[string]float64{}
	for i := range f.Cells {
		c := &f.Cells[i]
		size[c.Name.Value] = c.compartments()
		if c.SWC.Given || size[c.Name.Value] > 5*most {
			return false
		}
	}
	all := 0.0
	for _, m := range f.Network {
		all += float64(m.Count.Value) * size[m.Cell.Value]
	}
	for _, n := range f.NComp {
		if rule := &n.DLambda.Value; n.NComp.Value > 5 || rule.D.Given || rule.Frequency.Given || rule.AxialResistivity.Given || rule.Capacitance.Given {
			return false
		}
	}
	for _, c := range f.Fit.Cases {
		if len(c.Set)+len(c.Stimuli)+len(c.Clamps)+len(c.Targets) >= most {
			return false
		}
	}
	if len(f.Synapses) > 0 && all > most || len(f.Fit.Targets)+len(f.Fit.Cases) >= most/10 {
		return false
	}
	return all <= 5*most
}

// runFuzzed builds and runs a file: it must end with results or with one line about the file. What it returns is wrong.
func runFuzzed(f *File) error {
	m, err := f.Build()
	var r *Run
	if err == nil {
		r, err = m.Run(context.Background(), RunOptions{Workers: 1})
	}
	if err != nil {
		return oneLineAbout(err)
	}
	if want := f.Simulate.Steps()/f.Simulate.Every.Value + 1; len(r.Result.Times) != want {
		return fmt.Errorf("%d samples of %d", len(r.Result.Times), want)
	}
	for i, recording := range r.Result.Recordings {
		for _, x := range recording {
			if math.IsNaN(x) {
				return fmt.Errorf("NaN in recording %d, %v", i, r.Result.Recorded[i])
			}
		}
	}
	if work := m.View.Len() * f.Simulate.Steps() * (1 + len(f.Fit.Cases)); work > 20_000 {
		return nil // steps of a fit that fail are halved many times
	}
	return differentiateFuzzed(m)
}

// differentiateFuzzed takes a gradient and makes a step of a fit of a model that has been run. What it returns is wrong.
func differentiateFuzzed(m *Model) error {
	g, err := m.Gradient(context.Background(), GradientOptions{RunOptions: RunOptions{Workers: 1}, Budget: 1 << 28})
	if err == nil {
		for _, p := range g.Parameters {
			for k, x := range p.Values {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					return fmt.Errorf("the derivative of value %d of %s is %v", k, p.Key, x)
				}
			}
		}
	} else if err := oneLineAbout(err); err != nil {
		return err
	}
	fitting, err := m.Fitting(FitOptions{GradientOptions: GradientOptions{RunOptions: RunOptions{Workers: 1}, Budget: 1 << 28}, Epochs: 2})
	if err != nil {
		return oneLineAbout(err)
	}
	fitted, err := fitting.Run(context.Background())
	if err != nil {
		return oneLineAbout(err)
	}
	if text, err := m.File.WithParameters(fitted.Parameters, "elsewhere"); err != nil {
		return err
	} else if _, err := Read("elsewhere/m.yaml", text); err != nil {
		return fmt.Errorf("what was fitted cannot be read: %w\n%s", err, text)
	}
	return nil
}

// oneLineAbout checks that an error is one line about the file.
func oneLineAbout(err error) error {
	var e *Error
	if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), "m.yaml:") || strings.ContainsAny(err.Error(), "\n\r") {
		return fmt.Errorf("error %q is not one line about the file", err)
	}
	return nil
}

// FuzzTable reads any text as a table of numbers: no panic, and whole rows only.
func FuzzTable(f *testing.F) {
	f.Add([]byte("t_ms,r0\n0,-70\n0.025,-69.5\n"))
	f.Add([]byte("# comment\n1 2\t3\n\n4 5 6"))
	f.Add([]byte("a;b\r\n1;2\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := parseTable("t.csv", data)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r") {
				t.Fatalf("error %q is more than one line", err)
			}
			return
		}
		if table.Columns < 1 || table.Rows() < 1 || table.Rows()*table.Columns != len(table.Values) {
			t.Fatalf("%d values in %d columns", len(table.Values), table.Columns)
		}
	})
}
