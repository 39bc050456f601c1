// Package checkpoint plans what a run that is gone through backwards keeps, and
// what it takes again. The way back over a step reads what the step forward
// left on a tape. A run too long for its tape keeps some of its states
// (checkpoints) on the way forward, and later takes the steps from one of them
// again, with the tape.
//
//   - plan within an amount of memory: [Budget]; what is the least: [Least]; what
//     takes no step more than twice: [Twice]
//   - nested levels of lengths of one's own: [Levels]
//   - everything on the tape: [Full]
//   - go through a plan: [Plan.Actions]
//   - see what it costs: [Plan.String], [Plan.Factor]
//
// # Sources
//
// The schedule within a budget is binomial checkpointing over stretches of the
// length of the tape: Griewank and Walther, "Algorithm 799: revolve", ACM
// Transactions on Mathematical Software 26 (2000) 19-45. With s checkpoints, the
// one at the start among them, a tape of m steps and at most r steps forward
// before a step is taped, m C(s+r, r) steps can be gone back over, and n steps
// need
//
//	(r + 1) n - m C(s+r, r-1),   m C(s+r-1, r-1) < n <= m C(s+r, r)
//
// steps forward, those on the tape among them. No schedule with that tape and so
// many checkpoints needs fewer; n need not be a multiple of m. Of all pairs of
// s and m that fit into the memory [Budget] takes the one with the fewest. It is
// exact where either number can be at most 4096, and beyond that near to it (the
// tests see it within one part in a thousand).
//
// Memory is divided between checkpoints and tape once. Lending the room of
// checkpoints not in use to the tape would save some steps more. Against the best
// of such schedules, by dynamic programming over small runs and budgets of four
// states and steps or more, Budget takes 2 % more steps forward on the average
// and 19 % at most; with less memory than that it can be several times as many.
//
// It imports nothing of golgi.
package checkpoint
