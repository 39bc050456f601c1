package native

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/enginetest"
	"golgi/mech/library"
	"golgi/mech/native/amd64"
)

// forms notes the forms of the instructions that the code for a binding is made of.
func (d *drawn) forms(t *testing.T, width amd64.Width, written map[string]string) {
	uniform, wanted := make([]bool, len(d.inputs)), make([]bool, len(d.targets))
	for i, in := range d.inputs {
		uniform[i] = in.Uniform
	}
	targets := make([]target, len(d.targets))
	for i, out := range d.bound().Outputs {
		targets[i] = targetOf(out)
		wanted[i] = targets[i] != unwanted
	}
	g, values := lower(width, &d.p.Code, uniform, wanted)
	w := newWriter(width)
	w.Record = func(form string) {
		if written[form] == "" {
			written[form] = width.String() + ", " + d.p.Mechanism
		}
	}
	besides := also{ahead: 1}
	if i := slices.Index(uniform, false); i >= 0 {
		besides.keep = []kept{{input: i}, {input: i, past: true}}
	}
	_, err := w.assemble(g, values, targets, besides)
	require.NoError(t, err)
}

// TestForms: the programs of the library, and those that the differential tests are made of, are written in instructions of which
// the table of encodings has one of the same form. It needs no processor that could run them.
func TestForms(t *testing.T) {
	text, err := os.ReadFile("amd64/testdata/forms.txt")
	require.NoError(t, err)
	known := map[string]bool{}
	for _, form := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		known[form] = true
	}
	written := map[string]string{} // by form, where
	note := func(list ...*drawn) {
		for _, d := range list {
			d.forms(t, amd64.AVX2, written)
			d.forms(t, amd64.AVX512, written)
		}
	}
	everything := func(mech.Input) bool { return true }
	for _, name := range library.Names() {
		m, err := library.ByName(name)
		require.NoError(t, err)
		for purpose := mech.Initialise; purpose <= mech.Assign; purpose++ {
			p, err := m.Program(purpose)
			require.NoError(t, err)
			for _, mode := range []enginetest.Mode{enginetest.Forward, enginetest.Tangent, enginetest.Adjoint} {
				q, err := enginetest.Derive(p, mode, everything)
				require.NoError(t, err)
				for seed := range 2 {
					note(rapid.Custom(func(t *rapid.T) *drawn { return draw(t, q) }).Example(seed))
				}
			}
		}
	}
	for seed := range 12 {
		p := rapid.Custom(crowded).Example(seed)
		note(rapid.Custom(func(t *rapid.T) *drawn { return draw(t, p) }).Example(seed))
		note(rapid.Custom(mechanism).Example(seed).drawn...)
		note(rapid.Custom(program).Example(seed).drawn...)
	}
	for target, c := range targets {
		for _, words := range seeds(t, target) {
			note(decode(t, c.draw, words).drawn...)
		}
	}
	for form, where := range written {
		require.True(t, known[form], "the table of encodings has no %q, which is in %s: add one to amd64/encoding_test.go", form, where)
	}
	require.Greater(t, len(written), 200, "forms")
	t.Log(len(written), "forms")
}
