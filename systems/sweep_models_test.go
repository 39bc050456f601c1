package systems_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/ecs"
	"golgi/mech"
	"golgi/mech/library"
	"golgi/plan"
	"golgi/topology"
)

// sweepModels have between them every kind of system; those of name "tiles" have
// several tiles, and synapses between these.
func sweepModels() map[string]func(t testing.TB) *plan.Blueprint {
	return map[string]func(t testing.TB) *plan.Blueprint{
		"cells": func(t testing.TB) *plan.Blueprint {
			b := derivativeModel(t, true)
			record(b, "HH_m", "i_HH", "v")
			return b
		},
		"pumps": func(t testing.TB) *plan.Blueprint {
			b := calcium(t)
			b.Clamps = []plan.Clamp{{Key: "eCa", Compartment: 1}, {Key: "CaCon_i", Compartment: 5}, {Key: "CaCon_e", Compartment: 2}}
			return b
		},
		"diffusion": func(t testing.TB) *plan.Blueprint {
			b := calcium(t)
			_, err := b.Shared.AddColumn(ecs.ColumnSpec{Name: plan.DiffusionKey("CaCon_i"), Default: 0.3})
			require.NoError(t, err)
			b.Diffused = []string{"CaCon_i"}
			b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3}, {Key: "CaCon_i", Compartment: 5}}
			return b
		},
		"junctions": func(t testing.TB) *plan.Blueprint {
			b, random := population(t, 7), rand.New(rand.NewPCG(3, 4))
			for _, name := range []string{"GapJunction", "VoltageGatedGapJunction"} {
				connect(b, named(t, name), 6, random)
			}
			insert(b, named(t, "AdEx"), all(b)[2:]...)
			record(b, "i_GapJunction", "VoltageGatedGapJunction_m", "HH_n")
			b.Clamps = []plan.Clamp{{Key: "v", Compartment: 3}, {Key: "VoltageGatedGapJunction_m", Synapse: 1}}
			return b
		},
		"parts": func(t testing.TB) *plan.Blueprint {
			return partsModel(t, topology.CutSizes{Least: 50, Part: 40, Limb: 16})
		},
		"parts with ions": func(t testing.TB) *plan.Blueprint {
			return partsWithIons(t, topology.CutSizes{Least: 50, Part: 40, Limb: 16})
		},
		"tiles of cells": func(t testing.TB) *plan.Blueprint {
			b, random := population(t, 700), rand.New(rand.NewPCG(3, 4))
			connect(b, library.IonotropicSynapse(), 1500, random)
			connect(b, library.TanhRateSynapse(), 700, random)
			b.Recordings = nil
			record(b, "v", "i_IonotropicSynapse", "IonotropicSynapse_s")
			return b
		},
		"tiles of point neurons": func(t testing.TB) *plan.Blueprint {
			b := points(t, 6500, 3000)
			insert(b, named(t, "Izhikevich"), all(b)...)
			synapse, err := mech.Parse("Assigning.mech", []byte(assigning))
			require.NoError(t, err)
			connect(b, synapse, 900, rand.New(rand.NewPCG(3, 9)))
			b.Recordings = slices.DeleteFunc(b.Recordings, func(r plan.Recording) bool { return (r.Compartment+r.Synapse)%50 > 0 })
			record(b, "Assigning_s", "i_Assigning")
			return b
		},
	}
}

// assigning is a synapse with a state that follows from the voltages.
const assigning = `synapse Assigning
param g = 1e-3 (uS)
state open = 0 (1)
gate s = 0.2 { inf = open, tau = 2 (ms) }
assign open = sigmoid((v_pre - v_post)/20 (mV))
current i_Assigning = g*(s + open)*(v_post + 10 (mV)) (nA)
`

func named(t testing.TB, name string) *mech.Mechanism {
	m, err := library.ByName(name)
	require.NoError(t, err)
	return m
}

// record adds recordings in a few rows each.
func record(b *plan.Blueprint, keys ...string) {
	for _, key := range keys {
		for row := range 4 {
			b.Recordings = append(b.Recordings, plan.Recording{Key: key, Compartment: row, Synapse: row})
		}
	}
}

// calcium has currents that are read, of this step and of the one before, fluxes,
// and a potential that is assigned.
func calcium(t testing.TB) *plan.Blueprint { return withCalcium(t, population(t, 4)) }

// withCalcium puts that into all cells.
func withCalcium(t testing.TB, b *plan.Blueprint) *plan.Blueprint {
	for _, name := range []string{"CaL", "CaPump", "CaDynamics", "CaNernstReversal", "SKE2"} {
		table := insert(b, named(t, name), all(b)...)
		for _, key := range []string{"CaL_gCaL", "SKE2_gSKE2"} {
			if table.Index(key) >= 0 {
				table.SetAll(table.Index(key), 5e-3)
			}
		}
	}
	text := "pump Late\nparam p = 1 (cm2/mA)\nread i_Ca = 0 (mA/cm2)\nstate z = 0.1 (1)\nstart z = 1/(2 + p*previous(i_Ca))\n" +
		"z' = (0.3 - z)/5 (ms)\ncurrent i_Late = 1e-4 (S/cm2)*(z + p*previous(i_Ca) + p*i_Ca)*(v + 60 (mV))\n"
	late, err := mech.Parse("Late.mech", []byte(text))
	require.NoError(t, err)
	insert(b, late, all(b)[:len(b.Voltage)-1]...)
	record(b, "v", "CaCon_i", "eCa", "i_Ca", "Late_z")
	return b
}
