// Package bench holds the standard cases of the field and what measures golgi
// on them: how far results are from the truth, and how long they take.
//
//   - Rallpack 1, 2 and 3 (Bhalla, Bilitch and Bower 1992, Trends Neurosci
//     15:453): [Rallpack1], [Rallpack2], [Rallpack3]
//   - error against the time step: [Errors]; the program bench/rallpack writes
//     the table in docs/rallpack.md
//   - workloads to be timed: [Population], [TracedCell], [SparseNetwork], and
//     [Workload.Gradient] of the first two; [Workload.Measure] times one, which is
//     what golgi bench prints
//   - other simulators on the same workloads: bench/peers/compare.py
//
// It may import every package of golgi but cmd.
package bench
