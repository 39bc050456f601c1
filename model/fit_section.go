package model

// Fit says what the trainables are fitted to, and how.
type Fit struct {
	Place
	Given bool
	// Targets are of the run that the file describes. Without them and without Cases the loss of the file is fitted.
	Targets []Target
	// Cases are several runs, each with a protocol and targets of its own.
	Cases     []Case
	Bounds    []Bound
	Optimiser Optimiser
	// Clip bounds the Euclidean norm of the gradient; 0 does not. Normalise divides the gradient by this power of its norm.
	Clip, Normalise Of[float64]
	// Epochs is the largest number of steps of the optimiser.
	Epochs Of[int]
	// StopAt is the loss at which the fit is good enough.
	StopAt Of[float64]
	// Patience ends the fit after so many epochs in which the best loss has not fallen by more than the part Tolerance
	// of its size; 0 does not.
	Patience  Of[int]
	Tolerance Of[float64]
	// Batch is the number of cases in a step; 0 is all.
	Batch Of[int]
	// Seed starts the random numbers of Init and Batch.
	Seed Of[int]
	// Init is "file" (the trainables start as in a run) or "random" (between their bounds).
	Init Of[string]
}

// Case is one of several runs of a fit: what it sets and adds to the model, and its targets.
type Case struct {
	Place
	Name    Of[string]
	Weight  Of[float64]
	Set     []Set
	Stimuli []Stimulus
	Clamps  []Clamp
	Targets []Target
}

// Target is one term of the loss of a case: of a table MSE, or of a feature with the value it should have.
type Target struct {
	Place
	// MSE names a table like traces.csv.
	MSE Of[string]
	// Feature is a name of featureNames, with the value that is aimed at; empty of an MSE.
	Feature string
	Value   Of[float64]
	// Record is the number of the recording, as in the header of traces.csv; an MSE without it is over all.
	Record Of[int]
	// From and To are a window, ms; without them it is the whole run.
	From, To Of[float64]
	// Threshold is that of a spike, and Width the width of a soft edge, in the unit of the recording.
	Threshold, Width Of[float64]
	// Scale is the difference that counts as 1, in the unit of the feature; Weight multiplies the term.
	Scale, Weight Of[float64]
}

// Bound keeps the values of a trainable key within limits.
type Bound struct {
	Place
	Key          Of[string]
	Lower, Upper Of[float64]
}

// Optimiser is a way to take steps, with its numbers.
type Optimiser struct {
	Place
	Name Of[string]
	OptimiserNumbers
	// Keys are other optimisers for some keys.
	Keys []KeyOptimiser
}

// KeyOptimiser is the optimiser of one trainable key. Numbers it leaves out are those of the fit's, if that has the same name.
type KeyOptimiser struct {
	Place
	Key  Of[string]
	Name Of[string]
	OptimiserNumbers
}

// OptimiserNumbers are the numbers of all optimisers; each has some of them.
type OptimiserNumbers struct {
	// Rate is the step, in the transformed variable; HalveEvery is the number of epochs over which it falls to its half.
	Rate       Of[float64]
	HalveEvery Of[int]
	// Beta1, Beta2 and Epsilon are Adam's, Decay the decoupled weight decay of AdamW.
	Beta1, Beta2, Epsilon, Decay Of[float64]
	// Momentum and Nesterov are of gradient descent.
	Momentum Of[float64]
	Nesterov Of[bool]
	// Target is the loss of a perfect fit and Largest the largest step size, of Polyak's step.
	Target, Largest Of[float64]
	// Memory is the number of steps that L-BFGS remembers.
	Memory Of[int]
}
