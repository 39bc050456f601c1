// Package oracle is a second implementation of golgi's step, as plain as it
// can be written, over complex numbers: row by row, in model order, without
// tiles, fused kernels, spans or a plan. It is there to check the first one.
//
//   - The real part of a run is an independent forward run.
//   - A complex step gives derivatives to rounding: add [Step] times i to one
//     number (a parameter, an initial state, a radius, a sample of a stimulus),
//     run, and [Derivative] of any result is its derivative in that number.
//     There is no cancellation, so the step may be as small as one likes
//     (Squire & Trapp 1998, SIAM Rev 40:110). Comparisons go by the real part.
//
// Index by task:
//
//   - make one from a model: [New] with a plan.Blueprint and [Options]
//   - read and change values: [Model.Values], [Model.Keys], [Model.Waveform],
//     [Model.ClampWaveform], [Model.Celsius]
//   - run: [Model.Start], then [Model.Step] as often as wanted; [Model.Clone]
//     copies a run that is under way
//
// What it computes is the schedule of package systems: stimulus, states,
// currents, synapses and junctions, ions, voltage. Systems of the user are not
// run, and no voltage is too large for it.
//
// It is slow: for models of some thousand compartments, for cells of some hundred
// with exponential Euler (a dense propagator a cell) and for cells joined by junctions
// (a dense solve).
//
// It imports plan, mech, topology and what stands below them; nothing of
// systems, which it checks.
package oracle
