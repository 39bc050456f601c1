// Package audit checks a gradient. It takes what [grad.ValueAndGrad] returns for a
// model and a loss and compares chosen values of it with derivatives that are found
// in other ways:
//
//   - by a complex step through internal/oracle, a second implementation of the
//     whole step over complex numbers: good to rounding, for everything but systems
//     of the user's own
//   - by central differences of whole runs, extrapolated to no step at all
//     (Ridders 1982, Adv Eng Softw 4:75): good to what their own error estimate says,
//     and blind to surrogates, which runs do not know
//
// Index by task:
//
//   - check a gradient: [Run], which gives a [Table]; print it, or ask it for
//     [Table.Worst] and [Table.Err]
//   - in a test: [Check]
//
// A surrogate, what stands for the derivative of a step such as a spike's reset, is
// checked too: the oracle runs a copy of the mechanism whose steps are the same
// numbers with that derivative.
//
// It may import grad, the root package and what stands below it.
package audit
