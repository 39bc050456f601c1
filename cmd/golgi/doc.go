// Golgi simulates morphologically detailed neurons from a model file.
//
//	golgi run MODEL --out DIR     run it, write traces.csv and run.json; with --stream during the run
//	golgi grad MODEL --out DIR    write the derivatives of its loss, gradient.json; or audit them
//	golgi jacobian MODEL --out DIR write the derivatives of a step, jacobian.csv
//	golgi fit MODEL --out DIR     fit its trainables, write best.yaml, fit.json and pictures
//	golgi nodes MODEL --out DIR   write its compartments, nodes.csv
//	golgi swc FILE                look an SWC file over
//	golgi mech list|show|plot     the mechanisms of the library, or of a text
//	golgi bench WORKLOAD          time standard workloads: docs/bench.md
//	golgi version
//
// Exit status 0, or 1 with one message on standard error; then nothing was written
// (but what a fit has found before it failed). docs/model-file.md describes
// the model file and what is written.
//
// One file a command; main.go reads the command line. The work is done in package model: here is only what a
// terminal needs. Pictures are drawn by package vis, called from plot.go, fit_plot.go and mech.go.
package main
