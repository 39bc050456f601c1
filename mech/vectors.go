package mech

import "golgi/internal/vectors"

// Vectored is an engine that says which vector instructions the loops of systems may use beside it. With one that does not say they
// use what this machine has, and GOLGI_NATIVE allows. The bits are the same.
type Vectored interface{ Vectors() vectors.Set }

// VectorsOf are those that may be used beside an engine.
func VectorsOf(e Engine) vectors.Set {
	if v, ok := e.(Vectored); ok {
		return v.Vectors()
	}
	allowed, _ := vectors.Allowed() // why not more is said by who chooses the engine
	return allowed
}

// Portable is an engine beside which the loops of systems use no vector instructions.
func Portable(e Engine) Engine { return portable{e} }

type portable struct{ Engine }

func (portable) Vectors() vectors.Set { return vectors.None }
