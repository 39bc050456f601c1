package golgi

// Crossings returns the times, ms, at which a trace crosses a threshold (both of
// one unit) upwards, interpolated between samples: the times of spikes, for a
// voltage and a threshold of 0 mV.
func Crossings(times, trace []float64, threshold float64) []float64 {
	var at []float64
	for k := 1; k < len(trace); k++ {
		if a, b := trace[k-1]-threshold, trace[k]-threshold; a < 0 && b >= 0 {
			at = append(at, times[k-1]+float64((times[k]-times[k-1])*a/(a-b)))
		}
	}
	return at
}
