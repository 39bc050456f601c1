// Package grad differentiates through whole runs: from a number that is made of what a run records to its derivatives with
// respect to parameters, geometry, initial states, and injected or commanded waveforms. The derivatives are those of the
// discretised equations, exact to rounding.
//
//   - a number and its gradient: ValueAndGrad; of several simulations together: ValueAndGradOf
//   - the number: Loss, ready ones in grad/loss; of the final state: FinalLoss
//   - how much memory the way back may take: Budget, Levels; what it cost: Cost
//   - for those who take several gradients side by side: Share, of a budget; CheckLoss; NoPlan, of errors
//   - few parameters and many results: Forward
//   - a flow of derivatives that is cut in windows: Options.TruncateEvery
//
// Beside it stand grad/transform (bounded parameters), grad/optimise, grad/fit (the loop of a fit), grad/dynamics (the
// derivative of a step, its Jacobian), grad/audit (compares a gradient with other ways to it) and grad/checkpoint (what is
// kept and what is computed again).
//
// How it works: package plan takes the run forward with a tape of what systems say they overwrite (plan.Sweep), and goes
// back over it with the adjoint of every system; checkpoint plans which parts are taken again so that tape and states fit
// the budget. Steps that are taken again have the same bits, so a gradient does not depend on the budget; nor does it on
// the number of workers.
//
// It may import the root package and what stands below it, and grad/checkpoint.
package grad
