package vis

import "strings"

// prettyUnit writes a unit as print has it: mA/cm2 becomes mA/cm².
func prettyUnit(unit string) string {
	return strings.NewReplacer("cm2", "cm²", "um2", "µm²", "um3", "µm³", "um", "µm", "uA", "µA", "uF", "µF", "uS", "µS", "Ohm", "Ω", "ohm", "Ω").Replace(unit)
}

// withUnit labels an axis: "voltage (mV)"; a pure number has no unit.
func withUnit(name, unit string) string {
	if unit == "" || unit == "1" {
		return name
	}
	return name + " (" + prettyUnit(unit) + ")"
}

// quantityName says what is measured in a unit, for a panel of several keys.
func quantityName(unit string) string {
	switch unit {
	case "mV":
		return "voltage"
	case "mA/cm2", "uA/cm2":
		return "current density"
	case "nA":
		return "current"
	case "mM":
		return "concentration"
	case "", "1":
		return "state"
	}
	return "state"
}

// keyUnit returns the unit of a key that belongs to every compartment, "" if
// there is none.
func keyUnit(key string) string {
	switch key {
	case "v":
		return "mV"
	case "length", "radius", "x", "y", "z":
		return "um"
	case "area":
		return "um2"
	case "volume":
		return "um3"
	case "resistive_load_in", "resistive_load_out":
		return "1/um"
	case "axial_resistivity":
		return "Ohm cm"
	case "capacitance":
		return "uF/cm2"
	}
	return ""
}
