// Package systems holds what happens in one step, a file a system: the
// schedule that [Standard] puts together. Each system implements plan.System,
// and has its derivatives (Tangent, Saves, Adjoint; those of Start are TangentStart
// and AdjointStart) beside its Step, in NAME_derivative.go where they are long.
//
//   - initialise: steady states of channels at the start, where a run asks for them
//   - stimulus: injected currents, and parameters that are clamped
//   - states: channels and pumps that cannot advance with their currents; what
//     point neurons write replaces V(n); currents of the step before are put aside
//   - currents: the other channels advance; all membrane currents with their
//     exact slopes, and the fluxes of pumps
//   - synapses: their states and currents, gathered at the postsynaptic side;
//     the conductances of junctions
//   - ions: concentrations from fluxes and diffusion
//   - voltage: the integrators; with junctions one system over the cells they join
//   - guard: stops at a voltage that is no number or out of range
//   - record: keeps samples
//
// What several of them use:
//
//   - kernels.go binds programs of mechanisms to columns, derived.go their
//     derivatives; series.go runs several in order, there and back; keeping.go lets
//     them keep what they read on the tape; code.go has their machine code made
//     when a model is frozen
//   - synapses_shared.go computes once what many synapses of a presynaptic
//     compartment need; systems/gather collects values for synapses and adds theirs up
//   - holds.go says what memory the systems have
//   - cable.go is what flows along a tree, of charge or of an ion, for the
//     implicit and the explicit integrators; exponential.go for exponential Euler
//   - cable_strips.go finds cells that are solved eight chains at a time;
//     systems/lanes has the vector code for that and for eight cells side by side
//   - cable_parts.go cuts a cable into the parts of a large cell, whose nodes have
//     numbers of their own in cable_local.go; cable_parts_derivative.go is their way back
//   - clamped_nodes.go takes clamped voltages and concentrations out of a cable;
//     clamped_states.go sets clamped states and parameters
//   - junctions.go joins nodes of trees; systems/tree solves, and
//     systems/propagator exponentiates
//
// A new integrator is a constant and a name in standard.go; how much of a large cell it must be
// given at once (plan.Extent, in Solver.extent); its step in cable.go or a
// file of its own; what it makes of dt in voltage.go, ions.go and their derivatives; its tangent and
// adjoint in cable_derivative.go, with what they need in Saves of voltage_derivative.go; the
// same step once more in internal/oracle, which checks it; its name in the root package, in
// the model file and in docs/model-file.md. A new clamp of a state is set in states.go or stimulus.go by
// way of clamped_states.go; one of an electrode is a point of mech/library.
//
// # What an Adjoint can read
//
// A new system reads in Adjoint only columns that no step changes, and those that its own Saves or that of a later
// system names. All others have values of another step. Of a column that is saved:
//
//	method               needed for                                    without it
//	Saves                the column as the system's Step found it      only if a later system saves it
//	ReadsAfter           fewer copies: the columns among those saved   a copy of each, for Context.After
//	                     that Adjoint reads as Step left them
//	ReadsFound           no copying back from the tape: the columns    all are copied back before Adjoint,
//	                     that Adjoint reads with Context.Found, or     and found with Context.Read
//	                     does not read
//	Context.Keeper       Step itself writes the column to the tape,    it is copied before Step
//	                     while it reads it anyhow
//
// Saves alone is correct for every system; the others save time. What ReadsFound names must be read with
// Context.Found only: where the tape keeps a column, the column itself has values of another step on the way back.
//
// It may import plan and what stands below it.
package systems
