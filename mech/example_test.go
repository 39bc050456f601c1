package mech_test

import (
	"fmt"

	"golgi/mech"
)

// A channel from a paper, as text.
func ExampleParse() {
	m, err := mech.Parse("K.mech", []byte(`
channel K
source "Hodgkin & Huxley 1952, J Physiol 117:500-544"
param gK = 0.036 (S/cm2) "maximal conductance"
param eK = -77 (mV)
alpha_n = 0.1*exprelr(-(v + 55)/10)
beta_n = 0.125*exp(-(v + 65)/80)
gate n { alpha = alpha_n, beta = beta_n }
current i_K = gK*n^4*(v - eK) (mA/cm2)
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range m.Parameters() {
		fmt.Println(p.Key, p.Default, p.Unit)
	}
	// Output:
	// K_gK 0.036 S/cm2
	// K_eK -77 mV
}

// A synapse: it reads the voltage of both sides, v_pre and v_post, and its current is in nA.
func ExampleParse_synapse() {
	m, err := mech.Parse("NMDA.mech", []byte(`
synapse NMDA
source "Jahr & Stevens 1990, J Neurosci 10:3178-3182 (block by magnesium)"
param g = 5e-4 (uS) "maximal conductance"
param mg = 1 (mM)
block = 1/(1 + mg/3.57 (mM)*exp(-0.062 (1/mV)*v_post))
gate r = 0 { alpha = 0.072*sigmoid((v_pre - 2)/5), beta = 0.0066 }
current i_NMDA = g*r*block*v_post (nA)
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range m.Parameters() {
		fmt.Println(p.Key, p.Default, p.Unit)
	}
	fmt.Println(m.Kind(), m.Currents()[0].Key, m.Currents()[0].Unit)
	// Output:
	// NMDA_g 0.0005 uS
	// NMDA_mg 1 mM
	// synapse i_NMDA nA
}

// A channel in Go, for those that a program makes.
func ExampleChannel() {
	m, err := mech.Channel("K").
		Source("Hodgkin & Huxley 1952, J Physiol 117:500-544").
		Param("gK", 0.036, "S/cm2", "maximal conductance").
		Param("eK", -77, "mV").
		Let("alpha_n", "0.1*exprelr(-(v + 55)/10)").
		Let("beta_n", "0.125*exp(-(v + 65)/80)").
		Gate("n", "alpha_n", "beta_n").
		Current("i_K", "gK*n^4*(v - eK)").
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(m)
	// Output:
	// channel K
	// source "Hodgkin & Huxley 1952, J Physiol 117:500-544"
	// param gK = 0.036 (S/cm2) "maximal conductance"
	// param eK = -77 (mV)
	// alpha_n = 0.1*exprelr(-(v + 55)/10)
	// beta_n = 0.125*exp(-(v + 65)/80)
	// gate n { alpha = alpha_n, beta = beta_n }
	// current i_K = gK*n^4*(v - eK)
}

// A fault names its place and the remedy.
func ExampleParse_fault() {
	_, err := mech.Parse("leak.mech", []byte("channel Leak\nparam gLeak = 1e-4 (S/cm2)\ncurrent i_Leak = gleak*(v + 70)\n"))
	fmt.Println(err)
	// Output:
	// leak.mech:3:18: no name "gleak"; did you mean "gLeak"?
}

// The examples of the package's description.
func Example_description() {
	for _, text := range []string{`
pump CaPump
ion ca read cai write cai
param vmax = 1e-3 (mM/ms) "largest rate"
param K = 5e-4 (mM) "concentration of half the rate"
param depth = 0.1 (um) "of the shell"
param gamma = 0.05 (1) "free part"
const F = 96485.3 (C/mol)
read i_Ca = 0 (mA/cm2)
flux cai = -1e4*gamma*i_Ca/(2*F*depth) - vmax*cai/(cai + K)
`, `
channel Fire
param vth = -50 (mV) "threshold"
param vreset = -70 (mV)
state spikes = 0 (1) "1 in the step of a spike"
surrogate fast_sigmoid 1 (1/mV)
spike = step(v - vth)
update spikes = spike
update v = vreset*spike + v*(1 - spike)
`, `
junction Gap
param gmax = 1e-4 (uS)
param width = 15 (mV)
conductance g = gmax/(1 + ((v_pre - v_post)/width)^2) (uS)
`} {
		m, err := mech.Parse("example.mech", []byte(text))
		if err != nil {
			fmt.Println(err)
			return
		}
		a := m.Access()
		fmt.Println(m.Kind(), m.Name(), a.CurrentReads, a.Fluxes, a.WritesVoltage, len(m.Currents()), len(m.Warnings()))
	}
	// Output:
	// pump CaPump [i_Ca] [CaCon_i] false 1 0
	// channel Fire [] [] true 0 0
	// junction Gap [] [] false 1 0
}
