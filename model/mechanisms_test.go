package model

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech/library"
)

// leakText is a channel of a user's own; its current is known in closed form.
const leakText = `channel MyLeak
param g = 3e-4 (S/cm2)
param e = -70 (mV)
current i_MyLeak = g*(v - e) (mA/cm2)
`

// own makes a model file with mechanisms beside it.
func own(t *testing.T, text string, files map[string]string) (*File, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666))
	}
	name := filepath.Join(dir, "m.yaml")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
	return ReadFile(name)
}

const ownHead = "golgi: 1\ncells: [{name: a, parents: [-1]}]\nrecord: [{at: all}]\nsimulate: {t_max: 1.0}\n"

func TestMechanismsOfFiles(t *testing.T) {
	text := ownHead + "mechanisms: [leak.mech]\ninsert: [{mechanism: MyLeak}, {mechanism: MyLeak, name: Other}]\nset: [{key: Other_g, value: 0}, {key: v, value: -60}]\n"
	f, err := own(t, text, map[string]string{"leak.mech": leakText})
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	require.Empty(t, m.Notes)
	r, err := m.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	want := -60.0
	for range 40 { // backward Euler of C dv/dt = -g (v - e), C of 1 uF/cm2
		want = (want + 0.025*0.3*-70) / (1 + 0.025*0.3)
	}
	require.InDelta(t, want, r.Result.Recordings[0][40], 1e-12, "40 steps of rounding")

	f, err = own(t, text, map[string]string{"leak.mech": leakText + "# another\n"})
	require.NoError(t, err)
	other, err := f.Build()
	require.NoError(t, err)
	require.NotEqual(t, m.Hash(), other.Hash(), "the hash covers the files of mechanisms")
}

func TestMechanismsThatTheLibraryHas(t *testing.T) {
	f, err := own(t, ownHead+"mechanisms: [leak.mech]\n", map[string]string{"leak.mech": library.Leak().String()})
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err, "the same equations do no harm")
	require.Equal(t, []string{`mechanisms[0] "leak.mech" is not used: neither "insert" nor "synapses" names Leak`}, m.Notes)
}

func TestMechanismErrors(t *testing.T) {
	for message, c := range map[string]struct {
		text  string
		files map[string]string
	}{
		"m.yaml:5:14: mechanisms[0]: ":                               {"mechanisms: [no.mech]\n", nil},
		"no.mech: there is no such file":                             {"mechanisms: [no.mech]\n", nil},
		"leak.mech:4:22: no name":                                    {"mechanisms: [leak.mech]\n", map[string]string{"leak.mech": "channel C\nparam g = 1 (S/cm2)\nparam e = -70 (mV)\ncurrent i_C = g*(v - E) (mA/cm2)\n"}},
		"calls its mechanism \"MyLeak\", as a.mech does":             {"mechanisms: [a.mech, b.mech]\n", map[string]string{"a.mech": leakText, "b.mech": leakText}},
		"\"Leak\", which is one of the library with other equations": {"mechanisms: [a.mech]\n", map[string]string{"a.mech": "channel Leak\nparam g = 1 (S/cm2)\ncurrent i_Leak = g*v (mA/cm2)\n"}},
		"m.yaml:6:22: insert[0].mechanism: no mechanism \"MyLeek\"":  {"mechanisms: [a.mech]\ninsert: [{mechanism: MyLeek}]\n", map[string]string{"a.mech": leakText}},
		"did you mean \"MyLeak\"?":                                   {"mechanisms: [a.mech]\ninsert: [{mechanism: MyLeek}]\n", map[string]string{"a.mech": leakText}},
		"no state \"CaCon_i\" in view all":                           {"diffuse: [{ion: CaCon_i}]\n", nil},
		"m.yaml:5:17: diffuse[0].ion: diffuse: the voltage \"v\"":    {"diffuse: [{ion: v}]\n", nil},
		"clamps[0].state: clamp: \"radius\" is a property":           {"insert: [{mechanism: HH}]\nclamps: [{state: radius, step: {delay: 0, dur: 2, amp: 1}}]\n", nil},
	} {
		f, err := own(t, ownHead+c.text, c.files)
		if err == nil {
			_, err = f.Build()
		}
		require.ErrorContains(t, err, message)
		var e *Error
		require.True(t, errors.As(err, &e), message)
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestCelsius(t *testing.T) {
	f, err := own(t, ownHead+"celsius: 34\n", nil)
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	require.Equal(t, 34.0, m.View.Celsius())
	f, err = own(t, ownHead, nil)
	require.NoError(t, err)
	m, err = f.Build()
	require.NoError(t, err)
	require.Equal(t, 6.3, m.View.Celsius())
}

func TestClampsOfParameters(t *testing.T) {
	f, err := own(t, ownHead+"insert: [{mechanism: Leak}]\nset: [{key: v, value: -60}]\nclamps: [{state: Leak_gLeak, step: {delay: 0.5, dur: 0.5, amp: 1.0e-3}}]\n", nil)
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	r, err := m.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	v := r.Result.Recordings[0]
	require.Equal(t, -60.0, v[20], "no conductance yet")
	require.InDelta(t, (-60+0.025*-70)/(1+0.025), v[21], 1e-12, "a step of backward Euler with 1 mS/cm2")
}

// TestDiffuseOfAFile: the total stays, and each entry has its own place and constant.
func TestDiffuseOfAFile(t *testing.T) {
	text := "golgi: 1\ncells: [{name: a, parents: [-1, 0], ncomp: 2}]\ninsert: [{at: branch(0), mechanism: Store}]\nmechanisms: [store.mech]\n" +
		"diffuse: [{ion: CaCon_i}, {at: branch(1), ion: CaCon_i, constant: 2.5}]\nset: [{at: branch(0).comp(0), key: CaCon_i, value: 1}]\n" +
		"record: [{at: all, state: CaCon_i}]\nsimulate: {t_max: 1000.0}\n"
	f, err := own(t, text, map[string]string{"store.mech": "pump Store\nshared state CaCon_i = 0 (mM)\n"})
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	require.Equal(t, []string{"diffuse: CaCon_i starts at 0 in 2 compartments where no mechanism has it"}, m.Notes)
	constants, err := m.View.Get("axial_diffusion_CaCon_i")
	require.NoError(t, err)
	require.Equal(t, []float64{1, 1, 2.5, 2.5}, constants)
	r, err := m.Run(context.Background(), RunOptions{Workers: 1})
	require.NoError(t, err)
	total, last := 0.0, len(r.Result.Times)-1
	for _, trace := range r.Result.Recordings {
		require.Greater(t, trace[last], 0.1)
		total += trace[last]
	}
	require.InDelta(t, 1, total, 1e-10, "equal volumes; 40,000 steps that round to 1e-16 each leave 4e-12")
}

func TestSurrogateOfAFile(t *testing.T) {
	f, err := own(t, ownHead+"insert: [{mechanism: Izhikevich, surrogate: {shape: sigmoid, slope: 3}}]\n", nil)
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	require.Contains(t, m.View.Mechanisms()[0].String(), "surrogate sigmoid 3")
	f, err = own(t, ownHead+"insert: [{mechanism: Izhikevich, surrogate: {shape: sigmod}}]\n", nil)
	require.NoError(t, err)
	_, err = f.Build()
	require.ErrorContains(t, err, `insert[0].surrogate.shape: mechanism Izhikevich: no surrogate "sigmod"; did you mean "sigmoid"?`)
}

func TestJunctionsOfAFile(t *testing.T) {
	const text = "golgi: 1\ncells: [{name: a, parents: [-1]}]\nnetwork: [{cell: a, count: 2}]\nrecord: [{at: all}]\nsimulate: {t_max: 1.0}\n"
	f, err := own(t, text+"synapses: [{type: GapJunction, pre: cell(0), post: cell(1)}]\n", nil)
	require.NoError(t, err)
	m, err := f.Build()
	require.NoError(t, err)
	require.Equal(t, []string{"GapJunction"}, m.View.SynapseTypes())
	f, err = own(t, text+"insert: [{mechanism: GapJunction}]\n", nil)
	require.NoError(t, err)
	_, err = f.Build()
	require.ErrorContains(t, err, `insert[0].mechanism: GapJunction is a junction; connect compartments with it under "synapses"`)
	f, err = own(t, text+"synapses: [{type: CaPump, pre: cell(0), post: cell(1)}]\n", nil)
	require.NoError(t, err)
	_, err = f.Build()
	require.ErrorContains(t, err, `synapses[0].type: CaPump is a pump, not a synapse; put it into compartments under "insert"`)
}
