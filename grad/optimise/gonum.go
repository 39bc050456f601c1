package optimise

import (
	"fmt"

	"gonum.org/v1/gonum/optimize"
)

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
		if err != nil { // after the start, a line search that found no lower loss
			return fmt.Sprintf("no lower loss: %v", err)
		}
		return found.Status.String()
	}}
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
