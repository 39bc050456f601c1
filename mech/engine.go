package mech

// Engine turns programs into kernels.
type Engine interface {
	Name() string
	Compile(*Program) (Kernel, error)
}

// Describer is an engine, or a kernel, that has more to say than its name.
type Describer interface {
	// Describe says what an engine works with, the vectors of machine code; why a kernel is left to another engine, "" if it is not.
	Describe() string
}

// Described is the name of an engine, with what it works with if it says so: native, AVX-512.
func Described(e Engine) string {
	if d, ok := e.(Describer); ok {
		return e.Name() + ", " + d.Describe()
	}
	return e.Name()
}

// Kernel runs a program over rows. It may be used from several goroutines at once, each with its own Scratch. Run does not allocate
// once the Scratch has grown.
type Kernel interface {
	Run(b *Binding, rows int, s *Scratch)
}

// Binding says where the inputs of a program come from and where its outputs go, in the order of Program.Inputs and Program.Outputs.
// An output may lie on an input (a state updated in place) if both start at the same row; it must not overlap one shifted.
type Binding struct {
	Inputs  []Operand
	Outputs []Target

	// Ahead are columns that somebody reads soon after: a kernel may ask the memory for them while it computes. They have at least
	// as many rows as are run, and may be others at each run, of the same number.
	Ahead [][]float64

	// Keep are inputs that are kept as they are before outputs overwrite them; the places may be others at each run.
	Keep []Kept

	// Prepared is what the kernel that ran it keeps: once run, a binding must not be changed but for what Ahead, Keep and Moves allow, and is
	// run by one goroutine at a time.
	Prepared any
}

// Operand is a column of input: a value for each row, or one for all (Uniform, Values[0]). One that Moves may have other Values at
// each run.
type Operand struct {
	Values  []float64
	Uniform bool
	Moves   bool
}

// Kept is where an input is kept, one of as many rows as are run. Past says that it is not read for long: it may go past the caches, and
// begins where 64 bytes do.
type Kept struct {
	Input  int // that is not uniform
	Values []float64
	Past   bool
}

// Target is a column of output: stored, or added to what is there. Values nil: not wanted.
type Target struct {
	Values []float64
	Add    bool
}

// Scratch is the working memory of a worker. The zero value is ready; it grows at first use.
type Scratch struct {
	Registers []float64 // block registers of the interpreter
	Scalars   []float64 // values equal in all rows
	Vectors   []float64 // values that machine code keeps aside
}
