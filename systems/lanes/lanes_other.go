//go:build !amd64

package lanes

// elsewhere is what loops say that this processor does not have: nothing may choose them here.
const elsewhere = "lanes: vector code of amd64 on another processor"

func eliminate512(parent *int32, coupling, diagonal, right, reciprocal *float64, low, high int) {
	panic(elsewhere)
}

func eliminate2(parent *int32, coupling, diagonal, right, reciprocal *float64, low, high int) {
	panic(elsewhere)
}

func substitute512(parent *int32, coupling, right, reciprocal *float64, low, high int) {
	panic(elsewhere)
}

func substitute2(parent *int32, coupling, right, reciprocal *float64, low, high int) {
	panic(elsewhere)
}

func assemble512(place *int32, capacity, voltage, current, slope, injected, base, diagonal, right *float64, low, high int) {
	panic(elsewhere)
}

func assemble2(place *int32, capacity, voltage, current, slope, injected, base, diagonal, right *float64, low, high int) {
	panic(elsewhere)
}

func take512(place *int32, right, voltage *float64, low, high int) { panic(elsewhere) }

func take2(place *int32, right, voltage *float64, low, high int) { panic(elsewhere) }

func eliminateStrips512(heads *Strip, node *int32, coupling, diagonal, right, reciprocal, kept *float64, child *int32, less, more *float64, top, n int) {
	panic(elsewhere)
}

func eliminateStrips2(heads *Strip, node *int32, coupling, diagonal, right, reciprocal, kept *float64, child *int32, less, more *float64, top, n int) {
	panic(elsewhere)
}

func substituteStrips512(heads *Strip, node *int32, coupling, right, reciprocal, kept *float64, parent *int32, n, positions int) {
	panic(elsewhere)
}

func substituteStrips2(heads *Strip, node *int32, coupling, right, reciprocal, kept *float64, parent *int32, n, positions int) {
	panic(elsewhere)
}

func within512(x *float64, limit float64, n int) bool { panic(elsewhere) }

func within2(x *float64, limit float64, n int) bool { panic(elsewhere) }

func assembleAdjoint512(place *int32, slope, value, base, diagonal, right *float64, scale float64, low, high int) {
	panic(elsewhere)
}

func takeAdjoint512(place *int32, lambda, before, after, slope, capacity, value, current, slopeBar, capacityBar *float64, moved, kept float64, low, high int) {
	panic(elsewhere)
}

func takeAll512(place *int32, lambda, before, after, slope, capacity, value, current, slopeBar, capacityBar, injected, x *float64, moved, kept float64, low, high int) {
	panic(elsewhere)
}

func give512(place *int32, lambda, values *float64, low, high int) { panic(elsewhere) }

func spread512(place *int32, values, x *float64, low, high int) { panic(elsewhere) }

func couplings512(parent *int32, lambda, x, coupling *float64, low, high int) { panic(elsewhere) }

func assembleAdjoint2(place *int32, slope, value, base, diagonal, right *float64, scale float64, low, high int) {
	panic(elsewhere)
}

func takeAdjoint2(place *int32, lambda, before, after, slope, capacity, value, current, slopeBar, capacityBar *float64, moved, kept float64, low, high int) {
	panic(elsewhere)
}

func give2(place *int32, lambda, values *float64, low, high int) { panic(elsewhere) }

func spread2(place *int32, values, x *float64, low, high int) { panic(elsewhere) }

func couplings2(parent *int32, lambda, x, coupling *float64, low, high int) { panic(elsewhere) }

func means512(count, first *int32, whole *float64, node *int32, weight *float64, present *uint16, x *float64, n int) {
	panic(elsewhere)
}
