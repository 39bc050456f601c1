package syntax

// NodeKind is the sort of an expression's node.
type NodeKind uint8

// The nodes. Operators are named by their text: "+", "<=", "!" and so on.
const (
	Number NodeKind = iota // Value, and Unit if one is written
	Name                   // Text
	Prefix                 // Text, "-" or "!", over Operands[0]
	Infix                  // Text over Operands[0] and [1]
	Call                   // Text of Operands
	If                     // Operands: condition, then, else
)

// Node is an expression.
type Node struct {
	Kind     NodeKind
	Text     string
	Value    float64
	Unit     *Unit
	Operands []*Node
	Position
}

// Unit is a unit as written between brackets.
type Unit struct {
	Text string
	Position
}

// Statement is a line of a mechanism.
type Statement struct {
	Keyword    string   // "param", "gate", ...; "let" for a local name, "derivative" for x' = ...
	Name       string   // what it defines; of units "off", of surrogate its shape, of kinetic the state on the left
	Key        string   // what users call it, where that is not its name; no text sets it
	Shared     bool     // of param and state
	Parameters []string // of function
	Expression *Node    // default, definition, or nil
	Rates      [2]*Node // of gate: alpha and beta, or inf and tau; of kinetic: forward and backward
	Inf        bool     // of gate: Rates are inf and tau
	Sense      string   // of current: "outward", "inward" or ""
	Reads      []Word   // of ion: the names it reads; of conserve: the states of the sum
	Writes     []Word   // of ion: the names it writes; of kinetic: the state on the right
	Unit       *Unit    // or nil
	Text       string   // of source the citation, otherwise the doc
	Position
	NamePosition Position
}

// Word is a name in a list.
type Word struct {
	Text string
	Position
}

// File is the text of a mechanism.
type File struct {
	Name       string // of the file, for messages
	Statements []Statement
}

// Arity gives the number of operands of a function of the language; false if there is none of that name.
func Arity(function string) (int, bool) {
	switch function {
	case "exp", "expm1", "exprelr", "log", "log1p", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "sqrt", "floor", "ceil",
		"abs", "fabs", "step", "previous":
		return 1, true
	case "min", "max", "pow", "vtrap":
		return 2, true
	case "select":
		return 3, true
	}
	return 0, false
}

// Functions lists the functions of the language, for suggestions.
func Functions() []string {
	return []string{"exp", "expm1", "exprelr", "log", "log1p", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "sqrt", "floor", "ceil",
		"abs", "fabs", "step", "min", "max", "pow", "vtrap", "select", "previous"}
}

// Redefinable says whether a text may have a function of that name in place of the language's: those that only abbreviate others.
func Redefinable(function string) bool {
	switch function {
	case "log10", "tan", "sinh", "cosh", "sigmoid", "ceil", "vtrap", "step":
		return true
	}
	return false
}

// Keywords lists the words that begin a statement.
func Keywords() []string {
	return []string{"channel", "pump", "point", "synapse", "junction", "source", "units", "param", "shared", "const", "function", "gate", "state",
		"start", "update", "assign", "kinetic", "conserve", "read", "ion", "current", "flux", "conductance", "surrogate"}
}

// Reserved says whether a name belongs to the language: a keyword, or a part of an expression.
func Reserved(name string) bool {
	switch name {
	case "if", "then", "else", "outward", "inward":
		return true
	}
	if isKeyword(name) {
		return true
	}
	_, function := Arity(name)
	return function
}
