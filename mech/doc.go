// Package mech is the mechanism language: channels written as equations, with names, units, defaults and source, and the programs that
// are derived from them. It imports nothing of golgi but its own sub-packages.
//
//   - read a mechanism from its text: [Parse]; write one in Go: [Channel]
//   - look at it: [Mechanism.Parameters], [Mechanism.States], [Mechanism.Currents], [Mechanism.Access], [Mechanism.String]
//   - under another name: [Mechanism.Renamed]
//   - what it computes: [Mechanism.Program] for a [Purpose]; fewer outputs: [Program.Only]; one row: [Program.Evaluate]
//   - run it over rows: [Engine], [Kernel], [Binding]; the portable engine is package mech/interp
//
// The pipeline: text -> package syntax -> names, units and types checked -> package form: simplified terms, shared, dI/dV by forward
// differentiation, products fused into sums -> [Program]. Ready-made mechanisms are in mech/library, the functions of the language in
// mech/elementary, units in mech/unit.
//
// A channel in ten lines:
//
//	channel K
//	source "Hodgkin & Huxley 1952, J Physiol 117:500-544"
//	param gK = 0.036 (S/cm2) "maximal conductance"
//	param eK = -77 (mV)
//	alpha_n = 0.1*exprelr(-(v + 55)/10)
//	beta_n = 0.125*exp(-(v + 65)/80)
//	gate n { alpha = alpha_n, beta = beta_n }
//	current i_K = gK*n^4*(v - eK) (mA/cm2)
//
// # Names and keys
//
// In the equations a parameter is gK; users know it as K_gK, the state n as K_n. What is declared shared (a reversal potential read
// by several channels, a concentration) keeps its bare name as key. Given by the simulator: v (mV), t and dt (ms), celsius (degC), area
// (um2, of the compartment's membrane).
//
// # Units
//
// A number without a unit takes whatever unit its place needs: v + 40, and what it multiplies or divides too. Everything else is
// checked, dimension and size: v - gK, exp(v), mS/cm2 where S/cm2 is meant.
//
// # Steps
//
// A gate takes a step of dt by exponential Euler: x becomes inf + (x - inf) exp(-dt/tau), inf and tau at the old states, with
// inf = alpha/(alpha + beta) and 1/tau = alpha + beta where rates are given. All states of a mechanism advance from the old ones. The
// currents follow at the new states.
package mech
