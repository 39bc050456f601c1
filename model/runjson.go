package model

import (
	"bufio"
	"encoding/json"
)

// RunJSON is what run.json says of a run.
type RunJSON struct {
	GolgiVersion string `json:"golgi_version"`
	// ModelHash is the SHA-256 of the model file and of the files it names.
	ModelHash string `json:"model_hash"`
	// StateHash is the SHA-256 of the final states.
	StateHash    string  `json:"state_hash"`
	Engine       string  `json:"engine"`
	Workers      int     `json:"workers"`
	Compartments int     `json:"compartments"`
	Branchpoints int     `json:"branchpoints"`
	Synapses     int     `json:"synapses"`
	Steps        int     `json:"steps"`
	Dt           float64 `json:"dt_ms"`
	Seconds      Seconds `json:"seconds"`
	// PeakBytes is the most memory that the process has held at once.
	PeakBytes uint64 `json:"peak_bytes"`
}

// Seconds is the time that each phase took. Write includes pictures, up to run.json itself.
type Seconds struct {
	Read   float64 `json:"read"`
	Build  float64 `json:"build"`
	Freeze float64 `json:"freeze"`
	Run    float64 `json:"run"`
	Write  float64 `json:"write"`
}

// WriteRunJSON writes run.json.
func WriteRunJSON(w *bufio.Writer, run RunJSON) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(run)
}
