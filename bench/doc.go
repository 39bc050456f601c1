// Package bench holds the standard cases of the field and what measures golgi
// on them: how far results are from the truth, and how long they take.
//
//   - Rallpack 1, 2 and 3 (Bhalla, Bilitch and Bower 1992, Trends Neurosci
//     15:453): [Rallpack1], [Rallpack2], [Rallpack3]
//   - error against the time step: [Errors]; the program bench/rallpack writes
//     the table in docs/rallpack.md
//   - workloads to be timed: [Population], [TracedCell], [SparseNetwork], [Rallpack],
//     and [Workload.Gradient] of the first two; [Workload.Measure] times one, which is
//     what golgi bench prints; [Workload.MeasureBatch] times runs side by side
//   - what is no run: making large models, [Building]; reading a file, [Import];
//     a whole process, [StartUp]
//   - models that grow: [Scale], with [ScaleMarkdown] and [WriteScaleCSV]
//   - processor time of this process, which other processes disturb least: [Clock]
//   - other simulators on the same workloads: bench/peers/compare.py
//
// A new workload that other simulators run too:
//
//   - a function here that returns a Workload (workloads.go), and its command in
//     cmd/golgi/bench.go; docs/bench.md describes it, which a test asks for
//   - in bench/peers/peers.py: its form in FORMS, how Workload reads its line, and what
//     each function of PEERS builds for it; one that cannot raises ImportError with the reason
//   - in bench/peers/compare.py: the description, and a line among the workloads that
//     it takes by default; page.py writes docs/benchmarks.md
//
// It may import every package of golgi but cmd.
package bench
