package bench

import "math"

// cable is a uniform passive cable, sealed at both ends, with a constant
// current into one end from t = 0.
type cable struct {
	diameter, length   float64 // um
	axialResistivity   float64 // ohm cm
	membraneResistance float64 // ohm cm2
	capacitance        float64 // uF/cm2
	rest               float64 // mV
	current            float64 // nA
}

// lambda is the length constant, um.
func (c cable) lambda() float64 {
	return 1e4 * math.Sqrt(c.membraneResistance/c.axialResistivity*(c.diameter*1e-4)/4)
}

// tau is the time constant, ms.
func (c cable) tau() float64 { return c.membraneResistance * c.capacitance * 1e-3 }

// voltage is the exact voltage, mV, at a distance x, um, from the injected end
// and time t, ms: with X = (length-x)/lambda, b = length/lambda, T = t/tau and
// rho = Ra/(pi r^2),
//
//	V = E + I rho lambda (cosh X/sinh b - (exp(-T) + 2 sum over k of
//	    (-1)^k cos(k pi X/b) exp(-(1 + (k pi/b)^2) T)/(1 + (k pi/b)^2))/b)
//
// (Rall 1969, Biophys J 9:1483, for a finite cable; the form of the Rallpack
// reference generators). Terms below 1e-17 of the first are left out.
func (c cable) voltage(x, t float64) float64 {
	lambda := c.lambda()
	b, position, time := c.length/lambda, (c.length-x)/lambda, t/c.tau()
	sum := math.Exp(-time)
	sign := -1.0
	for k := 1.0; ; k++ {
		w := k * math.Pi / b
		decay := math.Exp(-(1 + w*w) * time)
		if decay < 1e-17 || k > 1e6 {
			break
		}
		sum += 2 * sign * math.Cos(w*position) * decay / (1 + w*w)
		sign = -sign
	}
	radius := c.diameter * 1e-4 / 2                                                // cm
	resistance := c.axialResistivity / (math.Pi * radius * radius) * lambda * 1e-4 // ohm
	return c.rest + c.current*1e-6*resistance*(math.Cosh(position)/math.Sinh(b)-sum/b)
}
