// Package enginetest is the conformance suite that every engine passes: random programs and the programs of mechanisms, and their
// derivatives, with uniform and varying inputs, rows of every tail length, outputs stored, added, left out, and laid on their inputs,
// equal to the last bit to the walk over the form. It is used by tests alone.
//
//   - the suite: [Conformance]
//   - random programs: [Program], their derivatives: [Derivative], [Derive]; special values: [Value], [Special]
//   - the text of random mechanisms: [Mechanism], of random synapses: [Synapse]
//   - a run against the oracle: [Agree]
package enginetest
