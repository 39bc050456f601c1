package golgi

import (
	"math"
	"math/rand/v2"

	"golgi/mech/elementary"
)

// NoiseCurrent returns the samples (nA) of a current that fluctuates about a mean, an Ornstein-Uhlenbeck process: Gaussian, of
// standard deviation sd, forgetting what it was with the time constant tau, ms. Its samples dt apart are exact,
// whatever dt (Gillespie 1996, Phys. Rev. E 54, 2084):
//
//	x(0) = sd n(0),   x(k+1) = x(k) exp(-dt/tau) + sd sqrt(1 - exp(-2 dt/tau)) n(k+1)
//
// with n independent, of mean 0 and variance 1. So the first sample is as spread as all others, and what is m samples
// apart correlates by exp(-m dt/tau); with a tau of 0 nothing does. This is the usual stand-in for the many synapses of
// a network that is not modelled (Uhlenbeck and Ornstein 1930; Destexhe, Rudolph, Fellous and Sejnowski 2001,
// who let conductances fluctuate so: clamp the conductance of the mechanism DynamicClamp to such samples in uS).
//
// The current is mean + x(k) from delay to delay+dur, rounded to the grid as by StepCurrent, on top of offset. The same seed gives the
// same bits, on every machine; other seeds give processes that are independent of it. There are NumSteps(tMax, dt) samples,
// none for a dt that is not positive; with a negative tau they are no numbers, and Stimulate refuses them.
func NoiseCurrent(delay, dur, mean, sd, tau, dt, tMax, offset float64, seed uint64) []float64 {
	samples := newWaveform(dt, tMax)
	lo, hi := window(delay, dur, dt, len(samples))
	kept := elementary.Exp(-dt / tau)
	fresh := float64(sd * math.Sqrt(-elementary.Expm1(-2*dt/tau)))
	n := newNormal(seed)
	x := float64(sd * n.next())
	for i := range samples {
		samples[i] = offset
		if i >= lo && i < hi {
			samples[i] += mean + x
			x = float64(x*kept) + float64(fresh*n.next())
		}
	}
	return samples
}

// NoiseCurrents returns a NoiseCurrent for each of seeds, to be given to Stimulate for as many compartments, or one by one to the members of
// a batch.
func NoiseCurrents(delay, dur, mean, sd, tau, dt, tMax, offset float64, seeds []uint64) [][]float64 {
	waveforms := make([][]float64, len(seeds))
	for i, seed := range seeds {
		waveforms[i] = NoiseCurrent(delay, dur, mean, sd, tau, dt, tMax, offset, seed)
	}
	return waveforms
}

// normal is a stream of normal random numbers, made by the polar method (Marsaglia and Bray 1964, SIAM Review 6, 260) with the logarithm
// that is the same on every machine.
type normal struct {
	random *rand.Rand
	other  float64 // numbers come in pairs
	kept   bool
}

// newNormal starts a stream. Neighbouring seeds are spread first (SplitMix64: Steele, Lea and Flood 2014), as the generator (O'Neill 2014: PCG)
// is linear in what it starts from.
func newNormal(seed uint64) *normal {
	spread := func(step uint64) uint64 {
		x := seed + step*0x9e3779b97f4a7c15
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		return x ^ x>>31
	}
	return &normal{random: rand.New(rand.NewPCG(spread(1), spread(2)))}
}

// next draws a number of mean 0 and variance 1.
func (n *normal) next() float64 {
	if n.kept {
		n.kept = false
		return n.other
	}
	for {
		x, y := float64(2*n.random.Float64())-1, float64(2*n.random.Float64())-1
		s := float64(x*x) + float64(y*y)
		if s > 0 && s < 1 {
			f := math.Sqrt(-2 * elementary.Log(s) / s)
			n.other, n.kept = float64(y*f), true
			return float64(x * f)
		}
	}
}
