package vis

import (
	"fmt"
	"strings"

	"golgi/topology"
)

// projection looks at space from one direction, in parallel.
type projection struct {
	right, up [3]float64 // directions of the picture's axes
	towards   [3]float64 // direction of the eye: what is further along it hides what is not
}

// newProjection returns the view on two axes, such as "xy": the first to the
// right, the second upwards. A minus before an axis turns it round: "x-z".
func newProjection(axes string) (projection, error) {
	fail := func() (projection, error) {
		return projection{}, fmt.Errorf("no axes %q; name two of x, y and z, the one to the right first, such as xz or x-y", axes)
	}
	if axes == "" {
		axes = "xy"
	}
	var directions [][3]float64
	sign := 1.0
	for _, letter := range axes {
		if letter == '-' && sign == 1 {
			sign = -1
			continue
		}
		i := strings.IndexRune("xyz", letter)
		if i < 0 {
			return fail()
		}
		var d [3]float64
		d[i] = sign
		directions = append(directions, d)
		sign = 1
	}
	if len(directions) != 2 || sign != 1 {
		return fail()
	}
	r, u := directions[0], directions[1]
	towards := [3]float64{r[1]*u[2] - r[2]*u[1], r[2]*u[0] - r[0]*u[2], r[0]*u[1] - r[1]*u[0]}
	if towards == [3]float64{} {
		return fail()
	}
	return projection{r, u, towards}, nil
}

// flat is a traced point in the plane of the picture, um.
type flat struct{ x, y, depth, radius float64 }

func (p projection) of(q topology.Point) flat {
	along := func(d [3]float64) float64 { return d[0]*q.X + d[1]*q.Y + d[2]*q.Z }
	return flat{along(p.right), along(p.up), along(p.towards), q.Radius}
}
