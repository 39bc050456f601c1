package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"golgi"
	"golgi/internal/peak"
)

// startUpDuration is what a started process simulates, ms.
const startUpDuration = 20

// StartUp times a process from its start to its end, with written traces: golgi run (binary is the program) of the neuron of an SWC file with the
// protocol of [TracedCell], a compartment a branch, for 20 ms. The shortest of the repetitions is Best, of the whole process, and
// NsPerCompStep is that for each compartment and step; Build and Freeze are those of the process that was started last, AllocsPerStep of the same run in this one.
func StartUp(ctx context.Context, binary, file string, o MeasureOptions) (*Measurement, error) {
	fail := func(err error) (*Measurement, error) { return nil, fmt.Errorf("bench startup %s: %w", file, err) }
	if err := o.complete(); err != nil {
		return fail(err)
	}
	w, err := TracedCell(file, 1, startUpDuration)
	if err != nil {
		return fail(errors.Unwrap(err))
	}
	folder, err := os.MkdirTemp("", "golgi-bench-*")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(folder)
	place, err := filepath.Abs(file)
	if err != nil {
		return fail(err)
	}
	model, out := filepath.Join(folder, "model.yaml"), filepath.Join(folder, "out")
	if err := os.WriteFile(model, startUpModel(place), 0o644); err != nil {
		return fail(err)
	}
	args := []string{"run", model, "--out", out, "--quiet", "--workers", strconv.Itoa(o.Workers)}
	if o.Engine != "" {
		args = append(args, "--engine", o.Engine)
	}
	m := &Measurement{Workload: "startup " + file, NComp: w.view.Len(), Steps: w.steps(), started: true}
	run := func() error {
		child := exec.CommandContext(ctx, binary, args...)
		if text, err := child.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, bytes.TrimSpace(text))
		}
		return nil
	}
	if err := run(); err != nil {
		return fail(err)
	}
	if m.Best, err = shortest(o.Repetitions, run); err != nil {
		return fail(err)
	}
	if err := m.written(out); err != nil {
		return fail(err)
	}
	if m.AllocsPerStep, err = allocationsPerStep(m.Steps, w.allocationsOfRun(ctx, w.options(o))); err != nil {
		return fail(err)
	}
	m.NsPerCompStep = m.Best / float64(m.NComp) / float64(m.Steps) * 1e9
	return m, nil
}

// written makes sure that a process has written what it was asked for, a line a sample below a header, and takes from its summary how much memory it has held.
func (m *Measurement) written(out string) error {
	traces, err := os.ReadFile(filepath.Join(out, "traces.csv"))
	if err != nil {
		return err
	}
	if lines := bytes.Count(traces, []byte("\n")); lines != m.Steps+2 {
		return fmt.Errorf("%d lines of traces for %d steps", lines, m.Steps)
	}
	summary, err := os.ReadFile(filepath.Join(out, "run.json"))
	if err != nil {
		return err
	}
	var seconds struct{ Read, Build, Freeze float64 }
	err = json.Unmarshal(summary, &struct {
		PeakBytes *uint64 `json:"peak_bytes"`
		Workers   *int    `json:"workers"`
		Engine    *string `json:"engine"`
		Seconds   any     `json:"seconds"`
	}{&m.PeakBytes, &m.Workers, &m.Engine, &seconds})
	m.Build, m.Freeze = seconds.Read+seconds.Build, seconds.Freeze
	return err
}

// startUpModel is the model file of StartUp.
func startUpModel(swc string) []byte {
	return fmt.Appendf(nil, `golgi: 1
cells: [{name: cell, swc: %q, ncomp: 1}]
insert: [{at: all, mechanism: HH}]
set: [{at: all, key: axial_resistivity, value: 5000.0}]
stimuli: [{at: branch(0).comp(0), step: {delay: 1.0, dur: 2.0, amp: 1.0}}]
record: [{at: branch(0).comp(0), state: v}]
simulate: {t_max: %d, dt: %g}
`, swc, startUpDuration, workloadDt)
}

// Import times reading an SWC file, to a cell with a compartment a branch. The shortest of the repetitions is Best.
func Import(file string, o MeasureOptions) (*Measurement, error) {
	m := &Measurement{Workload: "import " + file, Workers: 1}
	read := func() error {
		cell, _, err := golgi.ReadSWC(file, golgi.WithNComp(1))
		if err == nil {
			m.NComp = cell.Len()
		}
		return err
	}
	err := o.complete()
	if err == nil {
		err = read()
	}
	if err == nil {
		m.Best, err = shortest(o.Repetitions, read)
	}
	if err != nil {
		return nil, fmt.Errorf("bench import %s: %w", file, err)
	}
	m.Build, m.PeakBytes = m.Best, peak.Bytes()
	return m, nil
}

// shortest is the shortest time of some runs, s.
func shortest(repetitions int, run func() error) (float64, error) {
	best, err := alternate(repetitions, run)
	return best[0], err
}

// since is the time since another, s.
func since(started time.Time) float64 { return time.Since(started).Seconds() }
