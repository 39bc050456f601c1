// Package examples holds models to run and learn from; its tests keep them
// running. Each folder is a program, each YAML file a model for the command
// line:
//
//		go run ./cmd/golgi run examples/pyramidal.yaml --plot --out out
//		go run ./examples/pyramidal -out out
//		go run ./examples/layers -out out
//
//	  - pyramidal.yaml, pyramidal: action potentials travel through a pyramidal
//	    cell, from the soma down the axon and back into the dendrites
//	  - network.yaml: layers of small and pyramidal cells, with excitation and
//	    inhibition that blocks the next volley
//	  - homeostasis: a system of one's own regulates a conductance from calcium;
//	    tutorial holds the mechanisms of docs/tutorial.md
//	  - layers: such a network in Go, arranged and drawn in its layers
//	  - conductances: six conductances of a traced cell are fitted to the noisy
//	    voltages of three electrodes
//	  - custom: a channel of one's own, written as text, is fitted to the noisy
//	    voltage of a neuron that adapts: conductance, half-activation, time constant
//	  - order: the synapses of a recurrent network are trained to tell in which
//	    order four cells fire
//	  - lyapunov: how far back derivatives reach in an axon at rest, one that
//	    fires regularly, and a chaotic one
//	  - gradients: the pieces of docs/gradients.md
package examples
