//go:build !golgi_debug

package native

import "golgi/mech"

// debugCheck makes sure, with the build tag golgi_debug, that a binding is what it was at its first run.
func debugCheck(*prepared, *mech.Binding) {}
