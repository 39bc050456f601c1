// Package optimise turns gradients into steps. It may import the root package,
// gonum's optimisation and internal/nearest.
//
// An [Optimiser] takes the gradient at a point and returns the step to
// subtract. Each one is a stage too: [Chain] gives the step of one to the next
// as its gradient, so that gradients can be clipped before Adam and steps after
// it.
//
// By task:
//
//   - gradient descent, with momentum or Nesterov's: [SGD]
//   - [Adam], [AdamW], with other constants [AdamWith]
//   - another optimiser for each kind of parameter: [PerKey]
//   - clipping: [ClipNorm], [ClipValue]; unit or tempered length: [Normalise]
//   - a step size from the loss itself: [Polyak]; a plain factor: [Scale]
//   - learning rates: [Constant], [ExponentialDecay], [Cosine], [Warmup]
//   - keep and restore what an optimiser remembers: [State]
//   - [LBFGS], [BFGS], [ConjugateGradient], [NelderMead], any other of gonum's
//     with [Gonum], one's own as a [Method]: [Minimise]
//
// All arithmetic is done in a fixed order: the same gradients give the same
// steps to the last bit, also after State went through JSON or gob.
package optimise
