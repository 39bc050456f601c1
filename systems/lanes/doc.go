// Package lanes holds the loops of the voltage step over cells that are interleaved eight by eight, as vector code for
// AVX-512 and AVX2, and in Go where there is neither. Whatever does it, each number is rounded as the loops over single
// nodes in systems/tree and systems round it: the bits are the same.
//
//   - which code there is: Detect
//   - the solve: Vectors.Eliminate, Vectors.Substitute
//   - the solve of cells that are like no other, chain by chain: Strips, Vectors.EliminateStrips, Vectors.SubstituteStrips
//   - before and after it: Vectors.Assemble, Vectors.Take, Vectors.Within; values of branchpoints from their neighbours: Means, Vectors.Mean
//   - on the way back: Back, Vectors.AssembleBack, Vectors.TakeBack, Vectors.Give, Vectors.Spread, Vectors.Couplings
//
// Lists of nodes and compartments are in octets: the places of 8i to 8i+7 follow each other. It may import internal/vectors.
package lanes

// Width is the number of lanes.
const Width = 8
