// Package fit is the loop of a fit: parameters that a transform keeps within
// their bounds are moved by an optimiser, or by one of gonum's methods, until
// the loss is small enough, no longer falls, or the user has had enough. It may
// import the root package, grad, grad/transform, grad/optimise and
// internal/atomicfile.
//
// By task:
//
//   - what is fitted: [Problem]; made from a model and its losses: [Of]
//   - how: [Options]; to run it: [Run]
//   - what came of it: [Result], with the best values that were met
//   - to watch: [Options].Progress, called with each [Epoch]
//   - to stop and go on later: cancel the context; keep [Result].State, write
//     it with [State.WriteFile], read it with [ReadState], and pass it as
//     [Options].Resume. The fit goes on as if it had not stopped, to the bit
//   - to make sure that it goes on with the same model: [Options].Conditions; else a [ResumeError]
//
// An epoch is one step of the optimiser (with mini-batches, one step for each
// batch) and an evaluation of the loss where it leads. If the loss there is not
// a finite number, or the evaluation fails, as when a voltage leaves its limit,
// the fit goes back to the best point and takes half the step, a limited number
// of times.
package fit
