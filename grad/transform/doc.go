// Package transform maps unconstrained numbers to parameter values and back,
// so that an optimiser may take any step while conductances stay positive and
// radii within their bounds. It may import the root package and
// internal/nearest.
//
// By task:
//
//   - a value between two bounds: [Sigmoid], or [Logistic], the same with a
//     unit standard deviation of its logistic density
//   - a value above a bound: [Softplus]; below one: [NegativeSoftplus]
//   - other units or another size: [Affine]
//   - the value itself: [Identity]; a function of one's own: [Custom]
//   - one after the other: [Chain]; some values only: [Masked]
//   - a transform for each trainable: [Set], by key or by position
//
// Nothing is clipped: the value and the derivative of a transform stay exact to
// rounding in its tails, and a derivative is 0 only where it underflows.
package transform
