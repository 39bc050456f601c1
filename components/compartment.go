package components

// Cell is the index of the cell in its module.
type Cell int32

// Branch is the index of the branch in its module, over all cells.
type Branch int32

// Index is the index of the compartment in its branch, from the branch's
// start.
type Index int32

// Length is the path length of a compartment, um.
type Length float64

// Radius is the radius of a compartment, um: of a traced one the
// length-weighted mean of its radii.
type Radius float64

// Area is the membrane area of a compartment, um2.
type Area float64

// Volume is the volume of a compartment, um3.
type Volume float64

// LoadIn is the axial load of the first half of a compartment, the integral
// of dl/(pi r^2), 1/um.
type LoadIn float64

// LoadOut is the axial load of the second half of a compartment, the integral
// of dl/(pi r^2), 1/um.
type LoadOut float64

// AxialResistivity is the resistivity of the cytoplasm, Ohm cm.
type AxialResistivity float64

// Capacitance is the specific membrane capacitance, uF/cm2.
type Capacitance float64

// Voltage is the membrane voltage at the start of a run, mV.
type Voltage float64

// X is a coordinate of a compartment's centre or of a branchpoint, um.
type X float64

// Y is a coordinate of a compartment's centre or of a branchpoint, um.
type Y float64

// Z is a coordinate of a compartment's centre or of a branchpoint, um.
type Z float64
