// Package interp is the portable engine: it runs a program over blocks of rows, one operation at a time over the block, in plain Go.
// It is the reference of every other engine. It imports package mech, the intermediate form, and the elementary functions.
//
//   - the engine: [New]; it makes kernels of programs ([mech.Engine], [mech.Kernel])
//
// A kernel is specialised, at the first run of each kind, to which inputs are uniform and which outputs are wanted: what depends on
// uniform inputs alone is computed once a run, with the same bits. Block registers are shared by values that do not live at the same
// time, so that a block stays in the first-level cache.
package interp
