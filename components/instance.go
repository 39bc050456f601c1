package components

// Mechanism is the index of an inserted mechanism in its module.
type Mechanism int32

// Compartment is the index of the compartment an entity acts on, over the
// whole module.
type Compartment int32

// Row is the row of an entity's values: of a mechanism instance in the
// mechanism's table, of a recording in the traces.
type Row int32

// Waveform is the index of a stimulus's samples in its module.
type Waveform int32

// State is the index of a recorded key in the module's list of recorded keys.
type State int32
