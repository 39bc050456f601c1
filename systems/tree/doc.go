// Package tree solves the linear systems of cells: symmetric matrices whose
// couplings form a forest, one tree a cell, and a few couplings more between
// any two nodes (junctions). It knows nothing of voltages or ions, and imports
// systems/lanes and topology.
//
//   - one right-hand side: [System.Solve]
//   - several, with one elimination: [System.Factor], [System.SolveFactored]
//   - cells of a forest side by side: [System.Eliminate], [System.Substitute]
//   - eight cells, or eight chains of one, side by side: [System.Interleaved], [CutStrips] and [System.InStrips]
//   - a large cell part by part: [NewInParts], with the strips of [LayStrips]; [System.Rise] of all parts, then [System.Descend]
//   - with junctions: [NewCoupled], [Coupled.Solve], [Coupled.Factor],
//     [Coupled.SolveFactored]
//   - clamped ends of junctions: [Coupled.TransferClamped]
//   - derivatives: [Coupled.JunctionTangent], [Coupled.JunctionCotangent],
//     [System.Tangent], [System.Cotangent], [Coupled.TransferClampedCotangent]
//   - an oracle in complex numbers: [SolveComplex]
//
// # Derivatives
//
// Every matrix here is symmetric: the solve of the transposed system is the
// solve. From A x = b,
//
//	forward    TransferClamped(b); Solve                     -> x
//	tangent    bdot; TransferClamped(bdot); Tangent(x, ...);
//	           JunctionTangent(x, ...); SolveFactored        -> xdot
//	cotangent  xbar; SolveFactored -> lambda; Cotangent and
//	           JunctionCotangent(lambda, x, ...);
//	           TransferClampedCotangent(lambda)              -> lambda is bbar
//
// In a tangent, the entry of a clamped node is the tangent of its value.
//
// # How junctions are solved
//
// The junctions' conductances go on the tree's diagonal, and the tree is
// eliminated as without junctions. What is left couples the ends of the
// junctions, and the nodes where their paths to the root meet, alone: a
// reduced matrix of at most four nodes a junction. Connected components of
// cells are blocks of it. A block is factorised in an order of minimum degree,
// without pivoting, where that costs no more than some 40 iterations:
// pairs, chains and rings of cells cost time in proportion to their junctions.
// Larger ones are solved by conjugate gradients on the reduced matrix, with
// the tree and the junctions' diagonal as preconditioner. Then the couplings'
// currents enter the eliminated right-hand side, and one substitution gives
// all nodes.
//
// The solution is within 1e-10 (relative to the largest value) of a dense
// solve while the condition number is below 1e6; beyond that both lose digits
// in proportion to it. The factorisation needs no positive definite matrix;
// conjugate gradients do, and say so by an error.
//
// # What is the same to the last bit
//
//   - Solve, and Factor with SolveFactored, and the elimination and
//     substitution of whole cells in any order
//   - a cell or component alone, and among others, while its nodes and
//     junctions keep their order
//   - a junction named from either end
//   - junctions of conductance 0, and no junctions (but for the sign of a zero)
//
// Listing the junctions of a component in another order changes the rounding.
package tree
