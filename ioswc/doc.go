// Package ioswc reads, checks, repairs and writes SWC files: a traced neuron
// as text to a topology.Morphology and back. It may import topology and internal/atomicfile.
//
// A reading follows one of two conventions. The default one conserves length
// and membrane area, soma included, and attaches branches where NEURON's SWC
// importer does; what NEURON cannot read (several roots, ids in any order) is
// read sensibly. topology.Jaxley repeats the reader of Jaxley 0.14, its
// faults included. What was assumed and repaired stands in a Report.
//
// Index by task:
//
//   - read a file: [ReadFile], [Read], [Options]
//   - know what was assumed, repaired, odd: [Report], [Finding], [Report.String]
//   - tell a fault in the file from a missing file: [ParseError]
//   - write a file: [Write], [WriteFile]
//   - name the group of a type: [GroupName]
//   - parents, lengths, types and coordinates as plain arrays: [ToArrays]
package ioswc
