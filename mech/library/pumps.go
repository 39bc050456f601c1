package library

import "golgi/mech"

// CaPump returns calcium in a shell under the membrane after Destexhe et al. (1994): fed by i_Ca of the step before, as in Jaxley, and
// removed exponentially. Its flux is implicit in CaCon_i by its slope; i_CaPump (mM/ms) is its opposite.
func CaPump() *mech.Mechanism { return own("CaPump") }

// CaDynamics returns the calcium of the layer 5 pyramidal cell (Hay et al. 2011): the equation of [CaPump], fed by i_Ca of the same step,
// as in NEURON. Where jaxley-mech's CaPump of that cell is a channel that overwrites CaCon_i, this is a flux, so that it goes together
// with other fluxes, buffers and diffusion; it takes the removal by backward Euler, not by an exponential.
func CaDynamics() *mech.Mechanism { return own("CaDynamics") }

// CaFaradayConcentrationChange returns the change of CaCon_i by i_Ca of the step before, by Faraday's law: area over volume of the
// compartment, traced ones included. (Jaxley takes 2/radius, which is the same for cylinders alone.)
func CaFaradayConcentrationChange() *mech.Mechanism { return own("CaFaradayConcentrationChange") }

// NaFaradayConcentrationChange returns the change of NaCon_i by i_Na of the same step.
func NaFaradayConcentrationChange() *mech.Mechanism { return own("NaFaradayConcentrationChange") }

// KFaradayConcentrationChange returns the change of KCon_i by i_K of the same step.
func KFaradayConcentrationChange() *mech.Mechanism { return own("KFaradayConcentrationChange") }

// CaNernstReversal returns eCa from CaCon_i and CaCon_e at its own temperature T of 279.45 K, with Jaxley's constants. Every channel of
// the compartment that reads eCa sees it.
func CaNernstReversal() *mech.Mechanism { return own("CaNernstReversal") }

// NaNernstReversal returns eNa from NaCon_i and NaCon_e, at celsius.
func NaNernstReversal() *mech.Mechanism { return own("NaNernstReversal") }

// KNernstReversal returns eK from KCon_i and KCon_e, at celsius.
func KNernstReversal() *mech.Mechanism { return own("KNernstReversal") }

// CaGHK returns a high-threshold calcium channel whose current i_Ca follows the equation of Goldman, Hodgkin and Katz, without its
// hole at 0 mV: a permeability (cm/s) instead of a conductance, CaCon_i and CaCon_e instead of a reversal potential.
func CaGHK() *mech.Mechanism { return own("CaGHK") }

// CaBuffer returns an immobile buffer that binds calcium, Ca + B <-> CaB. What it takes from CaCon_i in a step is what CaBuffer_CaB
// gains, to the rounding, so that their sum changes by other fluxes alone; any rate is stable.
func CaBuffer() *mech.Mechanism { return own("CaBuffer") }

// PMCA returns the calcium ATPase of the membrane with saturating (Michaelis-Menten) kinetics and a leak that balances it at rest. It
// exchanges calcium for protons and carries no net current.
func PMCA() *mech.Mechanism { return own("PMCA") }

// NaKPump returns the sodium-potassium pump: three sodium ions out and two potassium ions in, net current i_NaKPump. It moves NaCon_i and
// KCon_i itself; what channels carry is moved by [NaFaradayConcentrationChange] and [KFaradayConcentrationChange].
func NaKPump() *mech.Mechanism { return own("NaKPump") }
