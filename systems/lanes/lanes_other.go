//go:build !amd64

package lanes

// Detect finds no vector code for this processor.
func Detect() Vectors { return None }

func eliminate512(parent *int32, coupling, diagonal, right, reciprocal *float64, low, high int) {}

func eliminate2(parent *int32, coupling, diagonal, right, reciprocal *float64, low, high int) {}

func substitute512(parent *int32, coupling, right, reciprocal *float64, low, high int) {}

func substitute2(parent *int32, coupling, right, reciprocal *float64, low, high int) {}

func assemble512(place *int32, capacity, voltage, current, slope, injected, base, diagonal, right *float64, low, high int) {
}

func assemble2(place *int32, capacity, voltage, current, slope, injected, base, diagonal, right *float64, low, high int) {
}

func take512(place *int32, right, voltage *float64, low, high int) {}

func take2(place *int32, right, voltage *float64, low, high int) {}

func eliminateStrips512(heads *Strip, node *int32, coupling, diagonal, right, reciprocal, kept *float64, child *int32, less, more *float64, n int) {
}

func substituteStrips512(heads *Strip, node *int32, coupling, right, reciprocal, kept *float64, parent *int32, n, positions int) {
}

func within512(x *float64, limit float64, n int) bool { return false }

func within2(x *float64, limit float64, n int) bool { return false }
