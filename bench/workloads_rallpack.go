package bench

import (
	"fmt"
)

// rallpackDt is the step of the workloads Rallpack, ms.
const rallpackDt = 0.05

// Rallpack is one of the three Rallpacks for its duration in steps of 0.05 ms, in other sizes than the standard
// ones: so many compartments of the cable of 1 and 3 (there 1000), or levels of the tree of 2 (there 10).
func Rallpack(number, size int, tMax float64) (*Workload, error) {
	w := &Workload{Name: fmt.Sprintf("rallpack %d %d %g", number, size, tMax), TMax: tMax, dt: rallpackDt}
	return w.made(func() error {
		make := [...]func(int, float64, float64) (*Case, error){rallpack1, rallpack2, rallpack3}
		most := [...]int{1 << 24, 24, 1 << 24}
		switch {
		case number < 1 || number > len(make):
			return fmt.Errorf("no Rallpack %d; there are 1 to %d", number, len(make))
		case size < 1 || size > most[number-1]:
			return fmt.Errorf("a size of %d; give from 1 to %d", size, most[number-1])
		}
		c, err := make[number-1](size, tMax, rallpackDt)
		if err != nil {
			return err
		}
		w.model, w.view = c.Cell, c.Cell.View
		return nil
	})
}
