package model

// File is a model file as it was read: checked in itself, nothing built yet. A list keeps the order of the file.
type File struct {
	// Name is the file as the caller named it; names of other files in it are relative to its folder.
	Name string
	// Text is what stood in it.
	Text []byte
	// seconds is the time that reading it took.
	seconds float64

	// Mechanisms name files of mechanisms of the user's own.
	Mechanisms []Of[string]
	// Celsius is the temperature, degC; if not given it is that of the cells, 6.3.
	Celsius Of[float64]

	Cells     []CellTemplate
	Network   []Members
	NComp     []NComp
	Groups    []Group
	Insert    []Insert
	Synapses  []Synapses
	Diffuse   []Diffuse
	Set       []Set
	Stimuli   []Stimulus
	Clamps    []Clamp
	Record    []Record
	Trainable []Trainable
	Loss      Loss
	Fit       Fit
	Simulate  Simulate
}

// CellTemplate is a cell to build: traced (SWC) or a tree of default compartments (Parents).
type CellTemplate struct {
	Place
	Name Of[string]
	// SWC names the traced file; empty for a tree.
	SWC Of[string]
	// Parents holds the parent of each branch, -1 at the root; nil for a traced file.
	Parents Of[[]int]
	// NComp is the number of compartments: one number for all branches, or one for each.
	NComp Of[[]int]
	// DLambda, if given, takes the place of NComp.
	DLambda Of[DLambda]
	// MaxBranchLength and MinRadius are in um; 0 if not given.
	MaxBranchLength, MinRadius Of[float64]
	// Convention is "conserving" (default) or "jaxley".
	Convention Of[string]
}

// DLambda is a rule for the number of compartments: none is longer than the fraction D of the length constant
// at a frequency.
type DLambda struct {
	D, Frequency     Of[float64] // 0.1 and 100 Hz if not given
	AxialResistivity Of[float64] // Ohm cm; if not given that of the compartments
	Capacitance      Of[float64] // uF/cm2; if not given that of the compartments
}

// Members are cells of the network: so many of one template.
type Members struct {
	Place
	Cell  Of[string]
	Count Of[int]
}

// NComp re-cuts the branches in view into compartments.
type NComp struct {
	Place
	At    Of[string]
	NComp Of[int]
	// DLambda, if given, takes the place of NComp.
	DLambda   Of[DLambda]
	MinRadius Of[float64] // um; 0 if not given
}

// Group puts compartments into a named group.
type Group struct {
	Place
	Name, At Of[string]
}

// Insert puts a mechanism into the compartments in view.
type Insert struct {
	Place
	At, Mechanism Of[string]
	// Name renames the mechanism; empty keeps its own name.
	Name Of[string]
	// Surrogate, if given, is the derivative of step() in the mechanism.
	Surrogate Of[Surrogate]
}

// Surrogate is the derivative of step() in a mechanism: its shape, and its slope in 1/(unit of the argument).
type Surrogate struct {
	Shape Of[string]
	Slope Of[float64]
}

// Diffuse lets a state diffuse along the tree in the compartments in view.
type Diffuse struct {
	Place
	// Ion is the key of the state, such as CaCon_i.
	At, Ion Of[string]
	// Constant is in um2/ms; if not given it is 1.
	Constant Of[float64]
}

// Synapses connects compartments. Whole cells stand for the first compartment of the first branch of each.
type Synapses struct {
	Place
	// Type is a synapse mechanism; Name renames it, empty keeps its own name.
	Type, Name Of[string]
	Pre, Post  Of[string]
	Connect    Connect
}

// Connect says which compartments are connected: Kind is "one", "full", "sparse" or "matrix".
type Connect struct {
	Place
	Kind string
	// P is the probability of a synapse, Seed the start of the random numbers; of "sparse".
	P    Of[float64]
	Seed Of[int]
	// Matrix names a table of zeros and ones, a row for each presynaptic compartment; of "matrix".
	Matrix Of[string]
}

// Set gives a parameter or state its value.
type Set struct {
	Place
	At, Key Of[string]
	// Values is one number, or one for each row in view.
	Values Of[[]float64]
}

// Stimulus is a current injected into each compartment in view, nA.
type Stimulus struct {
	Place
	At Of[string]
	Waveform
}

// Clamp holds a state or a parameter of each compartment or synapse in view at the values of a waveform, in its unit.
type Clamp struct {
	Place
	At, State Of[string]
	Waveform
}

// Waveform gives a value for each time step. One of the five is given.
type Waveform struct {
	Step    Of[Step]
	Samples Of[[]float64] // one a time step
	Sine    Of[Sine]
	Noise   Of[Noise]
	File    Of[string] // a table of numbers
	Column  Of[int]    // column of File, from 0
}

// Step is a step: Offset everywhere, and Amplitude more from Delay to Delay + Duration, ms.
type Step struct{ Delay, Duration, Amplitude, Offset Of[float64] }

// Sine is Offset + Amplitude*sin(2 pi f t) from Delay to Delay + Duration. ms, Hz.
type Sine struct{ Delay, Duration, Frequency, Amplitude, Offset Of[float64] }

// Noise is Offset, and from Delay to Delay + Duration what golgi.NoiseCurrent says more. ms.
type Noise struct {
	Delay, Duration, Mean, Deviation, Tau, Offset Of[float64]
	Seed                                          Of[int]
}

// Record keeps a state of each compartment or synapse in view.
type Record struct {
	Place
	At, State Of[string]
}

// Trainable shares values among rows, and in a run writes them before the start.
type Trainable struct {
	Place
	At, Key Of[string]
	// Init is one number, or one for each shared value; nil starts each at the mean of its rows.
	Init Of[[]float64]
}

// Loss is what a gradient is of. A run checks it and leaves it alone.
type Loss struct {
	Place
	// MSE names the table of the target; empty for the mean of the squares.
	MSE Of[string]
}

// Simulate says how to run.
type Simulate struct {
	Place
	Given  bool
	TMax   Of[float64] // ms
	Dt     Of[float64] // ms
	Solver Of[string]
	// InitStates is "false", "true" (when the model is built) or "run" (at the start of each run).
	InitStates Of[string]
	// Every keeps one sample in so many.
	Every Of[int]
	// Stagger makes the first gate step of Crank-Nicolson half as long.
	Stagger Of[bool]
	// VoltageLimit stops the run beyond it, mV; 0 leaves the default.
	VoltageLimit Of[float64]
}
