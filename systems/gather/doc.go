// Package gather holds the loops that collect values for the synapses of a block and add up what these make: in assembly where there is
// some, elsewhere in Go, with the same bits.
//
//   - rows to read: New, and List.Pick, List.Pairs; Mixer.Interleave makes pairs
//   - rows in order, each perhaps several times in a row, to read and to add to: NewRuns, and Runs.Pick, Runs.Add
//
// What a list refers to is checked once for a call, not for each row. It may import systems/lanes, for the names of vectors.
package gather
