// Package components holds the plain component types of a model's entities,
// with their units. They have no behaviour, and hold scalars only: lists live
// in the module and components refer to ranges of them.
//
// It imports nothing.
//
// # Index by entity
//
//   - compartment: [Cell], [Branch], [Index]; [Length], [Radius], [Area],
//     [Volume], [LoadIn], [LoadOut]; [AxialResistivity], [Capacitance];
//     [Voltage]; [X], [Y], [Z]
//   - branchpoint: [Cell], [Node], [FirstMember], [Members]; [X], [Y], [Z]
//   - mechanism instance: [Mechanism], [Compartment], [Row]
//   - stimulus: [Compartment], [Waveform]
//   - synapse: [Pre], [Post], [SynapseType], [Row] (in the type's table)
//   - clamp: [State], [Compartment], [Synapse], [Waveform]
//   - recording: [State], [Compartment], [Synapse], [Row]
package components
