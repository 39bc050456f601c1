// Package native is the engine that writes machine code: for each set of uniform inputs and wanted outputs that a program is bound with,
// when Make is called (plans do when they are frozen) or else when it is first run, a loop over the rows is assembled for AVX-512 or
// AVX2, and called through a few lines of assembly. It gives the interpreter's bits.
//
//   - the engine: New; whether this machine can have it: the error of New; how much: internal/vectors
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
// # Another instruction set
//
// Machine code for another processor, such as arm64, takes:
//
//   - in internal/vectors: a Set for it, what Processor finds there, and values of GOLGI_NATIVE that hide it
//   - beside package amd64: a package that writes its instructions. Of amd64, the graph and what makes it (graph.go, lower.go,
//     functions.go, functions_rare.go) use Width and Condition alone, which would move here, and schedule.go uses the number of registers.
//     allocate.go, emit.go, writer.go and loop.go know registers, operands in memory and forms of instructions: they are amd64's
//   - in engine.go: widthOf and Vectors, which know two widths. The call itself is call_*.go and call_*.s. The build tags of pages_*.go
//     name amd64, and other processors want to be told that instructions were written
//   - in systems/lanes, systems/gather and internal/stream: the loops in its assembly. Every place there that chooses between AVX512 and
//     AVX2 must name the new set too; where a loop is missing it must go to the one in Go
//   - tests: differential_test.go and features_test.go here, lanes_test.go, gather_test.go and the guard_test.go there. They compare
//     all sets that the machine has with the interpreter, or with Go, bit by bit
//
// It may import internal/vectors, mech, mech/form, mech/elementary, mech/interp and mech/native/amd64.
package native
