package fit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"golgi"
	"golgi/grad/optimise"
	"golgi/internal/atomicfile"
)

// stateVersion is raised when what State means changes.
const stateVersion = 1

// State is all that a fit needs to go on as if it had not stopped. It is that
// of the end of the last whole epoch, is never changed after Run returned it,
// and may be written as JSON or gob without the loss of a bit.
type State struct {
	Version    int                   `json:"version"`
	Trainable  []Trainable           `json:"trainable"`            // what is fitted, in order
	Optimiser  string                `json:"optimiser"`            // as it describes itself, or the method's name
	Method     bool                  `json:"method,omitempty"`     // Optimiser is a method
	Batch      int                   `json:"batch,omitempty"`      // Options.Batch
	Seed       uint64                `json:"seed,omitempty"`       // Options.Seed
	Conditions []Condition           `json:"conditions,omitempty"` // Options.Conditions
	Here       Point                 `json:"here"`                 // at the end of the last epoch
	Best       Point                 `json:"best"`                 // of the lowest loss so far
	History    []float64             `json:"history"`              // the loss after each epoch, from the start on
	Scale      float64               `json:"scale"`                // of the steps
	Good       int                   `json:"good,omitempty"`       // epochs since a back-off
	Backoffs   int                   `json:"backoffs,omitempty"`
	Zeros      []int                 `json:"zeros,omitempty"` // the numbers of the values whose derivative was exactly 0 in every epoch
	Log        []optimise.Evaluation `json:"log,omitempty"`   // of a method
}

// Trainable says what a trainable is, so that a state is not used for another
// problem.
type Trainable struct {
	Key       string `json:"key"`
	Values    int    `json:"values"`
	Transform string `json:"transform"`
}

// Point is a place a fit has been to.
type Point struct {
	Epoch     int            `json:"epoch"`
	X         []float64      `json:"x"` // the numbers the optimiser moves, all in one list
	Value     float64        `json:"value"`
	Gradient  []float64      `json:"gradient,omitempty"` // with respect to X; none with mini-batches
	Optimiser optimise.State `json:"optimiser"`          // as it was here
}

// Epoch returns the number of epochs made.
func (s *State) Epoch() int { return len(s.History) - 1 }

// WriteFile writes the state as JSON; the file appears whole or not at all.
func (s *State) WriteFile(name string) error {
	return atomicfile.Write(name, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", " ")
		return encoder.Encode(s)
	})
}

// ReadState reads what WriteFile wrote.
func ReadState(name string) (*State, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read state: %w", err)
	}
	s := new(State)
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("read state: %s is not the state of a fit: %w", name, err)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("read state: %s: %w", name, err)
	}
	return s, nil
}

// check looks for what no fit writes.
func (s *State) check() error {
	n := 0
	for _, t := range s.Trainable {
		if t.Values < 0 {
			return fmt.Errorf("%d values of %s", t.Values, t.Key)
		}
		n += t.Values
	}
	switch {
	case s.Version != stateVersion:
		return fmt.Errorf("version %d of the state of a fit; this program reads version %d", s.Version, stateVersion)
	case n == 0 || len(s.History) == 0:
		return errors.New("the state of a fit that has not begun")
	case len(s.Here.X) != n || len(s.Best.X) != n:
		return fmt.Errorf("%d and %d numbers for %d values", len(s.Here.X), len(s.Best.X), n)
	case !(s.Scale > 0 && s.Scale <= 1):
		return fmt.Errorf("steps scaled by %v", s.Scale)
	case s.Method != (len(s.Log) > 0):
		return fmt.Errorf("a log of %d evaluations", len(s.Log))
	case s.Batch == 0 && !s.Method && (len(s.Here.Gradient) != n || len(s.Best.Gradient) != n):
		return fmt.Errorf("gradients of %d and %d values for %d", len(s.Here.Gradient), len(s.Best.Gradient), n)
	}
	if slices.ContainsFunc(s.Zeros, func(i int) bool { return i < 0 || i >= n }) {
		return fmt.Errorf("zeros %v of %d values", s.Zeros, n)
	}
	for _, list := range [][]float64{s.Here.X, s.Best.X, s.Here.Gradient, s.Best.Gradient, s.History, {s.Here.Value, s.Best.Value}} {
		if slices.ContainsFunc(list, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) }) {
			return errors.New("a number that is not finite")
		}
	}
	return nil
}

// matches compares the state with the fit that is to go on from it.
func (s *State) matches(of *State) error {
	if err := s.same(of); err != nil {
		return &ResumeError{err: err}
	}
	if differences := compare(s.Conditions, of.Conditions); len(differences) > 0 {
		return &ResumeError{Differences: differences}
	}
	return nil
}

// same compares all but the conditions.
func (s *State) same(of *State) error {
	if err := s.check(); err != nil {
		return err
	}
	if len(s.Trainable) != len(of.Trainable) {
		return fmt.Errorf("the state is of %d trainables, the problem has %d", len(s.Trainable), len(of.Trainable))
	}
	for i, t := range s.Trainable {
		if u := of.Trainable[i]; t != u {
			return fmt.Errorf("trainable %d of the state is %s with %d values and transform %s, that of the problem %s with %d and %s",
				i, t.Key, t.Values, t.Transform, u.Key, u.Values, u.Transform)
		}
	}
	if s.Optimiser != of.Optimiser || s.Method != of.Method {
		return fmt.Errorf("the state is of a fit with %s, the options say %s", s.Optimiser, of.Optimiser)
	}
	if s.Batch != of.Batch || s.Batch > 0 && s.Seed != of.Seed {
		return fmt.Errorf("the state is of mini-batches of %d from seed %d, the options say %d and %d", s.Batch, s.Seed, of.Batch, of.Seed)
	}
	return nil
}

// fresh returns the state of a fit that has not begun.
func fresh(p *Problem, o *Options) *State {
	s := &State{Version: stateVersion, Batch: o.Batch, Seed: o.Seed, Conditions: slices.Clone(o.Conditions), Scale: 1}
	for i, parameter := range p.Start {
		s.Trainable = append(s.Trainable, Trainable{parameter.Key, len(parameter.Values), p.Transform.At(i, parameter.Key).String()})
	}
	if o.Method.Run != nil {
		s.Optimiser, s.Method = o.Method.Name, true
	} else {
		s.Optimiser = o.Optimiser.String()
	}
	return s
}

// clone copies what later epochs change; points are never changed.
func (s *State) clone() *State {
	out := *s
	out.History, out.Log, out.Zeros = slices.Clone(s.History), slices.Clone(s.Log), slices.Clone(s.Zeros)
	return &out
}

// shaped returns the numbers of x with the keys and shape of the problem.
func (p *Problem) shaped(x []float64) []golgi.Parameter {
	out, err := optimise.Unflatten(x, p.Start)
	if err != nil {
		panic("fit: " + err.Error())
	}
	return out
}
