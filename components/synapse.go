package components

// Pre is the index of the presynaptic compartment of a synapse, over the whole
// module.
type Pre int32

// Post is the index of the postsynaptic compartment of a synapse, over the
// whole module.
type Post int32

// SynapseType is the index of a synapse's type in its module.
type SynapseType int32

// Synapse is the index of the synapse a clamp or recording acts on, over the
// whole module; -1 if it acts on a compartment.
type Synapse int32
