package mech_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
)

// TestHolesInTheSweep: what is infinite or no number at a voltage of the sweep,
// beside the rates of gates.
func TestHolesInTheSweep(t *testing.T) {
	for text, message := range map[string]string{
		"channel Y\nparam g = 1e-3 (S/cm2)\nstate q = 0.1 (1)\nq' = (1 - q)*(1 (mV/ms))/(v + 40)\ncurrent i_Y = g*q*(v + 70) (mA/cm2)\n": "Y.mech:4:1: the step of Y_q is NaN at v = -40 mV",
		"channel Y\nparam g = 1e-3 (S/cm2)\nparam s = 1 (mV)\ncurrent i_Y = g*s*(v + 70)/(v + 40) (mA/cm2) outward\n":                    "Y.mech:4:9: i_Y is +Inf at v = -40 mV",
		"pump P\nshared state CaCon_i = 1e-4 (mM)\nparam r = 1 (mV/ms)\nflux CaCon_i = r*CaCon_i/(v + 40) (mM/ms)\n":                     "P.mech:4:6: i_P is -Inf at v = -40 mV",
	} {

		name := "Y.mech"
		if strings.HasPrefix(text, "pump") {
			name = "P.mech"
		}
		_, err := mech.Parse(name, []byte(text))
		require.ErrorContains(t, err, message)
		require.ErrorContains(t, err, "it must be finite")
	}
}
