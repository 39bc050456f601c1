// Package elementary holds the elementary functions of golgi: exp, expm1, exprelr, log, log1p, pow, sin, cos, tanh, over float64 and
// complex128, one value or a block at a time. It imports the standard library alone.
//
// They are golgi's own so that results have the same bits on every machine and in every engine: each is a fixed sequence of correctly
// rounded operations (+, -, *, /, fused multiply-add, exact scaling by a power of two), without tables, that a vector unit can follow
// step by step. Nothing is left for a compiler to fuse.
//
//   - exponentials: [Exp], [Expm1], [Exprelr], [ExprelrDerivative]; over blocks [ExpBlock], [ExpScaledBlock], [ExprelrBlock],
//     [ExprelrScaledBlock]
//   - logarithms and powers: [Log], [Log1p], [Pow]
//   - others: [Sin], [Cos], [Tanh]
//   - complex arguments, for derivatives by complex step: [ComplexExp], [ComplexLog], ...
//
// Measured error bounds, in units in the last place (ulp) of the exact result, stand in each function's comment and are held by the tests.
package elementary
