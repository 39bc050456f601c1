package library

import "golgi/mech"

// SEClamp returns a single-electrode voltage clamp: up to three commands, one after the other from the start of the run, behind a series
// resistance; nothing after the last. It is implicit in the step by its slope 1/rs. Its current i_SEClamp (nA) is positive where it
// leaves the cell, as all of golgi's: the opposite of NEURON's SEClamp.
func SEClamp() *mech.Mechanism { return own("SEClamp") }

// DynamicClamp returns a conductance made by an electrode, current i_DynamicClamp (nA). Clamp its DynamicClamp_g, and its
// DynamicClamp_e where wanted, to waveforms: it is then exact in the step.
func DynamicClamp() *mech.Mechanism { return own("DynamicClamp") }
