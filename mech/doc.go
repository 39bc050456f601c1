// Package mech is the mechanism language: channels and synapses written as equations, with names, units, defaults and source, and the
// programs that are derived from them. It imports nothing of golgi but internal/nearest and its own sub-packages.
//
//   - read a mechanism from its text: [Parse]; write one in Go: [Channel], [Synapse]
//   - look at it: [Mechanism.Kind], [Mechanism.Parameters], [Mechanism.States], [Mechanism.Currents], [Mechanism.Access], [Mechanism.String]
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
// (um2, of the compartment's membrane); to a synapse, in place of the area, v_pre and v_post (mV), v being the same as v_post.
//
// # Synapses
//
// A synapse joins two compartments. Its states follow the voltage of both, its current flows into the postsynaptic one. It is a point:
// its currents are in nA and its conductances in uS. A current that is positive leaves the compartment, as that of a channel does.
//
//	synapse IonotropicSynapse
//	source "Abbott & Marder 1998"
//	param gS = 1e-4 (uS) "maximal conductance"
//	param e_syn = 0 (mV)
//	param k_minus = 0.025 (1/ms)
//	closed = exp((-35 - v_pre)/10)
//	gate s { inf = 1/(1 + closed), tau = closed/(1 + closed)/k_minus }
//	current i_IonotropicSynapse = gS*s*(v_post - e_syn) (nA)
//
// The slope of the current, which makes the step implicit, is that in v_post with v_pre held. A synapse's parameters and states are its
// own, none is shared; what its name changes is as with channels: keys, and the current called "i_" and the name.
//
// # Functions
//
//	exp(x) log(x) log10(x) sqrt(x) pow(x, y)    x^y is pow(x, y); whole literal powers are multiplications
//	expm1(x) log1p(x)                           exp(x) - 1 and log(1 + x), exact near 0
//	exprelr(x)                                  x/(exp(x) - 1), 1 at 0
//	vtrap(x, y)                                 x/(exp(x/y) - 1), y at 0: NMODL's usual guard, of any unit
//	sigmoid(x)                                  1/(1 + exp(-x))
//	sin(x) cos(x) tan(x) sinh(x) cosh(x) tanh(x)
//	abs(x) floor(x) ceil(x) min(x, y) max(x, y)
//	select(c, x, y)                             if c then x else y
//
// None gives a NaN or a jump where its value has none; exp saturates at the largest number. A text may define functions of its own,
// `function f(a, b) = a*b`, also in place of log10, tan, sinh, cosh, sigmoid, ceil and vtrap.
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
