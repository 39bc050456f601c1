package grad

import (
	"errors"
	"fmt"
	"math"

	"golgi"
)

// CheckLoss makes sure that a loss gave a finite value and left a finite derivative for each sample of what
// was recorded, as ValueAndGrad does. The error says what is wrong, and at which sample.
func CheckLoss(r *golgi.Result, value float64, derivative [][]float64) error {
	if err := checkDerivative(r, derivative); err != nil {
		return err
	}
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return fmt.Errorf("loss: its value is %v", value)
	}
	return nil
}

// NoPlan reports whether an error says that checkpoints cannot be planned: the budget or the levels will not do,
// whatever the values of the parameters.
func NoPlan(err error) bool {
	_, is := errors.AsType[*noPlan](err)
	return is
}
