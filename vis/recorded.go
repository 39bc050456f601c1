package vis

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"golgi"
	"golgi/internal/nearest"
)

// ByRecorded colours compartments by a state or current that a run recorded, at
// the sample nearest to a time, ms. The colours span all its samples, so that
// pictures of several times can be compared. Compartments where it was not
// recorded are light grey.
//
// Errors: no such recording of a compartment in view, a time that the run does
// not cover.
func ByRecorded(result *golgi.Result, state string, time float64) Colouring {
	return func(a *anatomy) (*paint, error) {
		if result == nil || len(result.Times) == 0 {
			return nil, errors.New("an empty result to colour by; run the model first")
		}
		first, last := result.Times[0], result.Times[len(result.Times)-1]
		if !(time >= first && time <= last) {
			return nil, fmt.Errorf("no sample at %g ms to colour by; there are some from %g to %g", time, first, last)
		}
		k, _ := slices.BinarySearch(result.Times, time)
		if k > 0 && time-result.Times[k-1] < result.Times[k]-time {
			k--
		}
		values := slices.Repeat([]float64{math.NaN()}, len(a.rows))
		var all []Trace
		var known []string
		for i, r := range result.Recorded {
			if at := a.index(r.Compartment); at >= 0 && r.Synapse < 0 {
				if !slices.Contains(known, r.State) {
					known = append(known, r.State)
				}
				if r.State == state {
					values[at] = result.Recordings[i][k]
					all = append(all, Trace{Values: result.Recordings[i]})
				}
			}
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("%q was not recorded in view%s", state, nearest.Suggestion(state, known))
		}
		name := state
		if name == "v" {
			name = "voltage"
		}
		label := withUnit(fmt.Sprintf("%s at %s ms", name, shortNumber(result.Times[k])), a.unit(state))
		lo, hi := span(bounds(all))
		return shade(label, values, lo, hi), nil
	}
}
