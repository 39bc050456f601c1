package plan

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"sort"
)

// Snapshot is what a run needs to go on where another stopped: every state,
// the currents that are read or recorded, and what was published, in model
// order, with the sample they belong to. It is independent of the State it was
// taken from.
type Snapshot struct {
	// Step is the sample, counted from the start of the simulation.
	Step int
	// Columns holds the values by name, in model order (the rows of a
	// mechanism by compartment).
	Columns map[Column][]float64
	// published[d][row] is what was published d samples before Step.
	published [][]float64
}

// Snapshot copies the states out.
func (s *State) Snapshot() *Snapshot {
	shot := &Snapshot{Step: s.step, Columns: make(map[Column][]float64)}
	for i, info := range s.plan.columns {
		if info.Role == RoleState || info.Role.IsCurrent() {
			shot.Columns[info.Name] = s.modelOrder(i)
		}
	}
	if s.exchange.rows > 0 {
		for d := range len(s.exchange.slots) - 1 {
			shot.published = append(shot.published, slices.Clone(s.exchange.at(s.step-d)))
		}
	}
	return shot
}

// Resume puts the values of a snapshot into the state. Columns that the
// snapshot lacks keep their value. A column that this plan does not have, or
// has with another number of rows, is an error and changes nothing.
func (s *State) Resume(shot *Snapshot) error {
	for name, values := range shot.Columns {
		i, err := s.plan.columnIndex(name)
		if err != nil {
			return fmt.Errorf("resume: the snapshot holds %q, which this model does not have", name)
		}
		if rows := s.plan.columns[i].Rows; len(values) != rows {
			return fmt.Errorf("resume: the snapshot holds %d values of %q, this model has %d: was it taken from another model?", len(values), name, rows)
		}
	}
	s.resumed = true
	for name, values := range shot.Columns {
		i, _ := s.plan.columnIndex(name)
		s.setModelOrder(i, values)
	}
	for _, info := range s.plan.columns {
		if _, there := shot.Columns[info.Name]; !there && info.Role.IsCurrent() {
			s.resumed = false // to be computed from the states at the start
		}
	}
	s.step = shot.Step
	s.history = shot.published
	return nil
}

// Hash returns the SHA-256 of the states as little-endian float64: states by
// name alphabetically, each in model order.
func (s *State) Hash() string {
	var names []string
	for _, info := range s.plan.columns {
		if info.Role.Dynamic() {
			names = append(names, string(info.Name))
		}
	}
	sort.Strings(names)
	h := sha256.New()
	var buffer [8 * 512]byte
	for _, name := range names {
		i, _ := s.plan.columnIndex(Column(name))
		for part := range slices.Chunk(s.modelOrder(i), 512) {
			for k, x := range part {
				binary.LittleEndian.PutUint64(buffer[8*k:], math.Float64bits(x))
			}
			h.Write(buffer[:8*len(part)])
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
