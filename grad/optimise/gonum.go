package optimise

import (
	"errors"
	"fmt"

	"gonum.org/v1/gonum/optimize"
)

// gradientThreshold is how small all derivatives must be for gonum to end, where nothing else is set.
const gradientThreshold = 1e-12

// LBFGS is the method of Broyden, Fletcher, Goldfarb and Shanno with a limited
// memory of 15 steps (Liu and Nocedal 1989), for many parameters.
func LBFGS() Method {
	return Gonum("lbfgs", true, func() optimize.Method { return &optimize.LBFGS{} })
}

// BFGS is the same with a full approximation of the inverse Hessian: the square
// of the number of parameters in memory.
func BFGS() Method {
	return Gonum("bfgs", true, func() optimize.Method { return &optimize.BFGS{} })
}

// ConjugateGradient is the nonlinear conjugate gradient method. Its line search
// is a bisection, which an infinite loss shortens.
func ConjugateGradient() Method {
	return Gonum("cg", true, func() optimize.Method {
		return &optimize.CG{Linesearcher: &optimize.Bisection{CurvatureFactor: 0.1}}
	})
}

// NelderMead moves a simplex without derivatives (Nelder and Mead 1965); size
// is its first extent along each parameter, 0 for 0.05.
func NelderMead(size float64) Method {
	return Gonum("nelder_mead", false, func() optimize.Method { return &optimize.NelderMead{SimplexSize: size} })
}

// Gonum makes a Method of any of gonum's; gradient tells whether it needs
// derivatives.
func Gonum(name string, gradient bool, make func() optimize.Method) Method {
	return Method{Name: name, Gradient: gradient, Run: func(start []float64, calls Calls) string {
		problem := optimize.Problem{Func: calls.Value, Status: func() (optimize.Status, error) {
			if calls.Ended() {
				return optimize.Failure, nil
			}
			return optimize.NotTerminated, nil
		}}
		if gradient {
			problem.Grad = calls.Derivative
		}
		found, err := optimize.Minimize(problem, start, &optimize.Settings{Converger: &iterations{calls}}, make())
		return ending(found, err)
	}}
}

// ending says in words why a method of gonum's ended.
func ending(found *optimize.Result, err error) string {
	switch {
	case errors.Is(err, optimize.ErrLinesearcherFailure):
		return "along its last direction no step of any size was found that lowers the loss enough"
	case errors.Is(err, optimize.ErrNoProgress):
		return "its steps have become so small that they change no value"
	case errors.Is(err, optimize.ErrLinesearcherBound):
		return "along its last direction the loss falls without end"
	case errors.Is(err, optimize.ErrNonDescentDirection):
		return "along its last direction the loss does not fall"
	case err != nil:
		return fmt.Sprintf("it found no lower loss: %v", err)
	}
	switch found.Status {
	case optimize.GradientThreshold:
		return fmt.Sprintf("all derivatives are smaller than %g", gradientThreshold)
	case optimize.FunctionNegativeInfinity:
		return "the loss is minus infinity"
	case optimize.Success, optimize.MethodConverge:
		return "it found nothing better"
	}
	return "it ended with " + found.Status.String()
}

// iterations tells of each iteration, where gonum asks whether it converged.
type iterations struct{ calls Calls }

// Init is called before the first iteration.
func (i *iterations) Init(int) {}

// Converged is called with each iteration.
func (i *iterations) Converged(at *optimize.Location) optimize.Status {
	if i.calls.Iteration(at.X, at.F, at.Gradient) {
		return optimize.IterationLimit
	}
	return optimize.NotTerminated
}
