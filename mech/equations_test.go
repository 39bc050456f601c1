package mech_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// TestLinearEquation: x' = a - b x, stiff and mild, growing and at rest, against the closed form in package math.
func TestLinearEquation(t *testing.T) {
	m := parse(t, "channel X\nparam a = 1 (1/ms)\nparam b = 1 (1/ms)\nstate x = 1 (1)\nx' = a - b*x")
	for _, dt := range []float64{1e-9, 0.025, 1, 1e3, 1e300} {
		for _, b := range []float64{1e-12, 0.3, 40, 1e4} {
			got := run(t, m, mech.Advance, map[string]float64{"X_a": 0.7, "X_b": b, "X_x": 3, "dt": dt})["X_x"]
			want := 3*math.Exp(-b*dt) - 0.7/b*math.Expm1(-b*dt)
			require.InDelta(t, want, got, 2e-15*(3+0.7*min(dt, 1/b)), "b = %v, dt = %v", b, dt) // the old value and what it moves by, each good to a few ulp
		}
	}
	// what grows, saturating where it must, and what does not move
	got := run(t, m, mech.Advance, map[string]float64{"X_a": 0, "X_b": -2, "X_x": 3, "dt": 5})["X_x"]
	require.InEpsilon(t, 3*math.Exp(10), got, 1e-14)
	for _, b := range []float64{-1e5, 1e5} {
		require.Zero(t, run(t, m, mech.Advance, map[string]float64{"X_a": 0, "X_b": b, "X_x": 0, "dt": 1})["X_x"], "no 0 times infinity")
	}
	plain := parse(t, "channel X\nparam a = 1 (1/ms)\nstate x = 1 (1)\nx' = a*v/1 (mV)")
	require.Equal(t, math.FMA(0.025, -65, 1), run(t, plain, mech.Advance, nil)["X_x"])
	require.Contains(t, plain.Equations(), "x' = a*v/1 (mV), linear in x: exponential Euler")
}

// TestImplicitEquation: backward Euler meets its own equation, y = x + dt f(y), to 1e-12 of its terms, mild and stiff.
func TestImplicitEquation(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		f    func(y float64) float64
		x    float64
	}{
		"cubic":     {"-k*x^3", func(y float64) float64 { return -y * y * y }, 2},
		"square":    {"k*(0.1 - x*x)", func(y float64) float64 { return 0.1 - y*y }, 5},
		"pump":      {"-k*x/(x + 0.3)", func(y float64) float64 { return -y / (y + 0.3) }, 2},
		"logistic":  {"k*x*(1 - x)", func(y float64) float64 { return y * (1 - y) }, 1.7},
		"exponent":  {"k*(1 - exp(x))", func(y float64) float64 { return 1 - math.Exp(y) }, 3},
		"sigmoid":   {"k*(sigmoid(-4*x) - x)", func(y float64) float64 { return 1/(1+math.Exp(4*y)) - y }, -3},
		"piecewise": {"-k*max(x, 0)*abs(x)", func(y float64) float64 { return -max(y, 0) * math.Abs(y) }, 3},
	} {
		m := parse(t, "channel X\nparam k = 1 (1/ms)\nstate x = 1 (1)\nx' = "+c.text)
		require.Contains(t, m.Equations(), "Newton")
		for _, stiff := range []float64{1e-6, 1e-2, 0.3, 1, 10, 100, 1e3} {
			y := run(t, m, mech.Advance, map[string]float64{"X_k": stiff, "X_x": c.x, "dt": 1})["X_x"]
			f := stiff * c.f(y)
			require.InDelta(t, 0, y-c.x-f, 1e-12*(math.Abs(y)+math.Abs(c.x)+math.Abs(f)), "%s, k dt = %v: %v", name, stiff, y)
		}
		// the derivative of the step is as good as the step: against the implicit function theorem by complex step of the program
		p := program(t, m, mech.Advance)
		row := make([]complex128, len(p.Inputs))
		for i, in := range p.Inputs {
			row[i] = complex(map[string]float64{"X_k": 3, "X_x": c.x, "dt": 1}[in.Key], 0)
			if in.Role == mech.State {
				row[i] += complex(0, 1e-40)
			}
		}
		y := p.EvaluateComplex(row)[0]
		const h = 1e-6
		slope := 3 * (c.f(real(y)+h) - c.f(real(y)-h)) / (2 * h)
		require.InEpsilon(t, 1/(1-slope), imag(y)/1e-40, 1e-8, name) // what central differences give
	}
}

// sodium is the sodium channel of Hodgkin and Huxley as a scheme of eight states: m gates open of three, h gate open or not.
func sodium() string {
	var b strings.Builder
	b.WriteString("channel S\nparam g = 0.12 (S/cm2)\nalpha_m = exprelr(-(v + 40)/10)\nbeta_m = 4*exp(-(v + 65)/18)\nalpha_h = 0.07*exp(-(v + 65)/20)\nbeta_h = 1/(exp(-(v + 35)/10) + 1)\n")
	for h := range 2 {
		for m := range 4 {
			fmt.Fprintf(&b, "state s%d%d = 0.125 (1)\n", m, h)
		}
	}
	for h := range 2 {
		for m := range 3 {
			fmt.Fprintf(&b, "kinetic s%d%d <-> s%d%d { forward = %d*alpha_m, backward = %d*beta_m }\n", m, h, m+1, h, 3-m, m+1)
		}
	}
	for m := range 4 {
		fmt.Fprintf(&b, "kinetic s%d0 <-> s%d1 { forward = alpha_h, backward = beta_h }\n", m, m)
	}
	b.WriteString("conserve s00 + s10 + s20 + s30 + s01 + s11 + s21 + s31 = 1\ncurrent i_S = g*s31*(v - 50)\n")
	return b.String()
}

// TestSodiumScheme: the eight states are those of m^3 h: at the steady state, and in time as the step goes to 0, at first order.
func TestSodiumScheme(t *testing.T) {
	m := parse(t, sodium())
	for v := -120.0; v <= 80; v += 12.5 {
		start := run(t, m, mech.Initialise, map[string]float64{"v": v})
		gates := run(t, library.HH(), mech.Initialise, map[string]float64{"v": v})
		require.InEpsilon(t, math.Pow(gates["HH_m"], 3)*gates["HH_h"], start["S_s31"], 1e-13, "at %v", v)
	}
	var errors []float64
	for _, steps := range []int{100, 200, 400} {
		state := run(t, m, mech.Initialise, map[string]float64{"v": -65})
		gates := run(t, library.HH(), mech.Initialise, map[string]float64{"v": -65})
		for _, s := range []map[string]float64{state, gates} {
			s["v"], s["dt"] = -10, 1/float64(steps)
		}
		for range steps {
			step(state, run(t, m, mech.Advance, state))
			step(gates, run(t, library.HH(), mech.Advance, gates))
		}
		errors = append(errors, math.Abs(math.Pow(gates["HH_m"], 3)*gates["HH_h"]-state["S_s31"]))
	}
	require.Less(t, errors[2], 2e-3)
	require.InDelta(t, 2, errors[0]/errors[1], 0.1)
	require.InDelta(t, 2, errors[1]/errors[2], 0.05)
}

func step(state, next map[string]float64) {
	for k, x := range next {
		state[k] = x
	}
}

// TestScheme: a step against elimination with pivoting of the dense matrix, and the sum kept to the last digits, however stiff.
func TestScheme(t *testing.T) {
	m := parse(t, `channel K
param a = 1 (1/ms)
param b = 1 (1/ms)
param c = 1 (1/ms)
param d = 1 (1/ms)
state x = 0.1 (mM)
state y = 0.2 (mM)
state z = 0.3 (mM)
state w = 0.4 (mM)
kinetic x <-> y { forward = a, backward = b }
kinetic y <-> z { forward = c, backward = d }
kinetic z <-> x { forward = a, backward = c }
kinetic w <-> y { forward = d, backward = 0 }
`)
	for _, dt := range []float64{1e-6, 0.025, 1, 1e3, 1e9} {
		for _, c := range []float64{1e-5, 0.4, 1e5} {
			given := map[string]float64{"K_a": 2, "K_b": 0.1, "K_c": c, "K_d": 3, "dt": dt}
			next := run(t, m, mech.Advance, given)
			got := []float64{next["K_x"], next["K_y"], next["K_z"], next["K_w"]}
			q := [4][4]float64{{-2 - c, 0.1, 2, 0}, {2, -0.1 - c, 3, 3}, {c, c, -3 - 2, 0}, {0, 0, 0, -3}}
			for i := range q {
				for j := range q {
					q[i][j] *= -dt
				}
				q[i][i]++
			}
			sum := got[0] + got[1] + got[2] + got[3]
			require.InDelta(t, 1, sum, 1e-14, "dt = %v, c = %v", dt, c)
			if dt*c <= 1e5 { // the oracle loses the digits that dt times the rates has
				want := gauss(q, [4]float64{0.1, 0.2, 0.3, 0.4})
				require.InDeltaSlice(t, want[:], got, 1e-14*(10+dt*(c+5)))
			}
			for _, x := range got {
				require.Positive(t, x)
			}
		}
	}
}

// gauss solves by elimination with pivoting.
func gauss(a [4][4]float64, b [4]float64) [4]float64 {
	for p := range 4 {
		best := p
		for i := p; i < 4; i++ {
			if math.Abs(a[i][p]) > math.Abs(a[best][p]) {
				best = i
			}
		}
		a[p], a[best], b[p], b[best] = a[best], a[p], b[best], b[p]
		for i := p + 1; i < 4; i++ {
			f := a[i][p] / a[p][p]
			for j := range 4 {
				a[i][j] -= f * a[p][j]
			}
			b[i] -= f * b[p]
		}
	}
	for p := 3; p >= 0; p-- {
		for j := p + 1; j < 4; j++ {
			b[p] -= a[p][j] * b[j]
		}
		b[p] /= a[p][p]
	}
	return b
}

// TestSurrogate: it is the derivative of step in gradients, and changes neither a value nor the slopes that a step of the run uses.
func TestSurrogate(t *testing.T) {
	text := "pump L\nparam k = 0.3 (1/ms)\nstate x = 0.5 (1)\nshared state c = 1 (mM)\nx' = k*(step(x - 0.2) - x*x)\n" +
		"update v = step(v + 50)*-65 + (1 - step(v + 50))*v\ncurrent i_L = 1e-3 (S/cm2)*step(v + 64)*(v + 70)\nflux c = -c*step(c - 0.5)*1 (1/ms)"
	plain := parse(t, text)
	for _, shape := range []string{"none", "sigmoid", "fast_sigmoid", "arctan", "triangle"} {
		m, err := plain.WithSurrogate(shape, 0.5)
		require.NoError(t, err)
		for _, v := range []float64{-80, -64, -50.5, -50, -20} {
			for p := mech.Initialise; p <= mech.Assign; p++ {
				require.Equal(t, run(t, plain, p, map[string]float64{"v": v}), run(t, m, p, map[string]float64{"v": v}), "%s at %v, purpose %d", shape, v, p)
			}
		}
		tangent, err := program(t, m, mech.Advance).Tangent(func(in mech.Input) bool { return in.Role == mech.Voltage })
		require.NoError(t, err)
		const v = -51.0
		var row []float64
		for _, in := range tangent.Inputs {
			x := inputs(m, &mech.Program{Inputs: []mech.Input{in}}, map[string]float64{"v": v})[0]
			if in.Facet == mech.Tangent {
				x = 1
			}
			row = append(row, x)
		}
		got := tangent.Evaluate(row)
		z := 0.5 * (v + 50)
		slope := 0.5 * map[string]float64{"none": 0, "sigmoid": 1 / (1 + math.Exp(-z)) / (1 + math.Exp(z)), "fast_sigmoid": 1 / math.Pow(1+math.Abs(z), 2),
			"arctan": 1 / (1 + math.Pow(math.Pi*z, 2)), "triangle": 1 - math.Abs(z)}[shape]
		for i, o := range tangent.Outputs {
			if o.Role == mech.Voltage && o.Facet == mech.Tangent {
				require.InDelta(t, 1+slope*(-65-v), got[i], 1e-12, shape)
			}
		}
	}
	slope := run(t, plain, mech.Currents, map[string]float64{"v": -30})["di_dv"]
	require.InEpsilon(t, 1e-3, slope, 1e-14)
	steep, err := plain.WithSurrogate("sigmoid", 1e3)
	require.NoError(t, err)
	require.Equal(t, slope, run(t, steep, mech.Currents, map[string]float64{"v": -30})["di_dv"])
}

// TestCheckIsCheap: the check of the rates of every mechanism of the library finds nothing, in a millisecond or two each.
func TestCheckIsCheap(t *testing.T) {
	for _, name := range library.Names() {
		m, err := library.ByName(name)
		require.NoError(t, err)
		begin := time.Now()
		require.NoError(t, m.Check())
		require.Less(t, time.Since(begin), 100*time.Millisecond, "%s: far above the millisecond it takes alone on a machine", name)
	}
}

func TestCurves(t *testing.T) {
	v := []float64{-80, -40, 0}
	curves, err := library.HH().Curves(v, 6.3, nil)
	require.NoError(t, err)
	require.Len(t, curves, 6)
	require.Equal(t, []string{"HH_m", "inf", "v", "mV", "HH_m", "tau"}, []string{curves[0].State, curves[0].Quantity, curves[0].Against, curves[0].Unit, curves[1].State, curves[1].Quantity})
	beta := 4 * math.Exp(-25.0/18)
	require.InEpsilon(t, 1/(1+beta), curves[0].Y[1], 1e-14)
	require.InEpsilon(t, 1/(1+beta), curves[1].Y[1], 1e-14)
	curves, err = library.IonotropicSynapse().Curves(v, 6.3, map[string]float64{"IonotropicSynapse_v_th": -40})
	require.NoError(t, err)
	require.Equal(t, "v_pre", curves[0].Against)
	require.Equal(t, 0.5, curves[0].Y[1])
	_, err = library.HH().Curves(v, 6.3, map[string]float64{"HH_gna": 1})
	require.EqualError(t, err, `curves of HH: no parameter or state "HH_gna"; did you mean "HH_gNa"?`)
	ske := parse(t, "channel S\nshared cai = 1e-4 (mM)\nparam tau = 2 (ms)\ngate z { inf = 1/(1 + (4.3e-4 (mM)/cai)^4.8), tau = tau }\ngate y { inf = 0.5, tau = 1 }")
	curves, err = ske.Curves(make([]float64, 7), 6.3, map[string]float64{"S_tau": 3})
	require.NoError(t, err)
	require.Len(t, curves, 2, "y follows nothing")
	require.Equal(t, []string{"cai", "mM"}, []string{curves[0].Against, curves[0].Unit})
	require.InDeltaSlice(t, []float64{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1}, curves[0].X, 1e-15)
	require.InEpsilon(t, 1/(1+math.Pow(4.3, 4.8)), curves[0].Y[2], 1e-12)
	require.Equal(t, 3.0, curves[1].Y[0])
}

// TestEquations: what a reader is shown of the pump of all statements.
func TestEquations(t *testing.T) {
	text := parse(t, pump).Equations()
	for _, line := range []string{
		"pump Pm\n  a paper\n\nparameters\n", "  Pm_vmax  0.001  mM/ms", "  CaCon_e  2      mM            concentration of ca outside; shared\n", "\nstates\n",
		"  i_Pm     mM/ms\n", "\nreads   v, CaCon_e, CaCon_i, eCa, i_Na, previous(i_Ca), previous(i_Na)\n", "\nwrites  v, eCa, CaCon_i (by a flux)\n",
		"\n  ion ca read cai, cao, eca, ica write ica, cai, eca\n",
		"\n  y' = a*(0.25 - y), linear in y: exponential Euler\n", "\n  z' = -a*z^3, backward Euler by Newton's method, the other states as they were\n",
		"\n  A <-> B, backward Euler of the whole scheme; forward = a*exp(v/40), backward = 0.2\n", "\n  A + B + C = 1, at the start by the steady state, then kept\n",
		"\n  open = A^2*step(v + 50) at once, after the other states\n", "\n  i_other = 0.1*i_Na (mA/cm2), positive inward\n", "slope 2\n",
	} {
		require.Contains(t, text, line)
	}
	require.Contains(t, library.HH().Equations(), "  m' = alpha*(1 - m) - beta*m, exponential Euler; alpha = alpha_m, beta = beta_m\n")
	require.Contains(t, library.Km().Equations(), "  p' = (inf - p)/tau, exponential Euler; inf = p_inf, tau = tau_p\n")
	require.Contains(t, parse(t, "channel X\nparam g = 1").Equations(), "warning: test.mech:2:1: param g has no unit")
}
