package optimise

// Method is a minimiser that chooses for itself where it asks for the loss, as
// line searches and simplexes do, for [Minimise]. It must be deterministic if a
// run is to be resumed.
type Method struct {
	Name     string // for messages
	Gradient bool   // it asks for derivatives
	// Run minimises from start and returns why it ended. It makes its calls one
	// at a time, and soon returns after Ended is true.
	Run func(start []float64, calls Calls) (reason string)
}

// Calls are what a method knows of the loss. They do not keep x or gradient.
type Calls struct {
	// Value returns the loss at x, +Inf where it cannot be evaluated.
	Value func(x []float64) float64
	// Derivative fills gradient; with zeros where Value is +Inf.
	Derivative func(gradient, x []float64)
	// Iteration is told each point that the method keeps, the start first.
	// gradient is nil for methods without. It returns whether to end.
	Iteration func(x []float64, value float64, gradient []float64) (end bool)
	// Ended tells whether to end: the context is cancelled, too many
	// evaluations failed, or Iteration wanted it.
	Ended func() bool
}
