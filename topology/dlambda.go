package topology

import (
	"fmt"
	"math"
)

// LambdaF returns the length constant (um) of a cable for alternating current:
//
//	lambda_f = 1e5 * sqrt(diameter / (4 pi f Ra cm))
//
// with the diameter in um, the frequency f in Hz, the axial resistivity Ra in
// ohm cm and the capacitance cm in uF/cm2 (Hines and Carnevale 2001).
func LambdaF(diameter, axialResistivity, capacitance, frequency float64) float64 {
	return 1e5 * math.Sqrt(diameter/(4*math.Pi*frequency*axialResistivity*capacitance))
}

// DLambda returns the number of compartments, an odd number, by which none of
// them is longer than d times lambda_f (see [LambdaF]; usual are d = 0.1 and
// frequency = 100). length (um) is that of the branch. One diameter (um) stands
// for the whole branch, several for stretches of it of equal length.
func DLambda(length float64, diameters []float64, axialResistivity, capacitance, frequency, d float64) (int, error) {
	if len(diameters) == 0 {
		return 0, fmt.Errorf("d_lambda: no diameters; give one, or one for each stretch of the branch")
	}
	electrotonic := 0.0
	for _, diameter := range diameters {
		electrotonic += length / float64(len(diameters)) / LambdaF(diameter, axialResistivity, capacitance, frequency)
	}
	return DLambdaOf(electrotonic, d)
}

// DLambda returns the number of compartments of each branch by the rule of
// [DLambda]. The length of a branch in units of lambda_f is summed over its
// traced frusta, each with its mean diameter.
func (m *Morphology) DLambda(axialResistivity, capacitance, frequency, d float64) ([]int, error) {
	ncomp := make([]int, len(m.Branches))
	for b := range m.Branches {
		points := m.Branches[b].Points
		electrotonic := 0.0
		for j := 1; j < len(points); j++ {
			diameter := points[j-1].Radius + points[j].Radius
			if l := distance(points[j-1], points[j]); l > 0 {
				electrotonic += l / LambdaF(diameter, axialResistivity, capacitance, frequency)
			}
		}
		n, err := DLambdaOf(electrotonic, d)
		if err != nil {
			return nil, fmt.Errorf("branch %d: %w", b, err)
		}
		ncomp[b] = n
	}
	return ncomp, nil
}

// mostCompartments bounds what a rule may ask of one branch.
const mostCompartments = 1 << 24

// DLambdaOf returns the number of compartments, an odd number, of a branch of a
// length in units of lambda_f by the rule of [DLambda].
func DLambdaOf(electrotonic, d float64) (int, error) {
	n := (electrotonic/d + 0.9) / 2
	if !(n >= 0 && d > 0) || math.IsInf(n, 1) {
		return 0, fmt.Errorf("d_lambda: a length of %g lambda with d = %g; lengths, diameters, axial resistivity, capacitance, frequency and d must be positive and finite", electrotonic, d)
	}
	if n > mostCompartments/2 {
		return 0, fmt.Errorf("d_lambda: a length of %g lambda with d = %g needs more than %d compartments; take a larger d", electrotonic, d, mostCompartments)
	}
	return 2*int(n) + 1, nil
}
