package ioswc

import "strconv"

// GroupName is the name of the group that the branches of an SWC type form:
// undefined, soma, axon, basal, apical for 0 to 4, customN otherwise.
func GroupName(swcType int) string {
	switch swcType {
	case 0:
		return "undefined"
	case 1:
		return "soma"
	case 2:
		return "axon"
	case 3:
		return "basal"
	case 4:
		return "apical"
	}
	return "custom" + strconv.Itoa(swcType)
}
