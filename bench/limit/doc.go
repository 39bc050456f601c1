// Package limit is a yardstick: the equations of bench.Population written by hand for one processor, to see how
// little time they can take. It is of no other use: it knows classic HH, backward Euler and one tree.
//
// Cells lie side by side in vectors of 8 numbers, 16 cells to a block. A block takes all its steps before the next
// block takes its first, so that what it works on (some 50 kB) stays close. A step is a sweep over the compartments (gates by exponential
// Euler, current and slope) and one solve of the tree, compartments level by level. All of that is AVX-512 in Go's
// assembly; where there is none the same is done in plain Go, to compare.
//
//   - make it: [New]; run it: [Population.Run]; gates, currents and slopes alone: [Population.Membrane]
//   - take the equations as they stand, or with the exponentials that have a common factor made of one, and one
//     division for all three gates: [Form]
//   - is there vector code for this processor: [Vectors]
//
// Its exp is good to some 1e-14, not to the last bit, and sums go as suits it: what golgi promises of its results
// (package mech) does not hold here. The test compares the two within a tolerance, and BenchmarkPopulation times them in turns.
// It may import internal/vectors, and no more of golgi but in tests.
package limit
