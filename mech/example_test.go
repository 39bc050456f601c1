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

// The same in Go, for channels that a program makes.
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
