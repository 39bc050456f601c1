package dynamics

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"sort"

	"gonum.org/v1/gonum/mat"
)

// fewStates is the length of the flat vector up to which all eigenvalues are
// computed; beyond it the largest is looked for in a Krylov space.
const fewStates = 200

// SpectralRadius returns the largest modulus of an eigenvalue of the Jacobian of the step from x at sample n. Above 1, a
// perturbation there grows at first, by that factor a step in the worst direction that keeps its shape. Up to 200 states
// it is that of Eigenvalues; beyond them it is found by Arnoldi's method (Saad, Numerical Methods for Large Eigenvalue
// Problems, 2nd ed., 2011, ch. 6), to a residual of 1e-6 of it. Errors: as of StepJVP; no convergence, with what was
// reached.
func SpectralRadius(ctx context.Context, d *Dynamics, x []float64, n int) (float64, error) {
	if d.Len() <= fewStates {
		values, err := Eigenvalues(ctx, d, x, n)
		if err != nil {
			return 0, fmt.Errorf("spectral radius: %w", err)
		}
		return cmplx.Abs(values[0]), nil
	}
	operator, err := d.Operator(x, n)
	if err != nil {
		return 0, fmt.Errorf("spectral radius: %w", err)
	}
	scales := d.Scales(x)
	radius, err := arnoldi(ctx, d.Len(), func(dst, v []float64) error {
		for i, s := range scales {
			dst[i] = float64(v[i] * s)
		}
		if err := operator.MulVec(dst, dst); err != nil {
			return err
		}
		for i, s := range scales {
			dst[i] /= s
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("spectral radius: %w", err)
	}
	return radius, nil
}

// Eigenvalues returns the eigenvalues of the Jacobian of the step from x at sample n,
// those of the largest modulus first. An eigenvalue z is a mode that grows as exp(t log|z| / dt).
// Errors: as of Jacobian.
func Eigenvalues(ctx context.Context, d *Dynamics, x []float64, n int) ([]complex128, error) {
	jacobian, err := d.Jacobian(ctx, x, n)
	if err != nil {
		return nil, fmt.Errorf("eigenvalues: %w", err)
	}
	values, _, err := eigen(jacobian, mat.EigenNone)
	if err != nil {
		return nil, fmt.Errorf("eigenvalues: %w", err)
	}
	sort.SliceStable(values, func(i, j int) bool { return cmplx.Abs(values[i]) > cmplx.Abs(values[j]) })
	return values, nil
}

// eigen refuses what the factorisation would panic at.
func eigen(a *mat.Dense, kind mat.EigenKind) ([]complex128, *mat.CDense, error) {
	for _, value := range a.RawMatrix().Data {
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return nil, nil, errors.New("the Jacobian has elements that are no finite numbers")
		}
	}
	var e mat.Eigen
	if !e.Factorize(a, kind) {
		return nil, nil, errors.New("the eigenvalues of the Jacobian did not converge")
	}
	vectors := &mat.CDense{}
	if kind == mat.EigenRight {
		e.VectorsTo(vectors)
	}
	return e.Values(nil), vectors, nil
}

const (
	mostKrylov   = 400  // the largest Krylov space
	everyKrylov  = 20   // vectors between two looks at its eigenvalues
	ritzResidual = 1e-6 // of a Ritz value, relative
)

// arnoldi returns the largest modulus of an eigenvalue of an operator: it projects it
// on a growing Krylov space, from a start that is drawn with a fixed seed.
func arnoldi(ctx context.Context, n int, multiply func(dst, v []float64) error) (float64, error) {
	random := rand.New(rand.NewPCG(1951, 17))
	v := make([]float64, n)
	for i := range v {
		v[i] = random.NormFloat64()
	}
	scale(v, 1/norm(v))
	most := min(n, mostKrylov)
	basis := [][]float64{v}
	projected := mat.NewDense(most, most, nil)
	radius, residual := 0.0, math.Inf(1)
	for k := range most {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		w := make([]float64, n)
		if err := multiply(w, basis[k]); err != nil {
			return 0, err
		}
		before := norm(w)
		for range 2 { // once leaves what rounding has put in
			for i, q := range basis {
				h := dot(q, w)
				projected.Set(i, k, projected.At(i, k)+h)
				subtract(w, h, q)
			}
		}
		after := norm(w)
		closed := after <= 1e-14*before || k == n-1 // an invariant space
		if closed || (k+1)%everyKrylov == 0 || k == most-1 {
			var err error
			if radius, residual, err = ritz(projected, k+1, after); err != nil {
				return 0, err
			}
			if closed || residual <= ritzResidual*radius {
				return radius, nil
			}
		}
		if k < most-1 {
			projected.Set(k+1, k, after)
			scale(w, 1/after)
			basis = append(basis, w)
		}
	}
	return 0, fmt.Errorf("method of Arnoldi: it has come to %.6g with a residual of %.2g in a space of %d vectors: the largest eigenvalues lie close together", radius, residual, most)
}

// ritz returns the largest modulus of an eigenvalue of the leading part of the
// projected operator, and the norm of the residual that it has.
func ritz(projected *mat.Dense, k int, next float64) (radius, residual float64, err error) {
	values, vectors, err := eigen(mat.DenseCopyOf(projected.Slice(0, k, 0, k)), mat.EigenRight)
	if err != nil {
		return 0, 0, err
	}
	for j, value := range values {
		if cmplx.Abs(value) <= radius {
			continue
		}
		length := 0.0
		for i := range k {
			length = math.Hypot(length, cmplx.Abs(vectors.At(i, j)))
		}
		radius, residual = cmplx.Abs(value), next*cmplx.Abs(vectors.At(k-1, j))/length
	}
	return radius, residual, nil
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}

func norm(a []float64) float64 { return math.Sqrt(dot(a, a)) }

func scale(a []float64, s float64) {
	for i := range a {
		a[i] *= s
	}
}

// subtract takes h b from a.
func subtract(a []float64, h float64, b []float64) {
	for i, x := range b {
		a[i] -= float64(h * x)
	}
}
