// Golgi simulates morphologically detailed neurons from a model file.
//
//	golgi run MODEL --out DIR     run it, write traces.csv and run.json
//	golgi nodes MODEL --out DIR   write its compartments, nodes.csv
//	golgi swc FILE                look an SWC file over
//	golgi mech list|show|plot     the mechanisms of the library, or of a text
//	golgi version
//
// Exit status 0, or 1 with one message on standard error; then nothing was written. docs/model-file.md describes
// the model file and what is written.
//
// One file a command; main.go reads the command line. The work is done in package model: here is only what a
// terminal needs. Pictures are drawn by package vis, called from plot.go and mech.go.
package main
