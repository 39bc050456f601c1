package propagator

import (
	"runtime"
	"sync"
)

// lanes is the number of columns that are made together.
const lanes = 8

// makeDense stores C expm(dt G), which is symmetric: row i holds columns 0 to i.
// Its columns are the action upon the unit vectors. That takes of the order of
// degree x n^2 operations, where an eigendecomposition or scaling and squaring
// takes n^3 several times over. Every column is made by itself, whoever makes it.
func (p *Propagator) makeDense() {
	n := len(p.free)
	p.matrix = make([]float64, n*(n+1)/2)
	blocks := (n + lanes - 1) / lanes
	workers := min(runtime.GOMAXPROCS(0), 1+n/256)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			x, y, sum := make([][lanes]float64, n), make([][lanes]float64, n), make([][lanes]float64, n)
			for b := w; b < blocks; b += workers {
				p.columns(b*lanes, x, y, sum)
			}
		})
	}
	wait.Wait()
}

// columns makes columns first to first+lanes-1, as far as there are.
func (p *Propagator) columns(first int, x, y, sum [][lanes]float64) {
	clear(x)
	clear(y)
	for l := range min(lanes, len(x)-first) {
		x[first+l][l] = 1
	}
	c := p.series.coefficients
	for i := range x {
		for l := range lanes {
			sum[i][l] = c[0] * x[i][l]
		}
	}
	for k := 1; k < len(c); k++ {
		p.flow.nextLanes(x, y, sum, c[k], k == 1)
		x, y = y, x
	}
	for i := first; i < len(sum); i++ {
		row := p.matrix[i*(i+1)/2:]
		for l := range min(lanes, i+1-first) {
			row[first+l] = p.flow.capacity[i] * sum[i][l]
		}
	}
}

// nextLanes is next for several columns, and adds c times the new term to sum.
// The first term is half of what the recurrence gives from 0.
func (f *flow) nextLanes(x, previous, sum [][lanes]float64, c float64, first bool) {
	half := 1.0
	if first {
		half = 0.5
	}
	for i := range x {
		v := x[i]
		var s [lanes]float64
		for l := range lanes {
			s[l] = f.leak[i] * v[l]
		}
		for j := f.start[i]; j < f.start[i+1]; j++ {
			g, u := f.coupling[j], &x[f.column[j]]
			for l := range lanes {
				s[l] += float64(g * (v[l] - u[l]))
			}
		}
		a, t, out := f.factor[i], &previous[i], &sum[i]
		for l := range lanes {
			q := half * (float64(a*s[l]) - 2*v[l] - t[l])
			t[l] = q
			out[l] += float64(c * q)
		}
	}
}

// multiply makes y = C expm(dt G) x from the stored matrix, four rows at a time.
func (p *Propagator) multiply(x, y []float64) {
	n := len(p.free)
	x, y = x[:n], y[:n]
	clear(y)
	i, at := 0, 0
	for ; i+4 <= n; i += 4 {
		at0, at1 := at, at+i+1
		at2 := at1 + i + 2
		at3 := at2 + i + 3
		r0, r1, r2, r3 := p.matrix[at0:at0+i], p.matrix[at1:at1+i+1], p.matrix[at2:at2+i+2], p.matrix[at3:at3+i+4]
		x0, x1, x2, x3 := x[i], x[i+1], x[i+2], x[i+3]
		corner0 := p.matrix[at0+i]
		corner1 := p.matrix[at1+i+1]
		corner2 := p.matrix[at2+i+2]
		s0 := float64(corner0*x0) + float64(r1[i]*x1) + float64(r2[i]*x2) + float64(r3[i]*x3)
		s1 := float64(r1[i]*x0) + float64(corner1*x1) + float64(r2[i+1]*x2) + float64(r3[i+1]*x3)
		s2 := float64(r2[i]*x0) + float64(r2[i+1]*x1) + float64(corner2*x2) + float64(r3[i+2]*x3)
		s3 := float64(r3[i]*x0) + float64(r3[i+1]*x1) + float64(r3[i+2]*x2) + float64(r3[i+3]*x3)
		r1, r2, r3 = r1[:len(r0)], r2[:len(r0)], r3[:len(r0)]
		u, w := x[:len(r0)], y[:len(r0)]
		for j, a := range r0 {
			b, c, d, v := r1[j], r2[j], r3[j], u[j]
			s0 += float64(a * v)
			s1 += float64(b * v)
			s2 += float64(c * v)
			s3 += float64(d * v)
			w[j] += float64(a*x0) + float64(b*x1) + (float64(c*x2) + float64(d*x3))
		}
		y[i], y[i+1], y[i+2], y[i+3] = s0, s1, s2, s3
		at = at3 + i + 4
	}
	for ; i < n; i++ {
		row := p.matrix[at : at+i+1]
		s := float64(row[i] * x[i])
		for j, a := range row[:i] {
			s += float64(a * x[j])
			y[j] += float64(a * x[i])
		}
		y[i] = s
		at += i + 1
	}
}
