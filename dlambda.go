package golgi

import (
	"fmt"

	"golgi/topology"
)

// DLambda returns, for each branch in view, the number of compartments by
// which none is longer than the fraction d of the length constant at a
// frequency (Hz; usual are 0.1 at 100 Hz), from lengths, radii, axial
// resistivities and capacitances as they are. It gives odd numbers; pass them
// to [View.SetNComps]. For a cell that is being read, the rule [DLambda] does
// the same by the traced points.
//
// Errors: d or frequency not positive. Source: Hines and Carnevale,
// Neuroscientist 7:123 (2001).
func (v *View) DLambda(d, frequency float64) ([]int, error) {
	if err := v.Err(); err != nil {
		return nil, fmt.Errorf("d_lambda: %w", err)
	}
	m, c := v.m, &v.m.columns
	var ncomp []int
	for _, b := range v.branchesInView() {
		electrotonic := 0.0
		for row := m.startOfBranch[b]; row < m.startOfBranch[b+1]; row++ {
			electrotonic += c.length[row] / topology.LambdaF(2*c.radius[row], c.axialResistivity[row], c.capacitance[row], frequency)
		}
		n, err := topology.DLambdaOf(electrotonic, d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.branchPlace(b), err)
		}
		ncomp = append(ncomp, n)
	}
	return ncomp, nil
}
