// Package native is the engine that writes machine code: for each set of uniform inputs and wanted outputs that a program is bound with,
// when Make is called (plans do when they are frozen) or else when it is first run, a loop over the rows is assembled for AVX-512 or
// AVX2, and called through a few lines of assembly. It gives the interpreter's bits.
//
//   - the engine: New; whether this machine can have it: the error of New; how much: Features
//
// A program goes through three forms:
//
//   - form.Code, of the mechanism
//   - a graph of instructions of vectors (graph.go), into which lower.go turns operations, and functions.go and
//     functions_rare.go the elementary functions, step by step as package elementary does them
//   - machine code: schedule.go orders the instructions, allocate.go gives values registers and spills them, emit.go writes each
//     instruction, loop.go the loop
//
// The code has the common path alone. A row that leaves it (an exponential that overflows, a logarithm of a negative
// number, NaN) is noticed before anything is stored; the interpreter then does the rows of that vector, and the loop goes on
// behind them.
//
// Code lies in pages that are writable or executable, never both, and are given back when the garbage collector finds that
// nothing refers to the kernel, as it does of a plan. While code runs a goroutine cannot be stopped, so a call does a few thousand rows
// at most (work.go).
//
// It may import internal/vectors, mech, mech/form, mech/elementary, mech/interp and mech/native/amd64.
package native
