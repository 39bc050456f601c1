// Package vectors says which vector instructions golgi's machine code may use: what processor and system have, and of that what the
// environment variable GOLGI_NATIVE allows. All code that comes in several widths asks here: mech, mech/native, plan,
// systems/lanes, internal/stream and bench/limit.
//
//   - what is allowed, and why not more: Allowed; what there is: Processor
//
// It imports nothing of golgi.
package vectors

import (
	"errors"
	"fmt"
	"os"
)

// Set is a set of vector instructions; a greater one holds the smaller ones.
type Set uint8

// The sets.
const (
	None   Set = iota // portable Go
	AVX2              // with FMA: four numbers at a time
	AVX512            // F, DQ, VL and BW: eight
)

// String is the name that people know.
func (s Set) String() string {
	switch s {
	case AVX2:
		return "AVX2"
	case AVX512:
		return "AVX-512"
	}
	return "none"
}

// Variable is the environment variable that switches machine code off ("off") or hides a part of what there is ("avx2").
const Variable = "GOLGI_NATIVE"

// Allowed is the greatest set that processor, system and Variable allow. Error: why that is None; also that Variable has a value that it
// does not know, or asks for more than there is, for which golgi then does without.
func Allowed() (Set, error) { return allowed(os.Getenv(Variable), Processor()) }

func allowed(wanted string, there Set) (Set, error) {
	switch {
	case wanted == "off":
		return None, fmt.Errorf("%s=off (unset it to have machine code)", Variable)
	case wanted != "" && wanted != "avx2" && wanted != "avx512":
		return None, fmt.Errorf("%s is %q; it may be off, avx2 or avx512", Variable, wanted)
	case there == None:
		return None, errors.New("this processor, or this system, has no AVX2 that golgi has code for")
	case wanted == "avx512" && there < AVX512:
		return None, errors.New("this processor has no AVX-512")
	case wanted == "avx2":
		return AVX2, nil
	}
	return there, nil
}
