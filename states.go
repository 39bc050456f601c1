package golgi

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"golgi/internal/nearest"
	"golgi/plan"
)

// States are the states of a model at the end of a run: voltages, gates,
// recorded currents, and the time. A run that starts from them goes on as if it
// had not stopped, to the last bit.
type States struct {
	snapshot *plan.Snapshot
	dt       float64 // ms
}

// Time returns the time they belong to, ms.
func (s *States) Time() float64 { return float64(s.snapshot.Step) * s.dt }

// Keys lists the states, "v" and those of mechanisms, alphabetically.
func (s *States) Keys() []string {
	var keys []string
	for key := range s.snapshot.Columns {
		keys = append(keys, string(key))
	}
	sort.Strings(keys)
	return keys
}

// Get returns a state: a value for each compartment that has it, in order.
func (s *States) Get(key string) ([]float64, error) {
	values, there := s.snapshot.Columns[plan.Column(key)]
	if !there {
		return nil, fmt.Errorf("states: no state %q%s", key, nearest.Suggestion(key, s.Keys()))
	}
	return slices.Clone(values), nil
}

// AtStart returns the same states at time 0, for a run in which stimuli begin
// anew.
func (s *States) AtStart() *States {
	snapshot := *s.snapshot
	snapshot.Step = 0
	return &States{snapshot: &snapshot, dt: s.dt}
}

// resume puts the states into the columns of a run with step dt.
func (s *States) resume(state *plan.State, dt float64) error {
	if s == nil {
		return nil
	}
	snapshot := *s.snapshot
	if dt != s.dt {
		exact := s.Time() / dt
		snapshot.Step = int(math.Round(exact))
		if math.Abs(exact-float64(snapshot.Step)) > 1e-6 {
			return fmt.Errorf("they are of %g ms, which is no whole number of steps of %g ms; take AtStart of them, or another dt", s.Time(), dt)
		}
	}
	return state.Resume(&snapshot)
}

// SetStates writes states into the model, from where later runs start: the
// voltages and the states of mechanisms, not the time.
func (v *View) SetStates(s *States) error {
	if err := v.Err(); err != nil {
		return fmt.Errorf("set states: %w", err)
	}
	if !v.isWhole() {
		return fmt.Errorf("set states: %s is a part of the model, and states are of all of it", v.Path())
	}
	for _, key := range s.Keys() {
		if _, settable := v.m.find(key); !settable {
			continue // a current: it follows from the states
		}
		values, err := s.Get(key)
		if err != nil {
			return err
		}
		if err := v.Set(key, values...); err != nil {
			return fmt.Errorf("set states: %w", err)
		}
	}
	return nil
}
