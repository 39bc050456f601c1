package native

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
)

// mechanism draws the text of a mechanism, and takes all its programs and their derivatives; of synapses the parts that are
// computed once a presynaptic compartment too.
func mechanism(t *rapid.T) *sample {
	s := &sample{text: enginetest.Mechanism(t)}
	m, err := mech.ParseTrusted("random.mech", []byte(s.text))
	if err != nil {
		t.Skip(err)
	}
	s.hold("%s", m.Kind())
	access := m.Access()
	for what, holds := range map[string]bool{
		"shared reads": access.SharedReads != nil, "shared writes": access.SharedWrites != nil, "currents of this step": access.CurrentReads != nil,
		"currents of the step before": access.PreviousReads != nil, "fluxes": access.Fluxes != nil, "writes the voltage": access.WritesVoltage,
	} {
		if holds {
			s.hold("%s", what)
		}
	}
	b := drawTable(t)
	for purpose := mech.Initialise; purpose <= mech.Assign; purpose++ {
		p, err := m.Program(purpose)
		require.NoError(t, err)
		if len(p.Outputs) == 0 {
			continue
		}
		for mode := enginetest.Forward; mode < enginetest.Modes; mode++ {
			chosen := map[mech.Input]bool{}
			q, err := enginetest.Derive(p, mode, func(in mech.Input) bool {
				if _, known := chosen[in]; !known {
					chosen[in] = b.rand.IntN(4) > 0
				}
				return chosen[in]
			})
			if err != nil { // of an order that is not known
				s.hold("no derivative")
				continue
			}
			s.add(b.bind(q), mode)
		}
		if m.Kind() != mech.SynapseKind {
			continue
		}
		if pre, rest, ok := p.Split(func(in mech.Input) bool { return in.Role == mech.Parameter }); ok {
			s.hold("split")
			s.add(b.bind(pre), enginetest.Forward)
			s.add(b.bind(rest), enginetest.Forward)
		}
	}
	return s
}

// FuzzMechanisms compares the engines over all programs of random mechanisms.
func FuzzMechanisms(f *testing.F) {
	list := engines(f)
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		s := mechanism(t)
		defer func() {
			if t.Failed() {
				t.Log(s.text)
			}
		}()
		s.compare(t, list)
	}))
}

// TestMechanisms: some of them.
func TestMechanisms(t *testing.T) {
	list := engines(t)
	for seed := range 120 {
		rapid.Custom(mechanism).Example(seed).compare(t, list)
	}
}
