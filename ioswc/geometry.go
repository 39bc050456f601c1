package ioswc

import (
	"math"

	"golgi/topology"
)

const (
	// tinyRadius, um: a radius below it counts as zero; its axial load would overflow.
	tinyRadius = 1e-9
	// tinyLength, um: a branch below it counts as one of length zero.
	tinyLength = 1e-9
	// maxCoordinate, um: beyond it squares of distances lose all meaning.
	maxCoordinate = 1e12
)

// distance between the places of two points, um. The conversions keep the
// compiler from fusing, so that the bits are the same on every machine.
func distance(p, q topology.Point) float64 {
	dx, dy, dz := q.X-p.X, q.Y-p.Y, q.Z-p.Z
	return math.Sqrt(float64(float64(dx*dx)+float64(dy*dy)) + float64(dz*dz))
}

// frustumArea is the lateral area of the frustum between two points, um2.
func frustumArea(p, q topology.Point) float64 {
	l, dr := distance(p, q), q.Radius-p.Radius
	return float64(math.Pi * (p.Radius + q.Radius) * math.Sqrt(float64(dr*dr)+float64(l*l)))
}

// lengthAndArea of a row of points, um and um2.
func lengthAndArea(points []topology.Point) (length, area float64) {
	for i := 1; i < len(points); i++ {
		length += distance(points[i-1], points[i])
		area += frustumArea(points[i-1], points[i])
	}
	return length, area
}

// sphere is the cylinder of length and diameter 2r that stands for a point: its
// lateral area is the sphere's.
func sphere(p topology.Point) []topology.Point {
	a, b := p, p
	a.X -= p.Radius
	b.X += p.Radius
	return []topology.Point{a, p, b}
}
