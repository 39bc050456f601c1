// Package propagator applies the axial part of a step of exponential Euler
// (Lie-Trotter splitting) to one cell:
//
//	x(t+dt) = expm(dt G) x(t),   G = -C^-1 K
//
// K is the Laplacian of the couplings between the nodes of the tree after the
// branchpoints, which have no capacity, are eliminated; C holds the capacities.
// With couplings in uS, capacities in nF and dt in ms, x is a voltage; with
// couplings in um3/ms and volumes in um3, x is a concentration. Nodes whose
// value is known over the step (clamps) are taken out of the propagator, and
// what flows from them is accounted for exactly.
//
// By task:
//
//   - describe a cell: [System]
//   - build: [New]; share between equal cells: [Cache]
//   - apply: [Propagator.Apply], with scratch of [Propagator.NewWorkspace]
//   - derivatives: [Propagator.ApplyTangent], [Propagator.ApplyAdjoint], with
//     respect to x, commands, couplings, junctions and capacities: [Parameters]
//   - what was chosen and what it costs: [Propagator.Explain], [Propagator.Bytes]
//
// Dense or action. Applied once, for dt times the largest rate of 50 (degree
// 49; the degree goes with the square root), on one core of an AMD EPYC
// that did other work too; construction on two:
//
//	nodes   dense: made   apply     bytes    action: made   apply    bytes
//	  324        25 ms    14 us    0.3 MB          0.2 ms   42 us   0.03 MB
//	1,000       130 ms   125 us    3.1 MB          0.3 ms  130 us   0.09 MB
//	2,000       570 ms   545 us   12.0 MB          0.9 ms  256 us   0.18 MB
//	5,000            -        -         -                  690 us
//
// Of the nodes about a seventh are branchpoints. The matrix costs the same to
// apply however stiff the cell is; the action costs in proportion to its degree
// ([Propagator.Degree]). Up to [DenseLimit] compartments the matrix is kept: here
// that is faster up to some 1,000 nodes, and loses a factor of two at 2,000, more
// in a cell that is less stiff and nothing in one that is stiffer. [Action] may
// be asked for where that or the memory of many different cells counts.
// Derivatives with respect to parameters go by the recurrence of the series in
// both: divided differences in an eigenbasis would take n^3 each.
//
// Accuracy: what the series leaves out is below 1e-15 of x in the norm weighted
// by the capacities (a bound computed from the coefficients). Rounding comes on
// top: results agree to 1e-12. Tangent and adjoint agree to 1e-12 of the terms
// of the dot-product identity up to dt times the largest rate of 100; beyond,
// their rounding grows in proportion to it.
//
// A branchpoint of d neighbours becomes d (d-1)/2 couplings: memory and time
// suit branchpoints of up to some hundred neighbours.
//
// It may import the standard library alone.
package propagator
