package library_test

import (
	"fmt"
	"math"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/library"
)

// voltageSweep is a program with all its inputs at rest, and one of its voltages free.
type voltageSweep struct {
	program *mech.Program
	row     []float64
	place   map[string]int // of an input
	voltage int
}

// atRest is the value of an input that is no voltage: defaults, and an ordinary compartment.
func atRest(m *mech.Mechanism, in mech.Input) float64 {
	for _, v := range append(m.Parameters(), m.States()...) {
		if v.Key == in.Key {
			return v.Default
		}
	}
	switch in.Role {
	case mech.TimeStep:
		return 0.025
	case mech.Celsius:
		return 6.3
	case mech.Area:
		return 100
	case mech.Voltage, mech.PreVoltage:
		return -40
	}
	return map[string]float64{"length": 10, "radius": 1, "volume": 31, "capacitance": 1, "axial_resistivity": 5000}[in.Key]
}

// voltageSweeps gives a sweep for each voltage that a program reads.
func voltageSweeps(m *mech.Mechanism, p *mech.Program) []*voltageSweep {
	var sweeps []*voltageSweep
	for i, in := range p.Inputs {
		if in.Role != mech.Voltage && in.Role != mech.PreVoltage {
			continue
		}
		s := &voltageSweep{program: p, voltage: i, place: map[string]int{}}
		for k, other := range p.Inputs {
			s.place[other.Key] = k
			s.row = append(s.row, atRest(m, other))
		}
		sweeps = append(sweeps, s)
	}
	return sweeps
}

// at evaluates the program at a voltage.
func (s *voltageSweep) at(v float64) []float64 {
	s.row[s.voltage] = v
	return s.program.Evaluate(s.row)
}

// gate gives the steady state and the logarithm of the time constant of a gate, from steps that begin at both its ends, as long as it
// takes to see it move.
func (s *voltageSweep) gate(output int, key string, v float64) (inf, logTau float64, err error) {
	state, dt := s.place[key], s.place["dt"]
	defer func(x, step float64) { s.row[state], s.row[dt] = x, step }(s.row[state], s.row[dt])
	step, from, decay := 1.0, 0.0, 0.0
	for range 100 {
		s.row[dt], s.row[state] = step, 0
		from = s.at(v)[output]
		s.row[state] = 1
		decay = s.at(v)[output] - from
		switch {
		case !(decay >= 0 && decay <= 1):
			return 0, 0, fmt.Errorf("%s: time constant negative or no number at %v mV", key, v)
		case decay < 0.1:
			step /= 4
			continue
		case decay > 0.9:
			step *= 4
			continue
		}
		inf = from / (1 - decay)
		if inf < -1e-12 || inf > 1+1e-12 {
			return 0, 0, fmt.Errorf("%s: steady state %v at %v mV, so a rate is negative", key, inf, v)
		}
		return inf, math.Log(step) - math.Log(-math.Log(decay)), nil
	}
	return 0, 0, fmt.Errorf("%s: time constant not between 1e-30 and 1e30 ms at %v mV", key, v)
}

// jump looks for a change that does not become small with the interval: it halves each interval of 0.25 mV where the curve moves by more
// than 1e-5 of the scale, down to 1e-7 mV, going where the change is. Real curves move by less than their scale in 1 mV, so by less than
// 1e-6 of it there. (The two arms of KPst's time constant, of published figures with five digits, miss each other by 8e-6.)
func jump(f func(v float64) float64, scale float64) (at float64, found bool) {
	bound := 1e-5 * scale
	a, fa := -120.0, f(-120)
	for i := 1; i <= 800; i++ {
		b := -120 + float64(i)/4
		fb := f(b)
		x, fx, y, fy := a, fa, b, fb
		for y-x > 1e-7 && math.Abs(fy-fx) > bound {
			middle := (x + y) / 2
			if fm := f(middle); math.Abs(fm-fx) > math.Abs(fy-fm) {
				y, fy = middle, fm
			} else {
				x, fx = middle, fm
			}
		}
		if math.Abs(fy-fx) > bound {
			return x, true
		}
		a, fa = b, fb
	}
	return 0, false
}

var gateStatement = regexp.MustCompile(`(?m)^gate (\w+)`)

// checkSweep says what is wrong with the curves of a mechanism between -120 and 80 mV: a value that is no number (on a grid of 0.05 mV,
// so at all published constants too), a jump, a rate or a time constant that is negative. It also counts the curves. Where the mechanism
// writes the voltage, jumps are its purpose.
func checkSweep(m *mech.Mechanism) (curves int, err error) {
	gates := map[string]bool{}
	for _, found := range gateStatement.FindAllStringSubmatch(m.String(), -1) {
		gates[m.Name()+"_"+found[1]] = true
	}
	resets := false
	for _, purpose := range []mech.Purpose{mech.Initialise, mech.Advance, mech.Currents} {
		p, err := m.Program(purpose)
		if err != nil {
			return 0, err
		}
		for _, out := range p.Outputs {
			resets = resets || out.Role == mech.Voltage
		}
	}
	for _, purpose := range []mech.Purpose{mech.Initialise, mech.Advance, mech.Currents} {
		p, err := m.Program(purpose)
		if err != nil {
			return 0, err
		}
		for _, s := range voltageSweeps(m, p) {
			largest := make([]float64, len(p.Outputs))
			for i := range 4001 {
				v := float64(i-2400) / 20
				for o, x := range s.at(v) {
					if math.IsNaN(x) || math.IsInf(x, 0) {
						return 0, fmt.Errorf("%s is %v at %v mV", p.Outputs[o].Key, x, v)
					}
					largest[o] = max(largest[o], math.Abs(x))
				}
			}
			for o, out := range p.Outputs {
				curves++
				if at, found := jump(func(v float64) float64 { return s.at(v)[o] }, largest[o]); found && !resets {
					return 0, fmt.Errorf("%s jumps at %v mV", out.Key, at)
				}
				if purpose != mech.Advance || !gates[out.Key] {
					continue
				}
				for i, name := range []string{"steady state", "time constant"} {
					curves++
					at, found := jump(func(v float64) float64 {
						inf, logTau, fault := s.gate(o, out.Key, v)
						if fault != nil && err == nil {
							err = fault
						}
						return []float64{inf, logTau}[i]
					}, 1)
					if err != nil {
						return 0, err
					}
					if found {
						return 0, fmt.Errorf("%s: %s jumps at %v mV", out.Key, name, at)
					}
				}
			}
		}
	}
	return curves, nil
}

// TestSweep: no mechanism of the library has a hole, a jump or a rate that cannot be between -120 and 80 mV.
func TestSweep(t *testing.T) {
	dependent := 0
	for _, name := range library.Names() {
		t.Run(name, func(t *testing.T) {
			m, err := library.ByName(name)
			require.NoError(t, err)
			curves, err := checkSweep(m)
			require.NoError(t, err)
			if curves > 0 {
				dependent++
			}
		})
	}
	require.GreaterOrEqual(t, dependent, 25, "21 channels and 4 synapses at least depend on the voltage")
}

// TestSweepFinds: the sweep sees what it is for. What already the reader of a text refuses is as good.
func TestSweepFinds(t *testing.T) {
	for text, want := range map[string]string{
		`current i_X = 1e-3*((v + 37.85)/(exp((v + 37.85)/10) - 1))*(v - 50) (mA/cm2) outward`:                                "is NaN at -37.85 mV",
		`current i_X = 1e-3*(if v < 12.33 then 1 else 1.0001)*(v - 50) (mA/cm2) outward`:                                      "jumps at 12.3",
		"gate m { inf = if v < 12.33 then 0.5 else 0.5001, tau = 1 }\ncurrent i_X = 1e-3*m*(v - 50) (mA/cm2) outward":         "X_m",
		"gate m { inf = 0.5, tau = if v < 12.33 then 5 else 5.001 }\ncurrent i_X = 1e-3*m*(v - 50) (mA/cm2) outward":          "time constant jumps at 12.3",
		"gate m { alpha = 0.1*(v + 100), beta = 100 }\ncurrent i_X = 1e-3*m*(v - 50) (mA/cm2) outward":                        "negative",
		"gate m { alpha = 1/(1 + exp(-v/3)), beta = 0.01*(10 - v)*(10 - v) }\ncurrent i_X = 1e-3*m*(v - 50) (mA/cm2) outward": "",
	} {
		m, err := mech.Parse("X.mech", []byte("channel X\n"+text+"\n"))
		if err == nil {
			_, err = checkSweep(m)
		}
		if want == "" {
			require.NoError(t, err, text)
		} else {
			require.ErrorContains(t, err, want, text)
		}
	}
}
