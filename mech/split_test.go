package mech_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/library"
)

// evaluateSplit evaluates the two parts one after the other, inputs by key.
func evaluateSplit(first, rest *mech.Program, values map[string]float64) []float64 {
	given := func(p *mech.Program, shared []float64) []float64 {
		var list []float64
		for _, in := range p.Inputs {
			if in.Role == mech.Shared {
				var k int
				if _, err := fmt.Sscan(in.Key, &k); err != nil {
					panic(err)
				}
				list = append(list, shared[k])
				continue
			}
			list = append(list, values[in.Key])
		}
		return list
	}
	return rest.Evaluate(given(rest, first.Evaluate(given(first, nil))))
}

func inputKeys(p *mech.Program) (keys []string) {
	for _, in := range p.Inputs {
		keys = append(keys, in.Key)
	}
	return keys
}

// TestSplit: what is shared, and what crosses, for the synapse of the stomatogastric network.
func TestSplit(t *testing.T) {
	sweep := program(t, library.IonotropicSynapse(), mech.Sweep)
	all := func(mech.Input) bool { return true }
	first, rest, ok := sweep.Split(func(in mech.Input) bool { return in.Role == mech.Parameter })
	require.True(t, ok)
	require.Equal(t, []string{"IonotropicSynapse_k_minus", "IonotropicSynapse_v_th", "IonotropicSynapse_delta", "v_pre", "dt"}, inputKeys(first))
	require.Equal(t, []mech.Output{{Key: "0", Role: mech.Shared}, {Key: "1", Role: mech.Shared}}, first.Outputs, "the steady state and the decay")
	require.Equal(t, []string{"IonotropicSynapse_gS", "IonotropicSynapse_e_syn", "IonotropicSynapse_s", "v", "0", "1"}, inputKeys(rest))
	require.Equal(t, sweep.Outputs, rest.Outputs)
	require.Len(t, rest.Code.Instructions, 6+5, "inputs, and the plainest arithmetic")

	first, rest, ok = sweep.Split(func(in mech.Input) bool { return in.Role == mech.Parameter && in.Key != "IonotropicSynapse_k_minus" })
	require.True(t, ok)
	require.NotContains(t, inputKeys(first), "IonotropicSynapse_k_minus")
	require.Contains(t, inputKeys(rest), "IonotropicSynapse_k_minus")
	require.Contains(t, inputKeys(rest), "dt")
	require.Len(t, first.Outputs, 1, "the exponential that k_minus multiplies")

	_, _, ok = sweep.Split(func(mech.Input) bool { return false })
	require.False(t, ok, "the threshold differs: nothing can be shared")
	_, _, ok = program(t, library.HH(), mech.Sweep).Split(all)
	require.False(t, ok, "no presynaptic voltage")
	_, _, ok = program(t, parse(t, "synapse Linear\nparam g = 1 (uS)\ncurrent i_Linear = g*(v_post - v_pre) (nA)"), mech.Currents).Split(all)
	require.False(t, ok, "nothing costly")
	many := "synapse Many\n"
	for i := range 4 {
		many += fmt.Sprintf("gate m%d { inf = sigmoid((v_pre + %d (mV))/(5 (mV))), tau = %d (ms) }\n", i, 40+i, 1+i)
	}
	_, _, ok = program(t, parse(t, many+"current i_Many = m0*m1*m2*m3*(1e-3 (uS))*v_post (nA)"), mech.Sweep).Split(all)
	require.False(t, ok, "four values would cross")
}

// TestSplitTakesFewValues: 1 - x and x of one costly x cross as one.
func TestSplitTakesFewValues(t *testing.T) {
	m := parse(t, `synapse Few
units off
state a = 0
update a = a*(1 - exp(v_pre)) + exp(v_pre)*(2 - exp(v_pre)) + (exp(v_pre) + 3)/(1 + a)
current i_Few = a*v_post`)
	first, rest, ok := program(t, m, mech.Sweep).Split(func(mech.Input) bool { return true })
	require.True(t, ok)
	require.Len(t, first.Outputs, 1)
	values := map[string]float64{"Few_a": 0.7, "v": -60, "v_pre": -1.5}
	require.Equal(t, evaluate(program(t, m, mech.Sweep), values), evaluateSplit(first, rest, values))
}

func evaluate(p *mech.Program, values map[string]float64) []float64 {
	var list []float64
	for _, in := range p.Inputs {
		list = append(list, values[in.Key])
	}
	return p.Evaluate(list)
}

// TestSplitKeepsBits: random equations, random sets of uniform parameters.
func TestSplitKeepsBits(t *testing.T) {
	tried, split := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		m := parse(t, enginetest.Synapse(r))
		uniform := map[string]bool{}
		values := map[string]float64{"v": rapid.Float64Range(-90, 60).Draw(r, "v"), "v_pre": rapid.Float64Range(-90, 60).Draw(r, "v_pre"),
			"dt": 0.025, "celsius": 6.3, "t": 1.5}
		for _, p := range m.Parameters() {
			uniform[p.Key] = rapid.Bool().Draw(r, p.Key+" is uniform")
			values[p.Key] = rapid.Float64Range(-2, 2).Draw(r, p.Key)
		}
		for _, s := range m.States() {
			values[s.Key] = rapid.Float64Range(0, 1).Draw(r, s.Key)
		}
		for _, purpose := range []mech.Purpose{mech.Sweep, mech.Advance, mech.Currents} {
			p := program(t, m, purpose)
			first, rest, ok := p.Split(func(in mech.Input) bool { return uniform[in.Key] })
			tried++
			if !ok {
				continue
			}
			split++
			require.NoError(r, first.Code.Check())
			require.NoError(r, rest.Code.Check())
			require.LessOrEqual(r, len(first.Outputs), 3)
			for _, in := range first.Inputs {
				require.True(r, in.Role == mech.PreVoltage || in.Role == mech.TimeStep || in.Role == mech.Time || in.Role == mech.Celsius || uniform[in.Key], in.Key)
			}
			want, got := evaluate(p, values), evaluateSplit(first, rest, values)
			for i := range want {
				require.Equal(r, math.Float64bits(want[i]), math.Float64bits(got[i]), p.Outputs[i].Key)
			}
		}
	})
	require.Greater(t, split, tried/10)
}
