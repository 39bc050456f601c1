package topology_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/integrate/quad"
	"pgregory.net/rapid"

	"golgi/topology"
)

func cell(points ...topology.Point) *topology.Morphology {
	return &topology.Morphology{Branches: []topology.Branch{{Attachment: rootStart, Points: points}}}
}

func total(values []float64) float64 {
	s := 0.0
	for _, v := range values {
		s += v
	}
	return s
}

func TestConservingCutsAConeExactly(t *testing.T) {
	// From radius 3 to 1 over 40 um; its two compartments meet at radius 2, their halves at 2.5 and 1.5.
	c, err := cell(topology.Point{Y: 5, Radius: 3}, topology.Point{X: 40, Y: 5, Radius: 1}).Discretise([]int{2}, 0)
	require.NoError(t, err)
	slant := math.Sqrt(20*20 + 1)
	require.InEpsilonSlice(t, []float64{20, 20}, c.Length, rounding)
	require.InEpsilonSlice(t, []float64{2.5, 1.5}, c.Radius, rounding)
	require.InEpsilonSlice(t, []float64{pi * 5 * slant, pi * 3 * slant}, c.Area, rounding)
	require.InEpsilonSlice(t, []float64{pi / 3 * 20 * 19, pi / 3 * 20 * 7}, c.Volume, rounding)
	require.InEpsilonSlice(t, []float64{10 / (pi * 3 * 2.5), 10 / (pi * 2 * 1.5)}, c.LoadIn, rounding)
	require.InEpsilonSlice(t, []float64{10 / (pi * 2.5 * 2), 10 / (pi * 1.5 * 1)}, c.LoadOut, rounding)
	require.InEpsilonSlice(t, []float64{10, 30}, c.X, rounding)
	require.Equal(t, []float64{5, 5}, c.Y)
	require.Equal(t, []float64{0, 0}, c.Z)
}

func TestConservingCountsEachRingOnce(t *testing.T) {
	// Rings of pi*3 at the start, pi*5 inside, at the cut (x = 10) and at the end.
	points := []topology.Point{
		{Radius: 2}, {Radius: 1}, {X: 5, Radius: 1}, {X: 5, Radius: math.Sqrt(6)},
		{X: 10, Radius: math.Sqrt(6)}, {X: 10, Radius: 1}, {X: 20, Radius: 1}, {X: 20, Radius: math.Sqrt(6)},
	}
	c, err := cell(points...).Discretise([]int{2}, 0)
	require.NoError(t, err)
	cylinders := 2 * pi * (5 + 5*math.Sqrt(6) + 10)
	require.InEpsilon(t, cylinders+pi*(3+5+5+5), total(c.Area), rounding)
	require.InEpsilon(t, pi*(5+30+10), total(c.Volume), rounding, "rings have no volume")
	require.InEpsilonSlice(t, []float64{5 / pi, 5 / pi}, []float64{c.LoadIn[0], c.LoadIn[1]}, rounding)
	require.InEpsilonSlice(t, []float64{5 / (6 * pi), 5 / pi}, []float64{c.LoadOut[0], c.LoadOut[1]}, rounding)
	many, err := cell(points...).Discretise([]int{7}, 0)
	require.NoError(t, err)
	require.InEpsilon(t, total(c.Area), total(many.Area), rounding)
}

func TestConservingOfATaperSmallerThanRounding(t *testing.T) {
	// Closed forms with 1/r1 - 1/r2 lose all digits here.
	for _, taper := range []float64{0, 1e-18, 1e-15, 1e-12, 1e-9} {
		c, err := cell(topology.Point{Radius: 1}, topology.Point{X: 10, Radius: 1 + taper}).Discretise([]int{1}, 0)
		require.NoError(t, err)
		require.InEpsilon(t, 5/pi, c.LoadIn[0], 2*taper+rounding)
		require.InEpsilon(t, 5/pi, c.LoadOut[0], 2*taper+rounding)
	}
}

func TestConservingRaisesThinPoints(t *testing.T) {
	m := cell(topology.Point{Radius: 0}, topology.Point{X: 10, Radius: 0.5}, topology.Point{X: 20, Radius: 2})
	_, err := m.Discretise([]int{1}, 0)
	require.ErrorContains(t, err, "branch 0: point 0 has radius 0 um; correct it or set a minimal radius")
	c, err := m.Discretise([]int{1}, 1)
	require.NoError(t, err)
	require.InEpsilon(t, 10/(pi*1*1), c.LoadIn[0], rounding)
	require.InEpsilon(t, 2*pi*10+pi*3*math.Sqrt(101), c.Area[0], rounding)
	require.Zero(t, m.Branches[0].Points[0].Radius, "the morphology stays as it is")
}

func TestDiscretiseRefusesWhatHasNoGeometry(t *testing.T) {
	good := topology.Point{X: 1, Radius: 1}
	for message, m := range map[string]*topology.Morphology{
		"no branches":                             {},
		"branch 0: it has 1 traced points":        cell(good),
		"branch 0: its length is 0; remove it":    cell(good, topology.Point{X: 1, Radius: 3}),
		"point 1 has radius -1 um":                cell(good, topology.Point{Radius: -1}),
		"point 1 has radius NaN um":               cell(good, topology.Point{Radius: nan}),
		"point 1 has an infinite radius":          cell(good, topology.Point{Radius: math.Inf(1)}),
		"point 1 lies at (NaN, 0, 0)":             cell(good, topology.Point{X: nan, Radius: 1}),
		"point 1 lies at (0, 0, -Inf)":            cell(good, topology.Point{Z: math.Inf(-1), Radius: 1}),
		"its length is not finite":                cell(topology.Point{X: 1e300, Radius: 1}, topology.Point{X: -1e300, Radius: 1}),
		"compartment 0 has an axial load of +Inf": cell(topology.Point{Radius: 1e-200}, topology.Point{X: 1, Radius: 1e-200}),
		"and a volume of +Inf um3":                cell(topology.Point{Radius: 1e200}, topology.Point{X: 1, Radius: 1e200}),
	} {
		counts := make([]int, len(m.Branches))
		for b := range counts {
			counts[b] = 1
		}
		_, err := m.Discretise(counts, 0)
		require.ErrorContains(t, err, message, message)
	}
	m := cell(topology.Point{}, good)
	for _, minRadius := range []float64{-1, nan, math.Inf(1)} {
		_, err := m.Discretise([]int{1}, minRadius)
		require.ErrorContains(t, err, "minimal radius")
	}
	_, err := m.Discretise([]int{0}, 0)
	require.ErrorContains(t, err, "branch 0 has 0 compartments")
}

// drawPoints draws a traced branch with doubled points among the others.
func drawPoints(t *rapid.T) []topology.Point {
	n := rapid.IntRange(1, 12).Draw(t, "frusta")
	radius := rapid.Float64Range(0.05, 10)
	step := rapid.Float64Range(-20, 20)
	p := topology.Point{Radius: radius.Draw(t, "radius")}
	points := []topology.Point{p}
	length := 0.0
	for range n {
		if rapid.IntRange(0, 4).Draw(t, "doubled") > 0 {
			before := p
			p.X += step.Draw(t, "x")
			p.Y += step.Draw(t, "y")
			p.Z += step.Draw(t, "z")
			length += math.Hypot(math.Hypot(p.X-before.X, p.Y-before.Y), p.Z-before.Z)
		}
		p.Radius = radius.Draw(t, "radius")
		points = append(points, p)
	}
	if length < 1e-3 {
		p.X += 1
		points = append(points, p)
	}
	return points
}

func TestConservingConservesForAnyNumberOfCompartments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := drawPoints(t)
		ncomp := rapid.IntRange(1, 40).Draw(t, "ncomp")
		c, err := cell(points...).Discretise([]int{ncomp}, 0)
		require.NoError(t, err)
		var length, area, volume, load float64
		for j := 1; j < len(points); j++ {
			p, q := points[j-1], points[j]
			l := math.Hypot(math.Hypot(q.X-p.X, q.Y-p.Y), q.Z-p.Z)
			length += l
			area += pi * (p.Radius + q.Radius) * math.Hypot(l, q.Radius-p.Radius)
			volume += pi / 3 * l * (p.Radius*p.Radius + p.Radius*q.Radius + q.Radius*q.Radius)
			load += l / (pi * p.Radius * q.Radius)
		}
		// Sums of up to 100 parts, each a fraction of a frustum with its own roundings.
		const tolerance = 1e-11
		require.InEpsilon(t, length, total(c.Length), tolerance)
		require.InEpsilon(t, area, total(c.Area), tolerance)
		require.InEpsilon(t, volume, total(c.Volume), tolerance)
		require.InEpsilon(t, load, total(c.LoadIn)+total(c.LoadOut), tolerance)
		mean := 0.0
		for i := range c.Radius {
			mean += c.Radius[i] * c.Length[i]
			require.InEpsilon(t, length/float64(ncomp), c.Length[i], tolerance)
		}
		require.Greater(t, mean, 0.0)
	})
}

// Every attribute of every compartment against numerical quadrature of the
// radius along the path.
func TestConservingAgreesWithQuadrature(t *testing.T) {
	points := []topology.Point{
		{Radius: 4}, {X: 7, Radius: 2}, {X: 7, Y: 9, Radius: 2.5}, {X: 7, Y: 9, Z: 11, Radius: 0.3}, {X: 12, Y: 9, Z: 11, Radius: 0.3},
	}
	knots := []float64{0, 7, 16, 27, 32}
	along := func(s float64, of func(topology.Point) float64) float64 {
		j := 1
		for j < len(knots)-1 && s > knots[j] {
			j++
		}
		f := (s - knots[j-1]) / (knots[j] - knots[j-1])
		return of(points[j-1])*(1-f) + of(points[j])*f
	}
	radius := func(s float64) float64 { return along(s, func(p topology.Point) float64 { return p.Radius }) }
	// Gauss-Legendre on each smooth stretch; exact far beyond the tolerance.
	integral := func(f func(float64) float64, from, to float64) float64 {
		sum := 0.0
		for j := 1; j < len(knots); j++ {
			if a, b := max(from, knots[j-1]), min(to, knots[j]); a < b {
				sum += quad.Fixed(f, a, b, 60, nil, 0)
			}
		}
		return sum
	}
	slope := func(s float64) float64 { return (radius(s+1e-6) - radius(s-1e-6)) / 2e-6 }
	for _, ncomp := range []int{1, 2, 3, 5, 11} {
		c, err := cell(points...).Discretise([]int{ncomp}, 0)
		require.NoError(t, err)
		for k := range ncomp {
			l := 32 / float64(ncomp)
			a, b := float64(k)*l, float64(k+1)*l
			require.InEpsilon(t, integral(radius, a, b)/l, c.Radius[k], 1e-12)
			require.InEpsilon(t, integral(func(s float64) float64 { return pi * radius(s) * radius(s) }, a, b), c.Volume[k], 1e-12)
			load := func(s float64) float64 { return 1 / (pi * radius(s) * radius(s)) }
			require.InEpsilon(t, integral(load, a, (a+b)/2), c.LoadIn[k], 1e-10)
			require.InEpsilon(t, integral(load, (a+b)/2, b), c.LoadOut[k], 1e-10)
			// The slope is a difference quotient, good to 1e-9.
			ring := func(s float64) float64 { return 2 * pi * radius(s) * math.Sqrt(1+slope(s)*slope(s)) }
			require.InEpsilon(t, integral(ring, a, b), c.Area[k], 1e-8)
			require.InDelta(t, along((a+b)/2, func(p topology.Point) float64 { return p.X }), c.X[k], 1e-12)
			require.InDelta(t, along((a+b)/2, func(p topology.Point) float64 { return p.Y }), c.Y[k], 1e-12)
			require.InDelta(t, along((a+b)/2, func(p topology.Point) float64 { return p.Z }), c.Z[k], 1e-12)
		}
	}
}

func TestMorphologyTreeTakesAttachments(t *testing.T) {
	m := cell(topology.Point{Radius: 1}, topology.Point{X: 1, Radius: 1})
	m.Branches = append(m.Branches, topology.Branch{Attachment: at(0, 0.5), Points: m.Branches[0].Points})
	tr, err := m.Tree([]int{3, 2})
	require.NoError(t, err)
	require.Equal(t, 1, tr.StartNode(1))
	c, err := m.Discretise([]int{3, 2}, 0)
	require.NoError(t, err)
	require.Len(t, c.Area, tr.NumCompartments())
}
