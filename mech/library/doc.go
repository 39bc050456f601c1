// Package library holds the mechanisms that come with golgi, each a text in the mechanism language beside this file, with its source.
// It imports package mech alone.
//
//   - by function: [HH], [Leak]
//   - by name: [ByName]; all names: [Names]
package library
