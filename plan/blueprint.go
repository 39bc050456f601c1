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

	// Celsius is the temperature, degC.
	Celsius float64

	Stimuli    []Stimulus
	Recordings []Recording
	// Published are the compartments whose voltage other tiles may read.
	Published []int
}

// Insertion is a mechanism with the compartments that have it.
type Insertion struct {
	Mechanism *mech.Mechanism
	// Table holds parameters and states, a row an instance.
	Table *ecs.Table
	// Compartments[row] is the compartment of a row of Table.
	Compartments []int32
}

// Stimulus is a current injected into one compartment: sample k, in nA, acts
// in the step from k to k+1; beyond the end the current is zero.
type Stimulus struct {
	Compartment int
	Waveform    []float64
}

// Recording asks for a column at a compartment: "v", a state, or a current.
type Recording struct {
	Key         string
	Compartment int
}
