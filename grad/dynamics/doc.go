// Package dynamics makes a model a dynamical system: a flat vector x of all that
// the next step depends on, the step F as a function of it, and what follows
// from its Jacobian.
//
// By task:
//
//   - make one: [New]; the flat vector's parts: [Dynamics.Order]
//   - initial states and a step, as maps by name with all observables:
//     [Dynamics.Init], [Dynamics.Step]
//   - from there to the flat vector and back: [Dynamics.RemoveObservables],
//     [Dynamics.AddObservables], [Dynamics.Flatten], [Dynamics.Unflatten]
//   - the same on flat vectors: [Dynamics.InitFlat], [Dynamics.StepFlat]; to and
//     from the states of a run: [Dynamics.States], [Dynamics.FlatOf]
//   - derivatives of a step: [Dynamics.StepJVP], [Dynamics.StepVJP],
//     [Dynamics.Jacobian], and without the matrix [Dynamics.Operator]
//   - stability: [SpectralRadius], [LyapunovExponents], [GradientGrowth]
//   - fitting in windows, against gradients that explode: [Shooting]
//
// # What is in the flat vector
//
// Every column of the plan that a step takes to the next (plan.Role.Dynamic): voltages,
// gates, concentrations, states of synapses and of systems of the user's own, and a
// current that some mechanism reads of the step before. They come alphabetically by
// name, each in model order: compartments in order, synapses as they were made. This is
// the order of plan.State.Hash. A state of a mechanism has a value for each
// compartment that has the mechanism; a shared state (a concentration, say) has one
// for every compartment.
//
// Not in it, because they follow from it: all other named currents, the voltages of
// branchpoints, and the voltages that tiles exchange. A parameter that is
// clamped is set anew in each step. One that a system of the user's own writes starts each
// step at its value of the run's start, and then the system's Start acts, as it does
// where a run goes on from another: what such a system remembers belongs into a state
// (plan.ColumnOwner), from which Start sets the parameter.
//
// It may import grad, the root package and what stands below it.
package dynamics
