package bench

import "time"

// Bandwidth measures how fast one core moves memory of which it uses so many bytes over and over: bytes read and written, a
// second, by copying one half to the other. The same number of bytes gives the bandwidth of whichever cache holds them. The best
// of some tries of some milliseconds each counts.
func Bandwidth(working int) float64 {
	half := max(working/16, 64) // numbers
	from, to := make([]float64, half), make([]float64, half)
	for i := range from {
		from[i] = float64(i)
	}
	copy(to, from)
	best, rounds := 0.0, max(1, 1<<21/half)
	for range 7 {
		started := time.Now()
		for range rounds {
			copy(to, from)
		}
		best = max(best, float64(rounds)*float64(16*half)/since(started))
	}
	return best
}
