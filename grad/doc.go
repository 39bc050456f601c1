// Package grad is the place of gradients: the tape of a run, the planner of its
// checkpoints, the backward sweep over the schedule, parameter transforms and
// optimisers. It holds no code yet. It will stand on systems that declare what
// they save and an adjoint (plan.Differentiable), on mechanisms that are
// derived from one intermediate form whose derivatives can be derived again
// (mech/form), and on a voltage solve that is symmetric, so that its adjoint is
// the same solve (systems).
//
// It may import the root package and what stands below it.
package grad
