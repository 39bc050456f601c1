package native

import (
	"slices"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// TestRowsOfCall: no call moves more than memory gives in some 50 us, nor does more instructions, whatever a program is made of.
func TestRowsOfCall(t *testing.T) {
	for _, c := range [][2]int{{4, 0}, {8, 0}, {8, 5}} {
		width, ahead := c[0], c[1]
		for _, instructions := range []int{0, 1, 11, 300, 5000, 1 << 20} {
			for _, inputs := range []int{0, 1, 6, 40} {
				for _, outputs := range []int{0, 1, 6, 40} {
					for _, kind := range []target{unwanted, stored, added} {
						rows := rowsOfCall(width, instructions, make([]bool, inputs), slices.Repeat([]target{kind}, outputs), also{ahead: ahead})
						require.Positive(t, rows)
						require.Zero(t, rows%width, "whole vectors")
						moved := inputs + ahead
						if kind != unwanted {
							moved += 2 * outputs
						}
						if rows > width {
							require.LessOrEqual(t, rows/width*instructions, 100_000)
							require.LessOrEqual(t, 8*rows*moved, 500_000, "bytes, 50 us at 10 GB/s")
						}
						require.GreaterOrEqual(t, 2*rows/width*max(1, instructions+2*width*moved), 100_000, "not many short calls either")
					}
				}
			}
		}
	}
	few := rowsOfCall(8, 10, make([]bool, 5), []target{stored}, also{})
	require.Greater(t, rowsOfCall(8, 10, []bool{true, true, true, true, false}, []target{stored}, also{}), few, "what is the same in all rows is not moved")
}

// mostTime is several times what the longest call takes, as machines are slow, or busy, at times.
const mostTime = 200 * time.Microsecond

// TestTimeOfCall: the longest call of every program of every mechanism, and of its derivatives, with nothing uniform and everything
// wanted.
func TestTimeOfCall(t *testing.T) {
	everything := func(mech.Input) bool { return true }
	for width, e := range engines(t) {
		for _, name := range library.Names() {
			m, err := library.ByName(name)
			require.NoError(t, err)
			for purpose := mech.Initialise; purpose <= mech.Assign; purpose++ {
				p, err := m.Program(purpose)
				require.NoError(t, err)
				adjoint, err := p.Adjoint(everything)
				require.NoError(t, err)
				tangent, err := p.Tangent(everything)
				require.NoError(t, err)
				for facet, p := range map[string]*mech.Program{"": p, " adjoint": adjoint, " tangent": tangent} {
					if took := timeOfCall(t, e, p); took > mostTime {
						t.Errorf("%s: %s %v%s: a call takes %v", width, name, purpose, facet, took)
					}
				}
			}
		}
	}
}

// timeOfCall is the least of several calls over as many rows as one does, in columns that the caches do not hold at first.
func timeOfCall(t *testing.T, e mech.Engine, p *mech.Program) time.Duration {
	k, targets := compile(t, e, p).(*kernel), make([]target, len(p.Outputs))
	for i := range targets {
		targets[i] = added
	}
	rows := k.variant(make([]bool, len(p.Inputs)), targets, also{}).rows
	b := &mech.Binding{}
	for range p.Inputs {
		c := make([]float64, rows)
		for row := range c {
			c[row] = 0.3 + 1e-6*float64(row) // on the common path of all of them
		}
		b.Inputs = append(b.Inputs, mech.Operand{Values: c})
	}
	for range p.Outputs {
		b.Outputs = append(b.Outputs, mech.Target{Values: make([]float64, rows), Add: true})
	}
	var s mech.Scratch
	bound := k.prepare(b)
	a := &bound.arguments
	a.scratch = aligned(&s.Vectors, bound.variant.scratch)
	least := time.Duration(1 << 62)
	for range 40 {
		a.first, a.end = 0, int64(rows)*8
		began := time.Now()
		came := call(bound.variant.pages.code(), unsafe.Pointer(a))
		least = min(least, time.Since(began))
		require.Equal(t, a.end, came, "%s: a row left the common path", p.Mechanism)
		if least < mostTime/4 {
			break
		}
	}
	return least
}
