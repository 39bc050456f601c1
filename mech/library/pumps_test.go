package library_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"golgi/mech"
	"golgi/mech/library"
)

// TestShellPumps: the flux and its slope; CaPump reads the current of the step before, CaDynamics that of this step.
func TestShellPumps(t *testing.T) {
	for _, calcium := range []float64{5e-5, 1e-4, 0.02} {
		for _, i := range []float64{0, -3e-3, 1e-4} {
			now := outputs(t, library.CaPump(), mech.Currents, map[string]float64{"previous i_Ca": i, "CaCon_i": calcium})
			want := -1e4*i*0.05/(2*96485*0.1) - (calcium-1e-4)/80
			require.InDelta(t, want, now["flux CaCon_i"], 1e-14)
			require.InEpsilon(t, -1.0/80, now["slope CaCon_i"], 1e-14)
			require.Equal(t, -now["flux CaCon_i"], now["i_CaPump"], "positive where calcium leaves, as in Jaxley")
			now = outputs(t, library.CaDynamics(), mech.Currents, map[string]float64{"i_Ca": i, "CaCon_i": calcium, "CaDynamics_decay": 460, "CaDynamics_gamma": 5e-4})
			require.InDelta(t, -1e4*i*5e-4/(2*96485.33212*0.1)-(calcium-1e-4)/460, now["flux CaCon_i"], 1e-14)
			require.InEpsilon(t, -1.0/460, now["slope CaCon_i"], 1e-14)
		}
	}
}

// TestFaraday: over the volume of any compartment; for a cylinder area/volume is 2/radius, as Jaxley takes it. The charge that
// enters in a ms over the volume, in SI units.
func TestFaraday(t *testing.T) {
	for _, c := range []struct {
		m       *mech.Mechanism
		current string
		ion     string
		valence float64
	}{
		{library.CaFaradayConcentrationChange(), "previous i_Ca", "CaCon_i", 2},
		{library.NaFaradayConcentrationChange(), "i_Na", "NaCon_i", 1},
		{library.KFaradayConcentrationChange(), "i_K", "KCon_i", 1},
	} {
		for _, size := range [][2]float64{{62.8, 31.4}, {100, 900}} {
			now := outputs(t, c.m, mech.Currents, map[string]float64{c.current: -2e-3, "area": size[0], "volume": size[1]})
			ampere, litres := 2e-3*1e-3*size[0]*1e-8, size[1]*1e-15
			want := ampere * 1e-3 / (c.valence * 96485.33) / litres * 1e3 // mM a ms
			require.InEpsilon(t, want, now["flux "+c.ion], 1e-7, c.ion)
			require.Zero(t, now["slope "+c.ion])
		}
		now := outputs(t, c.m, mech.Currents, map[string]float64{c.current: -2e-3})
		require.InEpsilon(t, 2e-3*2*1e4/96485.3329/c.valence, now["flux "+c.ion], 1e-7, "2/radius of a cylinder")
	}
}

// TestNernst: the potentials, at the start and after any step; calcium's has its own temperature, with the constants of Jaxley.
func TestNernst(t *testing.T) {
	for _, purpose := range []mech.Purpose{mech.Initialise, mech.Assign, mech.Advance} {
		for _, inside := range []float64{5e-5, 1e-3, 0.3} {
			got := outputs(t, library.CaNernstReversal(), purpose, map[string]float64{"CaCon_i": inside, "CaCon_e": 1.8, "celsius": 37})
			require.InEpsilon(t, 8.314*279.45/(2*96485.3329)*1000*math.Log(1.8/inside), got["eCa"], 1e-13)
		}
		for _, celsius := range []float64{6.3, 37} {
			volt := 8.31446262 * (celsius + 273.15) / 96485.33212
			got := outputs(t, library.NaNernstReversal(), purpose, map[string]float64{"celsius": celsius})
			require.InEpsilon(t, 1000*volt*math.Log(14), got["eNa"], 1e-13)
			got = outputs(t, library.KNernstReversal(), purpose, map[string]float64{"celsius": celsius, "KCon_e": 12})
			require.InEpsilon(t, 1000*volt*math.Log(12/54.4), got["eK"], 1e-13)
		}
	}
}

// TestGHK: current against the quotient of the equation wherever that has no hole, its limit at 0 mV, and no current at the
// Nernst potential. Gates at the published rates.
func TestGHK(t *testing.T) {
	const faraday, gas, kelvin = 96485.33212, 8.31446262, 279.45
	m := library.CaGHK()
	current := func(v, inside float64) map[string]float64 {
		return outputs(t, m, mech.Currents, map[string]float64{"v": v, "CaCon_i": inside, "CaGHK_m": 0.7})
	}
	for _, inside := range []float64{5e-5, 0.5, 3} {
		for v := -120.0; v <= 80; v += 0.37 {
			x := 2 * faraday * v * 1e-3 / (gas * kelvin)
			want := 1e-3 * 8e-5 * 0.49 * 2 * faraday * x * (inside - 2*math.Exp(-x)) / -math.Expm1(-x)
			require.InDelta(t, want, current(v, inside)["i_Ca"], 1e-9*math.Abs(want)+1e-16, "%v mV", v)
		}
		require.InEpsilon(t, 1e-3*8e-5*0.49*2*faraday*(inside-2), current(0, inside)["i_Ca"], 1e-12, "at 0 mV")
		reversal := 1000 * gas * kelvin / (2 * faraday) * math.Log(2/inside)
		require.InDelta(t, 0, current(reversal, inside)["i_Ca"], 1e-15)
		for _, v := range []float64{-90, -1e-3, 0, 1e-3, 55} {
			h := 1e-3
			want := (current(v+h, inside)["i"] - current(v-h, inside)["i"]) / (2 * h)
			require.InEpsilon(t, want, current(v, inside)["di_dv"], 1e-6, "slope at %v mV", v)
		}
	}
	for _, v := range []float64{-120, -70, 1.31, 5, 40} {
		alpha, beta := 1.6/(1+math.Exp(-0.072*(v-5))), 0.02*5.36*relative((v-1.31)/5.36)
		at := map[string]float64{"v": v}
		require.InEpsilon(t, alpha/(alpha+beta), outputs(t, m, mech.Initialise, at)["CaGHK_m"], 1e-12)
		at["CaGHK_m"], at["dt"] = 0, 1/(alpha+beta)
		require.InEpsilon(t, alpha/(alpha+beta)*(1-math.Exp(-1)), outputs(t, m, mech.Advance, at)["CaGHK_m"], 1e-12)
	}
}

// TestBuffer: free and bound keep their sum to the rounding at any step, rates and concentrations, bound stays between nothing and all,
// and rests where the reaction does.
func TestBuffer(t *testing.T) {
	m := library.CaBuffer()
	rapid.Check(t, func(rt *rapid.T) {
		positive := func(name string, low, high float64) float64 {
			return math.Pow(10, rapid.Float64Range(low, high).Draw(rt, name))
		}
		given := map[string]float64{"CaCon_i": positive("calcium", -6, 1), "CaBuffer_total": positive("total", -4, 1), "CaBuffer_kf": positive("kf", -2, 5),
			"CaBuffer_kb": positive("kb", -3, 3), "dt": positive("dt", -3, 0)}
		total := given["CaBuffer_total"]
		given["CaBuffer_CaB"] = total * rapid.Float64Range(0, 1).Draw(rt, "bound")
		next := outputs(t, m, mech.Advance, given)
		bound := next["CaBuffer_CaB"]
		sum := given["CaCon_i"] + given["CaBuffer_CaB"]
		require.GreaterOrEqual(rt, bound, 0.0)
		require.LessOrEqual(rt, bound, math.Min(total, sum)*(1+1e-12))
		given["CaBuffer_binding"] = next["CaBuffer_binding"]
		free := given["CaCon_i"] + float64(given["dt"]*outputs(t, m, mech.Currents, given)["flux CaCon_i"])
		require.InDelta(rt, sum, free+bound, 1e-14*sum)
		require.GreaterOrEqual(rt, free, -1e-12*sum)
		// the step is backward Euler of the reaction
		rate := given["CaBuffer_kf"]*(sum-bound)*(total-bound) - given["CaBuffer_kb"]*bound
		scale := bound + given["CaBuffer_CaB"] + given["dt"]*(given["CaBuffer_kf"]*sum*total+given["CaBuffer_kb"]*bound)
		require.InDelta(rt, bound, given["CaBuffer_CaB"]+float64(given["dt"]*rate), 1e-12*scale)
	})
	rest := outputs(t, m, mech.Initialise, map[string]float64{"CaCon_i": 3e-4})
	rest["CaCon_i"] = 3e-4
	next := outputs(t, m, mech.Advance, rest)
	require.InEpsilon(t, rest["CaBuffer_CaB"], next["CaBuffer_CaB"], 1e-13)
	require.InDelta(t, 0, next["CaBuffer_binding"], 1e-12)
}

// TestMembranePump: saturates, rests at its concentration, and its slope is that of the curve.
func TestMembranePump(t *testing.T) {
	m := library.PMCA()
	flux := func(calcium float64) map[string]float64 {
		return outputs(t, m, mech.Currents, map[string]float64{"CaCon_i": calcium, "area": 50, "volume": 20})
	}
	require.InDelta(t, 0, flux(5e-5)["flux CaCon_i"], 1e-20)
	leak := 5e-5 / 5.5e-4
	require.InEpsilon(t, -1e-5*2.5*(0.5-leak), flux(5e-4)["flux CaCon_i"], 1e-12)
	require.InEpsilon(t, -1e-5*2.5*(1-leak), flux(1e6)["flux CaCon_i"], 1e-8)
	require.InEpsilon(t, -1e-5*2.5*5e-4/(1e-3*1e-3), flux(5e-4)["slope CaCon_i"], 1e-12)
}

// TestSodiumPotassiumPump: three for two, the difference is the current.
func TestSodiumPotassiumPump(t *testing.T) {
	given := map[string]float64{"NaCon_i": 22, "KCon_e": 5, "area": 70, "volume": 40}
	now := outputs(t, library.NaKPump(), mech.Currents, given)
	i := 0.01 * math.Pow(1+10.0/22, -3) * math.Pow(1+3.5/5, -2)
	require.InEpsilon(t, i, now["i_NaKPump"], 1e-12)
	require.InEpsilon(t, 0.7*i, now["i"], 1e-12, "70 um2 of 1 mA/cm2 are 0.7 nA")
	require.Zero(t, now["di_dv"])
	one := 1e4 * i * 70 / (96485.33212 * 40)
	require.InEpsilon(t, -3*one, now["flux NaCon_i"], 1e-12)
	require.InEpsilon(t, 2*one, now["flux KCon_i"], 1e-12)
	require.InEpsilon(t, -3*one*3*10/(22*22)/(1+10.0/22), now["slope NaCon_i"], 1e-12)
	require.Zero(t, now["slope KCon_i"])
	half := outputs(t, library.NaKPump(), mech.Currents, map[string]float64{"NaCon_i": 10, "KCon_e": 3.5})
	require.InEpsilon(t, 0.01/32, half["i_NaKPump"], 1e-12, "every site half filled")
}
