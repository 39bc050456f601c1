package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golgi/ecs"
)

// Schedule is the list of systems that make one step, in order. It belongs to
// one run: its systems hold what they prepared.
type Schedule struct {
	entries []*entry
}

// entry is one system with its access resolved against a plan.
type entry struct {
	name    string
	system  System
	access  Access
	columns []declaredColumn

	before, after []string
	number        int           // place in the schedule
	version       int           // how many systems before it publish the voltage anew
	spent         time.Duration // of all workers, sampled and scaled
}

type declaredColumn struct {
	name   Column
	index  int
	writes bool
}

// Place says where a system goes in a schedule.
type Place struct {
	name  string
	after bool
}

// Before places a system directly before the one named.
func Before(name string) Place { return Place{name: name} }

// After places a system directly after the one named.
func After(name string) Place { return Place{name: name, after: true} }

// Add puts a system at the end, or at the place given. Two places may be given
// to check that it lies between them: the first decides. Errors: a name that
// is taken or empty, a place that does not exist, places that contradict each
// other.
func (s *Schedule) Add(system System, places ...Place) error {
	if system == nil {
		return errors.New("schedule: no system given")
	}
	e := &entry{name: system.Name(), system: system, access: system.Access()}
	at := len(s.entries)
	for k, place := range places {
		i := s.find(place.name)
		if i < 0 {
			return fmt.Errorf("schedule: system %q is placed at %q, which does not exist; there are: %s", e.name, place.name, strings.Join(s.Names(), ", "))
		}
		if place.after {
			i++
			e.after = append(e.after, place.name)
		} else {
			e.before = append(e.before, place.name)
		}
		if k == 0 {
			at = i
		}
	}
	entries := append([]*entry{}, s.entries[:at]...)
	entries = append(append(entries, e), s.entries[at:]...)
	if err := check(entries); err != nil {
		return fmt.Errorf("schedule: %w", err)
	}
	s.entries = entries
	return nil
}

// check lets the order of names confirm that every placement, old ones
// included, still holds.
func check(entries []*entry) error {
	var order ecs.Order
	for i, e := range entries {
		after := e.after
		if i > 0 {
			after = append([]string{entries[i-1].name}, after...)
		}
		if err := order.Add(e.name, e.before, after); err != nil {
			return err
		}
	}
	_, err := order.Sorted()
	return err
}

func (s *Schedule) find(name string) int {
	for i, e := range s.entries {
		if e.name == name {
			return i
		}
	}
	return -1
}

// Names returns the names of the systems in order.
func (s *Schedule) Names() []string {
	names := make([]string, len(s.entries))
	for i, e := range s.entries {
		names[i] = e.name
	}
	return names
}

// Spent returns the time spent in each system by the last run, in the order of
// Names, all workers together. It is sampled every few steps and scaled to the
// time that the workers were at work, waiting for one another included; zero
// for runs of less than two steps.
func (s *Schedule) Spent() []time.Duration {
	spent := make([]time.Duration, len(s.entries))
	for i, e := range s.entries {
		spent[i] = e.spent
	}
	return spent
}

// resolve finds the columns that systems declare and gives those that are
// written, or read row by row, a value for each row.
func (s *Schedule) resolve(p *Plan, state *State) error {
	for number, e := range s.entries {
		e.columns, e.number, e.spent = e.columns[:0], number, 0
		for k, list := range [][]Column{e.access.Writes, e.access.Reads} {
			for _, column := range list {
				i, err := p.columnIndex(column)
				if err != nil {
					return fmt.Errorf("system %q: %w", e.name, err)
				}
				e.columns = append(e.columns, declaredColumn{column, i, k == 0})
				if _, kernels := e.system.(UniformReader); k == 0 || !kernels {
					state.spread(i)
				}
			}
		}
	}
	return nil
}

// UniformReader marks a system that reads columns as operands of kernels
// (Context.Operand) and leaves those of one value as they are.
type UniformReader interface{ ReadsUniform() }

// segment is a run of systems between two barriers.
type segment struct {
	entries   []*entry
	serial    bool
	publishes bool // its last system changes the voltage that others read in this step
	version   int  // how many systems before it published in this step
	way, back *way // of cells that are cut
}

// segments cuts the schedule where a serial system needs all workers to stop.
func (s *Schedule) segments() []segment {
	var out []segment
	version := 0
	for _, e := range s.entries {
		serial := e.access.Scope == Serial
		if n := len(out); n == 0 || serial || out[n-1].serial {
			out = append(out, segment{serial: serial, version: version})
		}
		last := &out[len(out)-1]
		last.entries = append(last.entries, e)
		e.version = version
		if e.access.Publishes {
			version++
			last.publishes = true
			out = append(out, segment{version: version})
		}
	}
	return slices.DeleteFunc(out, func(s segment) bool { return len(s.entries) == 0 })
}

// latencies returns the smallest and the largest latency of crossing systems,
// and whether there are any.
func (s *Schedule) latencies() (smallest, largest int, crossing bool) {
	for _, e := range s.entries {
		if e.access.Scope == Local {
			continue
		}
		if e.access.Scope == Serial && e.access.Latency == 0 {
			continue
		}
		if !crossing || e.access.Latency < smallest {
			smallest = e.access.Latency
		}
		largest = max(largest, e.access.Latency)
		crossing = true
	}
	return smallest, largest, crossing
}
