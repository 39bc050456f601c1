package model

import (
	"bufio"
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"golgi"
	"golgi/grad/fit"
)

// The files that Fitted.Write writes.
const (
	fitFile   = "fit.json"
	bestFile  = "best.yaml"
	stateFile = "fit-state.json"
)

// FitFiles are the names of the files that Fitted.Write writes.
func FitFiles() []string { return []string{fitFile, bestFile, stateFile} }

// FitJSON is what fit.json says of a fit.
type FitJSON struct {
	GolgiVersion string `json:"golgi_version"`
	// ModelHash is the SHA-256 of the model file and of the files it names.
	ModelHash string `json:"model_hash"`
	// Why is epochs, target, converged, interrupted or failed; Reason says it in words.
	Why    string `json:"why"`
	Reason string `json:"reason"`
	// Epochs is the number of epochs made, BestEpoch the one with the lowest loss.
	Epochs    int     `json:"epochs"`
	BestEpoch int     `json:"best_epoch"`
	StartLoss float64 `json:"start_loss"`
	BestLoss  float64 `json:"best_loss"`
	// Start and Best are the values of the trainables in the order of the file.
	Start  []map[string][]float64 `json:"start"`
	Best   []map[string][]float64 `json:"best"`
	Cases  []FitCaseJSON          `json:"cases,omitempty"`
	Zeros  []string               `json:"zeros,omitempty"`
	Halved int                    `json:"halved_steps,omitempty"`
	// History is the loss after each epoch, the first that of the start.
	History []float64 `json:"history"`
	Seconds float64   `json:"seconds"`
}

// FitCaseJSON is the part of a case in the loss.
type FitCaseJSON struct {
	Name      string           `json:"name,omitempty"`
	StartLoss float64          `json:"start_loss"`
	BestLoss  float64          `json:"best_loss"`
	Features  []FitFeatureJSON `json:"features,omitempty"`
}

// FitFeatureJSON is a feature of a case before and after.
type FitFeatureJSON struct {
	Feature string  `json:"feature"`
	Target  float64 `json:"target"`
	Start   float64 `json:"start"`
	Best    float64 `json:"best"`
}

// words are the ends of a fit as fit.json has them.
var words = [...]string{fit.EpochsDone: "epochs", fit.TargetReached: "target", fit.Converged: "converged", fit.Cancelled: "interrupted", fit.Failed: "failed"}

// JSON is the content of fit.json.
func (f *Fitted) JSON() (FitJSON, error) {
	t := f.Fitting
	j := FitJSON{
		GolgiVersion: Version, ModelHash: t.Model.Hash(), Why: words[f.Why], Reason: f.Reason,
		Epochs: len(f.History) - 1, BestEpoch: f.Epoch, StartLoss: f.Start, BestLoss: f.Value,
		Start: maps(t.start), Best: maps(f.Parameters), Zeros: f.Zeros, Halved: f.Backoffs, History: f.History, Seconds: f.Seconds,
	}
	for i := range t.cases {
		one := FitCaseJSON{Name: t.cases[i].name, StartLoss: f.StartLoss[i], BestLoss: f.BestLoss[i]}
		for _, g := range t.cases[i].goals {
			feature := FitFeatureJSON{Feature: g.feature.String(), Target: g.target.Value.Value}
			var err error
			if feature.Start, err = g.feature.Value(f.Before[i]); err != nil {
				return j, err
			}
			if feature.Best, err = g.feature.Value(f.After[i]); err != nil {
				return j, err
			}
			one.Features = append(one.Features, feature)
		}
		j.Cases = append(j.Cases, one)
	}
	return j, nil
}

func maps(list []golgi.Parameter) []map[string][]float64 {
	all := make([]map[string][]float64, len(list))
	for i, p := range list {
		all[i] = map[string][]float64{p.Key: p.Values}
	}
	return all
}

// Write writes fit.json, best.yaml and fit-state.json.
func (f *Fitted) Write(o *Output) error {
	j, err := f.JSON()
	if err != nil {
		return err
	}
	if err := o.Write(fitFile, func(w *bufio.Writer) error { return WriteFitJSON(w, j) }); err != nil {
		return err
	}
	best, err := f.Fitting.Model.File.WithParameters(f.Parameters, o.dir)
	if err != nil {
		return err
	}
	if err := o.Write(bestFile, func(w *bufio.Writer) error { _, err := w.Write(best); return err }); err != nil {
		return err
	}
	return o.Write(stateFile, func(w *bufio.Writer) error { return writeJSON(w, f.State) })
}

// WriteFitJSON writes fit.json, a key a line, of lists of objects an object a line.
func WriteFitJSON(w *bufio.Writer, j FitJSON) error {
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	separator := "{\n "
	for field := range reflect.TypeFor[FitJSON]().Fields() {
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		value, given := fields[key]
		if !given {
			continue
		}
		w.WriteString(separator + strconv.Quote(key) + ": ")
		separator = ",\n "
		var list []json.RawMessage
		if !bytes.HasPrefix(value, []byte("[{")) || json.Unmarshal(value, &list) != nil {
			w.Write(value)
			continue
		}
		inner := "[\n  "
		for _, one := range list {
			w.WriteString(inner)
			w.Write(one)
			inner = ",\n  "
		}
		w.WriteString("\n ]")
	}
	_, err = w.WriteString("\n}\n")
	return err
}

func writeJSON(w *bufio.Writer, content any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(content)
}
