package audit

import (
	"fmt"
	"strings"

	"golgi/grad"
)

// Method says what a gradient is compared with.
type Method uint8

const (
	// Complex is the complex step; central differences take its place where a
	// model has systems that the oracle does not know.
	Complex Method = iota
	// Central is central differences of whole runs.
	Central
	// Both is both.
	Both
)

var methods = [...]string{"complex", "central", "both"}

// String returns the name of the method.
func (m Method) String() string { return methods[m] }

// ParseMethod returns the method of a name: complex, central, both.
func ParseMethod(name string) (Method, error) {
	for m, known := range methods {
		if name == known {
			return Method(m), nil
		}
	}
	return 0, fmt.Errorf("audit: no method %q; there are %s", name, strings.Join(methods[:], ", "))
}

// Options say what is compared, and how.
type Options struct {
	// Grad are the options of the gradient that is checked: the run, its checkpoints, and in With what is compared
	// beside the parameters (stimuli, clamps and initial states; overrides are not). Overrides, InitialStates and
	// Systems of the run take part.
	Grad grad.Options
	// Samples is how many values are compared, drawn at random with Seed, the first of each parameter in any case; all
	// of them if there are no more, or if it is negative. 0 means 24.
	Samples int
	Seed    uint64
	Method  Method
	// Tolerance is the largest difference that passes, as a part of the largest derivative of a parameter. 0 means 1e-9
	// for complex steps, and 1e-6 for central differences, to which ten times their own error estimate is added. A
	// difference also passes if it would change the loss by no more than the loss is rounded (1e-13 of its terms) when
	// the value doubles.
	Tolerance float64
	// Keys keeps these parameters only; nil keeps all.
	Keys []string
}

const (
	defaultSamples   = 24
	complexTolerance = 1e-9
	centralTolerance = 1e-6
	roundingLevel    = 1e-13
	errorMargin      = 10 // estimates of the error of central differences that pass
)

// tolerance is that of a method.
func (o *Options) tolerance(standard float64) float64 {
	if o.Tolerance > 0 {
		return o.Tolerance
	}
	return standard
}
