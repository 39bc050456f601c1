package library

import "golgi/mech"

// IonotropicSynapse returns the graded chemical synapse of Abbott and Marder (1998), current i_IonotropicSynapse.
func IonotropicSynapse() *mech.Mechanism { return own("IonotropicSynapse") }

// TestSynapse returns the same synapse with its threshold, slope and closing rate fixed, current i_TestSynapse.
func TestSynapse() *mech.Mechanism { return own("TestSynapse") }

// TanhRateSynapse returns a synapse without states whose current is a hyperbolic tangent of the presynaptic voltage.
func TanhRateSynapse() *mech.Mechanism { return own("TanhRateSynapse") }

// TanhConductanceSynapse returns a synapse without states whose conductance is a hyperbolic tangent of the presynaptic voltage.
func TanhConductanceSynapse() *mech.Mechanism { return own("TanhConductanceSynapse") }

// AMPA returns the fast excitatory synapse of Destexhe, Mainen and Sejnowski (1998), current i_AMPA. As in [GABAa], [GABAb] and [NMDA]
// the release is graded: the transmitter in the cleft is a sigmoid of the presynaptic voltage, half of Cmax at vt_pre, k_pre wide, so
// that derivatives pass through it. (Keys are those of jaxley-mech, whose pulses of fixed length, Cdur and deadtime, this has not.)
func AMPA() *mech.Mechanism { return own("AMPA") }

// GABAa returns the fast inhibitory synapse of the same chapter, current i_GABAa.
func GABAa() *mech.Mechanism { return own("GABAa") }

// GABAb returns the slow inhibitory synapse of the same chapter, by way of a G-protein, current i_GABAb. It answers to bursts.
func GABAb() *mech.Mechanism { return own("GABAb") }

// NMDA returns the slow excitatory synapse of the same chapter, blocked by magnesium (Jahr and Stevens 1990), current i_NMDA.
func NMDA() *mech.Mechanism { return own("NMDA") }

// GapJunction returns a constant conductance between two compartments, implicit for both, current i_GapJunction.
func GapJunction() *mech.Mechanism { return own("GapJunction") }

// VoltageGatedGapJunction returns a gap junction that the voltage between its sides closes, whichever its sign: two gates in series
// (Harris, Spray and Bennett 1981), current i_VoltageGatedGapJunction.
func VoltageGatedGapJunction() *mech.Mechanism { return own("VoltageGatedGapJunction") }
