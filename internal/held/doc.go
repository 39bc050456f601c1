// Package held counts the memory that values hold, from the sizes of their slices: what is reached twice, or
// overlaps, counts once, and belongs to whoever's begins first, or was asked first. It imports nothing of golgi.
//
// Slices, arrays, structs, pointers, interfaces and maps (these by the sizes of their keys and values) are followed; strings,
// functions, channels and unsafe pointers are not.
package held
