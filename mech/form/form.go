package form

// Op is an operation of the intermediate form. Its meaning is fixed by [Apply]; every engine gives the same bits.
type Op uint8

// The operations. x, y, z stand for the operands A, B, C.
const (
	Input      Op = iota // value number Index of the program's inputs
	Constant             // the literal Constant
	Neg                  // -x
	Add                  // x + y
	Sub                  // x - y
	Mul                  // x * y
	Div                  // x / y
	MulAdd               // x*y + z, rounded once
	MulSub               // x*y - z, rounded once
	NegMulAdd            // z - x*y, rounded once
	Pow                  // x^y, elementary.Pow
	Exp                  // e^x, saturating at the largest float
	Expm1                // e^x - 1
	Log                  // natural logarithm
	Log1p                // log(1 + x)
	Sin                  // sine of x in radians
	Cos                  // cosine of x in radians
	Tanh                 // hyperbolic tangent
	Exprelr              // derivative number Index (0 to 3) of x/(exp(x) - 1), without its hole at 0
	Sqrt                 // square root
	Step                 // 1 where x >= 0, 0 elsewhere and for NaN; differentiated as the surrogate Index says
	Floor                // largest integer not above x
	Abs                  // |x|
	Min                  // x if x < y, else y
	Max                  // x if x > y, else y
	Less                 // x < y
	LessEqual            // x <= y
	Equal                // x == y
	NotEqual             // x != y
	And                  // both of two conditions
	Or                   // either of two conditions
	Not                  // the opposite of a condition
	Select               // y if condition x, else z
	operations           // how many there are
)

// Type is the type of a value: a number or a condition.
type Type uint8

// The two types of values.
const (
	Real      Type = iota
	Condition      // 0 or 1 where an engine keeps it as a number
)

// Value names a value: the position of the instruction that makes it.
type Value int32

// None is no value: an operand that an operation does not have.
const None Value = -1

// Instruction makes one value from values made before it (static single assignment).
type Instruction struct {
	Op       Op
	Type     Type
	Index    int32   // of Input: which; of Exprelr: order of the derivative; of Step: its surrogate
	A, B, C  Value   // operands, None where the operation has fewer
	Constant float64 // of Constant
}

// Code is a straight line of instructions, operands before their uses, and the values that leave it.
type Code struct {
	Inputs       int           // how many inputs there are
	Instructions []Instruction // in order
	Outputs      []Value       // one for each output
}
