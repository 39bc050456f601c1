package systems_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/native"
	"golgi/plan"
	"golgi/systems"
)

// TestCodeIsMadeBeforeTheRun: MakeCode makes all the code that a run comes to need, of every kind of system, with steady states first or
// not, and changes no bit of the run; once, and none where the kernels make none.
func TestCodeIsMadeBeforeTheRun(t *testing.T) {
	engine, err := native.New()
	if err != nil {
		t.Skip("no machine code here: ", err)
	}
	for name, make1 := range sweepModels() {
		for _, steady := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				b := make1(t)
				for i := range b.Clamps {
					mean := map[plan.Column]float64{"v": -55, "CaCon_i": 1e-3, "eCa": 100, "CaCon_e": 2}[plan.Column(b.Clamps[i].Key)]
					b.Clamps[i].Waveform = waveform(mean, mean/5, 3)
				}
				o, run := systems.Options{InitialiseStates: steady}, plan.RunOptions{Steps: 3, Dt: 0.025, Workers: 2}
				schedule := func(p *plan.Plan) *plan.Schedule {
					s, err := systems.Standard(p, o)
					require.NoError(t, err)
					return s
				}
				ran := func(before bool) string {
					p, err := plan.Freeze(b, engine)
					require.NoError(t, err)
					state, err := p.NewState(b)
					require.NoError(t, err)
					require.NotContains(t, p.String(), "bound in")
					made := ""
					if before {
						bytes := state.Bytes()
						plan.MakeCode(state, schedule(p), run.Dt)
						require.Equal(t, bytes, state.Bytes(), "the state stays as it is")
						made = p.String()
						require.Contains(t, made, "bound in")
						plan.MakeCode(state, schedule(p), run.Dt)
					}
					require.Equal(t, before, p.CodeMade())
					require.NoError(t, plan.Run(context.Background(), state, schedule(p), run))
					if before && !strings.HasPrefix(name, "parts") { // of which tiles in the middle are bound in other ways than the first and the last
						require.Equal(t, made, p.String(), "the run made more")
					}
					return state.Hash()
				}
				require.Equal(t, ran(false), ran(true))
			})
		}
	}
}

// refused is an engine whose kernels leave the sweep of some mechanisms to another.
type refused struct {
	mech.Engine
	names string
}

func (e *refused) Compile(p *mech.Program) (mech.Kernel, error) {
	k, err := e.Engine.Compile(p)
	if strings.Contains(e.names, p.Mechanism) {
		return leftKernel{k}, err
	}
	return k, err
}

type leftKernel struct{ mech.Kernel }

func (leftKernel) Describe() string { return "interp: no pages" }

// TestEngineSaysWhatItLeft: the name of a plan's engine says what is left to another, and why; so does the plan.
func TestEngineSaysWhatItLeft(t *testing.T) {
	for names, want := range map[string]string{
		"":                     "interp",
		"HH":                   "interp, but HH by interp: no pages",
		"CaL CaPump SKE2 Late": "interp, but CaL, CaPump, SKE2 and Late by interp: no pages",
	} {
		p, err := plan.Freeze(calcium(t), &refused{enginesHere()["interp"], names})
		require.NoError(t, err)
		require.Equal(t, want, p.Engine())
		require.Equal(t, names != "", strings.Contains(p.String(), "; interp: no pages\n    kernels: "))
	}
}
