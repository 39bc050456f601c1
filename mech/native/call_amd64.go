package native

import "unsafe"

// call calls code with the address of its arguments, and returns what it leaves in AX.
//
//go:noescape
func call(code, arguments unsafe.Pointer) int64
