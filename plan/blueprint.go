package plan

import (
	"golgi/ecs"
	"golgi/mech"
	"golgi/topology"
)

// Blueprint is a model as freeze reads it: the columns of a world in model
// order (cell by cell, branch by branch, compartment by compartment). Nothing
// in it is changed or kept.
type Blueprint struct {
	// Trees holds the branch structure of each cell, in order.
	Trees []*topology.Tree
	// One value a compartment; units as in the Column constants.
	Length, Radius, Area, Volume, LoadIn, LoadOut []float64
	AxialResistivity, Capacitance, Voltage        []float64

	// Mechanisms are in order of insertion, which is the order in which their
	// states advance.
	Mechanisms []Insertion
	// Shared holds the keys that belong to no mechanism alone, a row a
	// compartment; nil if there are none.
	Shared *ecs.Table

	// Diffused are the keys of concentrations that diffuse along the tree; their
	// diffusion constants are the column DiffusionKey of Shared.
	Diffused []string

	// Columns are those that systems of the user bring along.
	Columns []OwnColumn

	// Celsius is the temperature, degC.
	Celsius float64

	// Synapses are the types in order of first connection.
	Synapses []SynapseInsertion

	Stimuli    []Stimulus
	Clamps     []Clamp
	Recordings []Recording
	// Published are the compartments whose voltage other tiles may read.
	Published []int

	// Cuts say which cells are cut into parts, and how: for speed alone, no result depends on it.
	Cuts topology.CutSizes
	// Batch says that the cells are of runs that have nothing to do with one another, and that workers share plans rather than
	// the tiles of each: then large cells are interleaved however few there are.
	Batch bool
}

// DiffusionKey is the key of the diffusion constant, um2/ms, of a concentration:
// positive where it diffuses, 0 elsewhere.
func DiffusionKey(concentration string) string { return "axial_diffusion_" + concentration }

// OwnColumn is a column of a user's own system: a value a compartment.
type OwnColumn struct {
	Name Column
	Unit string
	// Role is RoleState for what is part of snapshots, of the state hash and of
	// gradients, RoleParameter for what a run does not change, RoleWork for
	// what is written anew in each step.
	Role Role
	// Default is the initial value of every compartment; Values, if given, has
	// one for each, in model order.
	Default float64
	Values  []float64
}

// Insertion is a mechanism with the compartments that have it.
type Insertion struct {
	Mechanism *mech.Mechanism
	// Table holds parameters and states, a row an instance.
	Table *ecs.Table
	// Compartments[row] is the compartment of a row of Table.
	Compartments []int32
}

// SynapseInsertion is a synapse type with the compartments it connects.
type SynapseInsertion struct {
	Mechanism *mech.Mechanism
	// Table holds parameters and states, a row a synapse.
	Table *ecs.Table
	// Pre[row] and Post[row] are the compartments of a row of Table.
	Pre, Post []int32
}

// Clamp holds a state at given values: sample k acts in the step from k to k+1
// and is recorded as sample k at k+1. Of several clamps of one state the last
// counts. The waveform must cover the run.
type Clamp struct {
	// Key is "v", or a state or parameter of a mechanism or synapse.
	Key string
	// Compartment holds the state, unless it is one of a synapse: then Synapse
	// is its row in the Table of its type.
	Compartment, Synapse int
	Waveform             []float64
}

// Stimulus is a current injected into one compartment: sample k, in nA, acts
// in the step from k to k+1; beyond the end the current is zero.
type Stimulus struct {
	Compartment int
	Waveform    []float64
}

// Recording asks for a column at a compartment: "v", a state, or a current; or,
// for a state or current of a synapse, at a row of the Table of its type.
type Recording struct {
	Key                  string
	Compartment, Synapse int
}
