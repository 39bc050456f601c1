// Package mech is the mechanism language: channels, pumps, electrodes, synapses and gap junctions written as equations, with names, units, defaults and source, and the
// programs that are derived from them. It imports nothing of golgi but internal/nearest, internal/vectors and its own sub-packages.
//
//   - read a mechanism from its text: [Parse]; write one in Go: [Channel], [Pump], [Point], [Synapse], [Junction]
//   - look at it: [Mechanism.Kind], [Mechanism.Parameters], [Mechanism.States], [Mechanism.Currents], [Mechanism.Reads], [Mechanism.Access]
//   - print it: as its text, [Mechanism.String]; for people, [Mechanism.Equations]; steady states and time constants: [Mechanism.Curves]
//   - is it sound: [Mechanism.Check], [Mechanism.Warnings]
//   - under another name: [Mechanism.Renamed]; with another surrogate gradient: [Mechanism.WithSurrogate]
//   - what it computes: [Mechanism.Program] for a [Purpose]; fewer outputs: [Program.Only]; one row: [Program.Evaluate]
//   - its derivatives: [Program.Tangent], [Program.Adjoint]
//   - what the synapses of one presynaptic compartment have in common: [Program.Split]
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
// by several channels, a concentration) keeps its bare name as key. Given by the simulator: v (mV), t and dt (ms), celsius (degC), and
// of the compartment area (um2), volume (um3), length and radius (um), capacitance (uF/cm2) and axial_resistivity (ohm cm); to a synapse
// and a junction, in place of those of the compartment, v_pre and v_post (mV), v being the same as v_post.
//
// # Statements
//
// The first says what it is: channel, pump (the same, for what moves ions), point (at one compartment, currents in nA), synapse, junction.
//
//	source "CITATION"
//	units off                                    no checks of units; right behind the first line
//	param NAME = VALUE (UNIT) "DOC"              a parameter; shared NAME = ... has its bare name as key
//	const NAME = VALUE (UNIT)
//	function NAME(A, B) = EXPRESSION
//	NAME = EXPRESSION (UNIT)                     a local name
//	gate NAME = VALUE { alpha = A, beta = B }    by rates (1/ms), or { inf = X, tau = T }
//	state NAME = VALUE (UNIT) "DOC"              with one of the equations below; shared state NAME = ... has its bare name as key
//	NAME' = EXPRESSION                           differential equation of a state
//	kinetic A <-> B { forward = E, backward = E }    an arrow (1/ms) of a scheme that is linear in its states
//	conserve A + B + C = EXPRESSION              their sum: the scheme starts at its steady state
//	assign NAME = EXPRESSION                     a state that follows at once, after the others
//	update NAME = EXPRESSION                     value of a state after a step; update v = ... writes the voltage
//	start NAME = EXPRESSION                      initial value of a state
//	read i_X = VALUE (mA/cm2)                    a current of other mechanisms
//	ion ca read cai, eca write ica, cai          names of NEURON for CaCon_i, eCa, i_Ca; also cao
//	current NAME = EXPRESSION (UNIT) outward "DOC"
//	flux NAME = EXPRESSION                       rate of rise of a concentration, mM/ms
//	conductance NAME = EXPRESSION                of a junction, uS
//	surrogate SHAPE SLOPE                        derivative of step(): sigmoid, fast_sigmoid, arctan, triangle; or none
//
// A parameter or state of an ion is a shared one: cai under `read` a parameter, under `write` a state. A shared state without equation is
// one that others move.
//
// # Signs
//
// A positive current leaves the cell. Where an expression is a sum of terms each with a factor (v - e), it says so itself; any other
// must be followed by `outward`, or by `inward`, which turns it round.
//
// # Currents of others, and fluxes
//
// States are advanced before the currents of a step are known. So an equation of a state reads previous(i_Ca), the sum of all currents
// i_Ca in the compartment in the step before; a current or a flux may read i_Ca, that of this step. A flux moves a concentration, together
// with those of other mechanisms, implicitly by its own slope. It is recorded as i_NAME, mM/ms, positive where the concentration falls;
// as i_NAME_Ca where there are several.
//
//	pump CaPump
//	ion ca read cai write cai
//	param vmax = 1e-3 (mM/ms) "largest rate"
//	param K = 5e-4 (mM) "concentration of half the rate"
//	param depth = 0.1 (um) "of the shell"
//	param gamma = 0.05 (1) "free part"
//	const F = 96485.3 (C/mol)
//	read i_Ca = 0 (mA/cm2)
//	flux cai = -1e4*gamma*i_Ca/(2*F*depth) - vmax*cai/(cai + K)
//
// # Point neurons
//
// A mechanism that writes v takes the place of the voltage before the currents. step(x) is 1 where x >= 0, else 0; its derivative, in
// gradients alone, is that of the surrogate.
//
//	channel Fire
//	param vth = -50 (mV) "threshold"
//	param vreset = -70 (mV)
//	state spikes = 0 (1) "1 in the step of a spike"
//	surrogate fast_sigmoid 1 (1/mV)
//	spike = step(v - vth)
//	update spikes = spike
//	update v = vreset*spike + v*(1 - spike)
//
// # Junctions
//
// A junction is a conductance between two compartments. It is taken at the voltages before the step; the current through it is implicit
// on both sides. It is recorded as i_NAME, positive where it leaves the postsynaptic side.
//
//	junction Gap
//	param gmax = 1e-4 (uS)
//	param width = 15 (mV)
//	conductance g = gmax/(1 + ((v_pre - v_post)/width)^2) (uS)
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
//	step(x)                                     1 where x >= 0, else 0; see surrogate
//	select(c, x, y)                             if c then x else y
//	previous(i_X)                               a current of the step before
//
// None gives a NaN or a jump where its value has none; exp saturates at the largest number. A text may define functions of its own,
// `function f(a, b) = a*b`, also in place of log10, tan, sinh, cosh, sigmoid, step, ceil and vtrap.
//
// # Units
//
// A number without a unit takes whatever unit its place needs: v + 40, and what it multiplies or divides too. Everything else is
// checked, dimension and size: v - gK, exp(v), mS/cm2 where S/cm2 is meant.
//
// # Steps
//
// A gate takes a step of dt by exponential Euler: x becomes inf + (x - inf) exp(-dt/tau), inf and tau at the old states, with
// inf = alpha/(alpha + beta) and 1/tau = alpha + beta where rates are given. An equation x' = f that is linear in x likewise: exact for
// the rest held. Any other by backward Euler on its own, the other states as they were, by Newton's method. A scheme by backward Euler as
// a whole, which keeps its sum. All states of a mechanism advance from the old ones, then the assigned ones follow from the new. The
// currents follow at the new states, the fluxes with them.
//
// # Checks
//
// [Parse] tries rates, time constants and conductances from -120 to 80 mV, and every name, unit and sign is checked where it stands. An
// error has file, line and column, and says what to do.
package mech
