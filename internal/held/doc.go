// Package held counts the memory that values hold, from the sizes of their slices. Memory that several owners reach counts
// once. It is counted for the owner of the slice that begins at the lowest address; if several begin there, for the owner of
// the smallest number. It imports nothing of golgi.
//
// Slices, arrays, structs, pointers, interfaces and maps (these by the sizes of their keys and values) are followed; strings,
// functions, channels and unsafe pointers are not.
package held
