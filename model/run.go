package model

import (
	"bufio"
	"context"
	"golgi/internal/peak"
	"time"

	"golgi"
)

// RunOptions say how to compute; they do not change results.
type RunOptions struct {
	// Workers is the number of goroutines; 0 for one a processor.
	Workers int
	// Engine computes the mechanisms; "" for the fastest there is.
	Engine string
	// Progress is called now and then with the number of steps done; nil if nobody looks.
	Progress func(done, steps int)
	// Footprint puts the memory of model and run into the result, and what it says into Result.Explain.
	Footprint bool
}

// Run is a model that has been run.
type Run struct {
	Model  *Model
	Result *golgi.Result
	// Seconds has all but Write, to which drawing pictures may add; after Stream it has what was written then.
	Seconds Seconds

	streamed bool // traces.csv is written
	extents  extents
}

// Run runs the model, with the trainables at their starting values. Errors name the model file.
func (m *Model) Run(ctx context.Context, o RunOptions) (*Run, error) {
	options, err := m.options(o)
	if err != nil {
		return nil, err
	}
	result, err := m.integrate(ctx, options)
	if err != nil {
		return nil, &Error{File: m.File.Name, Message: err.Error(), Cause: err}
	}
	r := &Run{Model: m, Result: result}
	r.seconds(0)
	return r, nil
}

// seconds takes the times of the run over, in which so much was spent on writing.
func (r *Run) seconds(writing time.Duration) {
	stats := &r.Result.Stats
	r.Seconds = r.Model.Seconds
	r.Seconds.Freeze, r.Seconds.Run, r.Seconds.Write = stats.Freeze.Seconds(), (stats.Run - writing).Seconds(), writing.Seconds()
}

// options are what the file says of a run.
func (m *Model) options(o RunOptions) (golgi.Options, error) {
	s := &m.File.Simulate
	solver, err := golgi.ParseSolver(s.Solver.Value)
	if err != nil {
		return golgi.Options{}, errorf(m.File.Name, s.Solver.Place, "%v", err)
	}
	return golgi.Options{
		TMax: s.TMax.Value, Dt: s.Dt.Value, Solver: solver, Stagger: s.Stagger.Value,
		InitStates: s.InitStates.Value == "run", Every: s.Every.Value,
		Workers: o.Workers, Engine: o.Engine, VoltageLimit: s.VoltageLimit.Value,
		Parameters: m.View.GetParameters(), Progress: o.Progress, Footprint: o.Footprint,
	}, nil
}

// RunFiles are the names of the files that Run.Write writes.
func RunFiles() []string { return []string{tracesFile, "run.json"} }

const tracesFile = "traces.csv"

// Write writes traces.csv and run.json; after Stream the latter alone.
func (r *Run) Write(o *Output) error {
	if !r.streamed {
		start := time.Now()
		var text *tracesWriter
		err := o.Write(tracesFile, func(w *bufio.Writer) error {
			text = newTracesWriter(w, r.Result.Stats.Workers)
			return text.all(r.Result.Times, r.Result.Recordings)
		})
		if err != nil {
			return r.Model.unwritten(err, text)
		}
		r.Seconds.Write += time.Since(start).Seconds()
	}
	return o.Write("run.json", func(w *bufio.Writer) error { return WriteRunJSON(w, r.JSON()) })
}

// JSON is the content of run.json.
func (r *Run) JSON() RunJSON {
	stats := &r.Result.Stats
	return RunJSON{
		GolgiVersion: Version, ModelHash: r.Model.Hash(), StateHash: r.Result.Hash,
		Engine: stats.Engine, Workers: stats.Workers,
		Compartments: stats.Compartments, Branchpoints: stats.Branchpoints, Synapses: stats.Synapses,
		Steps: stats.Steps, Dt: stats.Dt, Seconds: r.Seconds, PeakBytes: peak.Bytes(),
	}
}

// NodesFiles are the names of the files that Model.WriteNodes writes.
func NodesFiles() []string { return []string{"nodes.csv"} }

// WriteNodes writes nodes.csv.
func (m *Model) WriteNodes(o *Output) error {
	nodes, err := m.View.Nodes()
	if err != nil {
		return err
	}
	return o.Write("nodes.csv", func(w *bufio.Writer) error { return nodes.WriteCSV(w) })
}
