package mech_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/library"
)

// nmda has everything a synapse may have: gate and state, a conductance that depends on the postsynaptic voltage, two currents.
const nmda = `synapse NMDA
source "Jahr & Stevens 1990, J Neurosci 10:3178-3182 (block by magnesium)"
param g = 5e-4 (uS) "maximal conductance"
param mg = 1 (mM)
const e = 0 (mV)
block = 1/(1 + mg/3.57 (mM)*exp(-0.062 (1/mV)*v_post))
gate r = 0.1 { alpha = 0.072*sigmoid((v_pre - 2)/5), beta = 0.0066*3^((celsius - 23)/10) }
state trace = 0.25 (mV) "follows the presynaptic side"
start trace = v_pre
update trace = trace + dt/20 (ms)*(v_pre - trace)
current i_NMDA = g*r*block*(v_post - e) (nA) "through the channel"
current i_leak = 1e-6 (uS)*(v - trace)
`

func TestSynapse(t *testing.T) {
	m := parse(t, nmda)
	require.Equal(t, mech.SynapseKind, m.Kind())
	require.Equal(t, mech.ChannelKind, library.HH().Kind())
	require.Equal(t, []mech.Variable{{Key: "i_NMDA", Name: "i_NMDA", Unit: "nA", Doc: "through the channel"}, {Key: "i_leak", Name: "i_leak", Unit: "nA"}}, m.Currents())
	require.Equal(t, mech.Access{Voltage: true, PreVoltage: true, Celsius: true, TimeStep: true}, m.Access())
	p := program(t, m, mech.Currents)
	require.Equal(t, []mech.Input{{Key: "NMDA_g", Role: mech.Parameter}, {Key: "NMDA_mg", Role: mech.Parameter}, {Key: "NMDA_r", Role: mech.State},
		{Key: "NMDA_trace", Role: mech.State}, {Key: "v", Role: mech.Voltage}}, p.Inputs, "v and v_post are one input; no area")
	require.Equal(t, []mech.Output{{Key: "i_NMDA", Role: mech.Current}, {Key: "i_leak", Role: mech.Current}, {Key: "i", Role: mech.TotalCurrent},
		{Key: "di_dv", Role: mech.TotalSlope}}, p.Outputs)

	given := map[string]float64{"v": -52, "v_pre": -7, "dt": 0.1, "celsius": 33}
	alpha, beta := 0.072/(1+math.Exp(9.0/5)), 0.0066*3
	start := run(t, m, mech.Initialise, given)
	require.InEpsilon(t, alpha/(alpha+beta), start["NMDA_r"], 1e-14)
	require.Equal(t, -7.0, start["NMDA_trace"])
	next := run(t, m, mech.Advance, given)
	inf := alpha / (alpha + beta)
	require.InEpsilon(t, inf+(0.1-inf)*math.Exp(-0.1*(alpha+beta)), next["NMDA_r"], 1e-14)
	require.InEpsilon(t, 0.25+0.1/20*(-7.25), next["NMDA_trace"], 1e-14)
	now := run(t, m, mech.Currents, given)
	e := math.Exp(0.062 * 52)
	block := 1 / (1 + e/3.57)
	first, second := 5e-4*0.1*block*-52, 1e-6*(-52.25)
	require.InEpsilon(t, first, now["i_NMDA"], 1e-14)
	require.InEpsilon(t, second, now["i_leak"], 1e-14)
	require.InEpsilon(t, first+second, now["i"], 1e-14, "nA as they are")
	require.InEpsilon(t, 5e-4*0.1*(block+block*block*e/3.57*0.062*-52)+1e-6, now["di_dv"], 1e-13)
}

// TestSynapseBuilder: the Go builder makes the synapse of the text; the name changes as that of a channel.
func TestSynapseBuilder(t *testing.T) {
	build := func() *mech.Builder {
		return mech.Synapse("IonotropicSynapse").
			Param("gS", 1e-4, "uS").Param("e_syn", 0, "mV").Param("k_minus", 0.025, "1/ms").Param("v_th", -35, "mV").Param("delta", 10, "mV").
			Let("alpha_s", "k_minus*exp(min(500, (v_pre - v_th)/delta))").
			Gate("s", "alpha_s", "k_minus").
			Current("i_IonotropicSynapse", "gS*s*(v_post - e_syn)")
	}
	m, err := build().Build()
	require.NoError(t, err)
	require.Equal(t, mech.SynapseKind, m.Kind())
	for p := mech.Initialise; p <= mech.Sweep; p++ {
		require.Equal(t, program(t, library.IonotropicSynapse(), p), program(t, m, p))
	}
	renamed, err := library.IonotropicSynapse().Renamed("AMPA")
	require.NoError(t, err)
	require.Equal(t, mech.SynapseKind, renamed.Kind())
	require.Equal(t, []string{"AMPA", "AMPA_gS", "AMPA_s", "i_AMPA"},
		[]string{renamed.Name(), renamed.Parameters()[0].Key, renamed.States()[0].Key, renamed.Currents()[0].Key})
	require.True(t, strings.HasPrefix(renamed.String(), "synapse AMPA\n"))

	_, err = build().Shared("eX", 1, "mV").Build()
	require.EqualError(t, err, `mech.Synapse("IonotropicSynapse"):10:1: the parameters and states of a synapse are its own: write param eX`)
	_, err = mech.Synapse("S").Param("g", 1, "S/cm2").Current("i_S", "g*v_post").Build()
	require.EqualError(t, err, `mech.Synapse("S"):3:1: current i_S needs nA, and g*v_post is in mA/cm2: a current of a synapse is in nA, that of a conductance in uS`)
	_, err = mech.Channel("S").Param("g", 1, "S/cm2").Current("i_S", "g*v_post").Build()
	require.ErrorContains(t, err, `mech.Channel("S"):3:3: no name "v_post": a channel knows no v_post`)
}

// TestSynapseSlope: the slope of random currents of synapses is that in the postsynaptic voltage alone, by whichever of its two names,
// with the presynaptic one held: against complex step.
func TestSynapseSlope(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := strings.Split(expression(t, 4), "(v/1)")
		e := parts[0]
		for _, part := range parts[1:] {
			e += "(" + rapid.SampledFrom([]string{"v", "v_pre", "v_post"}).Draw(t, "side") + "/1)" + part
		}
		checkSlope(t, "synapse", e)
	})
	for _, text := range []*mech.Mechanism{parse(t, nmda), library.IonotropicSynapse(), library.TestSynapse(), library.TanhConductanceSynapse(), library.TanhRateSynapse()} {
		p := program(t, text, mech.Currents)
		for v := -100.0; v < 60; v += 3.7 {
			row := inputs(text, p, map[string]float64{"v": v, "v_pre": -v - 90})
			step := make([]complex128, len(row))
			const h = 1e-40
			for i, x := range row {
				step[i] = complex(x, 0)
				if p.Inputs[i].Role == mech.Voltage {
					step[i] = complex(x, h)
				}
			}
			k := len(p.Outputs) - 1
			slope := p.Evaluate(row)[k]
			require.InDelta(t, imag(p.EvaluateComplex(step)[k-1])/h, slope, 1e-14*math.Abs(slope), "%s at %v", text.Name(), v)
		}
	}
	require.Zero(t, run(t, library.TanhRateSynapse(), mech.Currents, nil)["di_dv"], "its current does not know the postsynaptic side")
}

// TestSynapseSweep: over either voltage, without hole or jump; the narrowest kinetics are 1 mV wide.
func TestSynapseSweep(t *testing.T) {
	for _, c := range []struct {
		m     *mech.Mechanism
		width float64
	}{{library.IonotropicSynapse(), 10}, {library.TestSynapse(), 10}, {library.TanhRateSynapse(), 1}, {library.TanhConductanceSynapse(), 1}, {parse(t, nmda), 5}} {
		smooth(t, c.m, "v_pre", c.width, map[string]float64{"v": -60})
		smooth(t, c.m, "v", c.width, map[string]float64{"v_pre": -30})
	}
}

// TestSynapseExtremes: a run that has gone astray gives the gate its limits, not a NaN.
func TestSynapseExtremes(t *testing.T) {
	for _, m := range []*mech.Mechanism{library.IonotropicSynapse(), library.TestSynapse()} {
		for v, want := range map[float64]float64{-1e9: 0, -8000: 0, -7000: 0, 400: 1, 7000: 1, 8000: 1, 1e9: 1} {
			given := map[string]float64{"v_pre": v}
			key := m.States()[0].Key
			require.InDelta(t, want, run(t, m, mech.Initialise, given)[key], 1e-18, "%s at %v", m.Name(), v)
			next := 0.2 * math.Exp(-0.025*0.025) // closing alone: tau is 1/k_minus
			if want == 1 {
				next = 1
			}
			require.InDelta(t, next, run(t, m, mech.Advance, given)[key], 1e-15, "%s at %v", m.Name(), v)
		}
	}
}
