// Package form is the typed intermediate form of mechanisms: straight lines of operations over real numbers and conditions, what they
// mean, how they are simplified, and how they are differentiated. It imports package elementary alone; parsers, engines, and derivative
// programs stand on it.
//
//   - a program: [Code], a list of [Instruction]; the operations: [Op]; what each means: [Apply], [ApplyComplex]
//   - build one: [Graph], with shared terms, folded constants, simplification by literals
//   - differentiate: by one value [Graph.Derivative], along a direction [Graph.Tangent], backward [Graph.Adjoint]; steps that are
//     differentiated by a surrogate: [Graph.Step]
//   - put a program into a graph: [Graph.Append]; with literals for some inputs: [Graph.Substitute]
//   - products merged with sums, rounded once: [Code.Fuse], [Graph.FusedAfter]; dead instructions dropped: [Code.Live]
//   - run one row, the oracle of engines: [Code.Evaluate], [Code.EvaluateComplex]
//
// To add an operation: its name in [Op] and in the tables of op.go; its meaning in apply.go, over real and complex numbers, made of
// package elementary; its derivative in derivative.go (chain) and back.go (back). To offer it in the language: its name and arity in
// mech/syntax and its operation in mech/lower.go. To run it: a step in mech/interp/steps.go. mech/enginetest then compares engines on
// it.
//
// The rules that give every engine and machine the same bits: operations are correctly rounded or those of package elementary; fused
// multiply-adds are operations of their own, chosen here and nowhere else; min(a, b) is a where a < b and b elsewhere, so that a NaN
// in a gives b; simplification uses literals, never the value of a parameter.
package form
