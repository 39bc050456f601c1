package mech_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
)

// FuzzParse: no text makes the parser panic, and what parses prints, and parses again to the same programs.
func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte(nmda))
	f.Add([]byte(pump))
	f.Add([]byte(sodium()))
	texts, err := filepath.Glob("library/*.mech")
	require.NoError(f, err)
	for _, name := range texts {
		text, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(text)
	}
	for _, text := range []string{
		"channel X\nx = 2 (mV)^2 (mV2)", "channel X\nx = (2) (mV)", "channel X\nparam a = -(3) (mV) \"\\\"\"", "channel X\ngate m=1/2{tau=1,inf=if 1<2 then 3 else 4}",
		"channel X\nshared state s = 0\nupdate s = !(1<2)&&3>=4||v!=v then", "channel X\ncurrent i = 1e300*1e300*v", "channel X\nx = a (1) #(\n", "channel\tX\r\nx=.5e1^-2^3",
		"synapse X\ncurrent i = (v_pre) (nA)", "synapse S\ngate s { inf = sigmoid(v_pre/3), tau = vtrap(v_post, v) }\ncurrent i_S = s*(v - v_post) + 0*tan(v/1) (nA)",
		"pump X\nunits off\nion k read ki,\n ko write ek, ik\nassign ek = log(ko/ki)\ncurrent ik = (ek) (1) inward\nread i_k=-1(mA/cm2)", "point X\nsurrogate none\nupdate v = step(v)*v",
		"junction X\nconductance g = (1) (uS) \"\\n\"\n", "channel X\nstate a=1\nstate b=0\nkinetic a<->b{backward=1e300,forward=1/3}\nconserve b+a=(2)(1)", "pump X\nstate s=0\ns'=-s^3+exprelr(s)*previous(i_X)",
		"pump X\nsurrogate triangle (2) (mV)\nstate s = 1\nflux s = -s*step(s)\ncurrent i_X = v*step(s - v)", "channel X\nstate a=1\nstate b=1\nkinetic a <-> b { forward = a, backward = 0 }", "channel X\nx'=x",
		"channel X\nstate s = 0\nassign s = previous(i_X)\ncurrent i_X = s*v\ngate m { alpha = 0*v, beta = -0 }", "pump X\nion ca read ica write ica\ncurrent ica = 1*v\nstate s = 0\nupdate s = previous(ica)",
		"synapse X\nshared state s = 0", "synapse X\nsynapse Y", "channel X\nx = v_pre", "channel X\nfunction vtrap(a, b) = a\nx = vtrap(1,2) (1)\ny = (x) (1)",
		"channel X\nfunction ceil(a) = a\nx = (ceil) (1)", "synapse X\nx = log10(cosh(sinh(v/1))) + ceil(-0.5)", "synapse i\ncurrent i_i = 0 (nA)",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := mech.Parse("fuzz", text)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		again, err := mech.Parse("fuzz", []byte(m.String()))
		require.NoError(t, err, "printed:\n%s", m)
		require.Equal(t, m.String(), again.String())
		for p := mech.Initialise; p <= mech.Assign; p++ {
			one, err := m.Program(p)
			require.NoError(t, err)
			other, err := again.Program(p)
			require.NoError(t, err)
			require.True(t, one.Code.Same(other.Code), "printed:\n%s", m)
			require.Equal(t, one.Inputs, other.Inputs)
			require.Equal(t, one.Outputs, other.Outputs)
		}
	})
}
