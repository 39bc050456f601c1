// Package synth makes synthetic morphologies from a seed: neurons that look
// and load like traced ones, and plain trees for tests and benchmarks. It
// imports only topology.
//
// The same seed gives the same cell, bit for bit, on every machine: random
// numbers are those of the PCG generator, and coordinates come from
// operations that are rounded alike everywhere.
//
// Index by task:
//
//   - a layer 5 pyramidal cell of about 150 branches: [Pyramidal]
//   - a neuron with other measures: [Neuron], [Options], [DefaultOptions]
//   - regular trees: [Cable], [BinaryTree], [Comb], [Star]
//   - random trees: [RandomTree], [RandomPlaces]
package synth
