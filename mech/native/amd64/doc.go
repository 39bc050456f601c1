// Package amd64 writes machine code: the few dozen instructions of vectors of float64 that kernels need, with
// VEX prefixes for AVX2 (4 numbers a vector) and EVEX prefixes for AVX-512 (8), and those of whole numbers and
// jumps that make a loop around them. The encodings are those of the manual (Intel 64 and IA-32 Architectures
// Software Developer's Manual, volume 2, chapter 2.6 and 2.7); a table compares them with a reference assembler's.
//
//   - start: Assembler; take the bytes: Assembler.Code
//   - vectors: Assembler.Arithmetic (by Op), Load, Store, Broadcast, Compare, ...
//   - masks of AVX-512: Mask registers, KMove, KOr, KTest
//   - addresses: Memory
//   - jumps: Label, Assembler.Bind, Jump, JumpIf
//
// It imports nothing of golgi.
package amd64
