// Package syntax reads and prints the text of the mechanism language. It knows words, lines and expressions, not names, units or
// meaning: those are package mech's. It imports internal/nearest alone.
//
//   - read a text: [Parse], to a [File] of [Statement]; an expression alone: [ParseExpression]
//   - print: [File.String], [Statement.String], [Node.String]; what is printed reads back as the same
//   - faults with file, line and column: [Error]
//
// The grammar, a statement a line:
//
//	channel NAME                                    what it is, first; or: pump, point, synapse, junction
//	source "CITATION"
//	units off
//	param NAME = EXPRESSION (UNIT) "DOC"            unit and doc may be left out
//	shared NAME = EXPRESSION (UNIT) "DOC"           a parameter that belongs to no mechanism alone
//	const NAME = EXPRESSION (UNIT)
//	function NAME(NAME, ...) = EXPRESSION
//	NAME = EXPRESSION (UNIT)                        a local name
//	gate NAME = DEFAULT { alpha = EXPRESSION, beta = EXPRESSION }     or { inf = ..., tau = ... }
//	state NAME = DEFAULT (UNIT) "DOC"               or: shared state NAME = ...
//	start NAME = EXPRESSION                         initial value of a state
//	update NAME = EXPRESSION                        value of a state after a step
//	assign NAME = EXPRESSION (UNIT) "DOC"           value of a state that follows at once
//	NAME' = EXPRESSION (UNIT)                       differential equation of a state
//	kinetic NAME <-> NAME { forward = EXPRESSION, backward = EXPRESSION }
//	conserve NAME + NAME + ... = EXPRESSION
//	read NAME = EXPRESSION (UNIT)                   a current of others; the value may be left out
//	ion NAME read NAME, ... write NAME, ...         either may be left out
//	current NAME = EXPRESSION (UNIT) outward "DOC"  or inward, or neither
//	flux NAME = EXPRESSION (UNIT) "DOC"
//	conductance NAME = EXPRESSION (UNIT) "DOC"
//	surrogate SHAPE EXPRESSION                      the slope, which none does not need
//
// Expressions are NMODL's: || && ! < <= > >= == != + - * / ^ (to the right), calls, numbers, names; also
// `if CONDITION then A else B`, and a number with its unit, `40 (mV)`. A line goes on inside brackets, after an operator, and where the
// next one begins with an operator, then or else. # starts a comment.
package syntax
