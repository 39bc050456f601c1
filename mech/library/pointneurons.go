package library

import "golgi/mech"

// Izhikevich returns the neuron of Izhikevich (2003), which writes the voltage. Its capacitance is the compartment's, its input the
// stimuli. Forward runs are those of Jaxley.
//
// Here and in [Fire] and [AdEx] a spike is a step of the voltage, whose derivative is 0. So that gradients pass a spike, its derivative is
// replaced by a surrogate: by default the fast sigmoid 1/(1 + |x|)^2, x the distance from the threshold in mV (Zenke and Ganguli 2018);
// another by [mech.Mechanism.WithSurrogate], where "none" gives the zero gradient of Jaxley. Forward results do not depend on it.
func Izhikevich() *mech.Mechanism { return own("Izhikevich") }

// Rate returns a unit without current whose voltage decays to 0 and stands for a rate.
func Rate() *mech.Mechanism { return own("Rate") }

// Fire returns threshold and reset of the integrate-and-fire neuron, to be inserted beside [Leak]; Fire_spikes is 1 in the step of a
// spike. The voltage is compared, and reset, at the start of a step. For its derivative see [Izhikevich].
func Fire() *mech.Mechanism { return own("Fire") }

// AdEx returns the adaptive exponential neuron of Brette and Gerstner (2005), which writes the voltage; AdEx_spikes is 1 in the step of
// a spike. Its conductances are mS/cm2 and its adaptation uA/cm2, over the compartment's capacitance in uF/cm2; the numbers are
// Jaxley's, and the same as nS and pA over pF. For its derivative see [Izhikevich].
func AdEx() *mech.Mechanism { return own("AdEx") }
