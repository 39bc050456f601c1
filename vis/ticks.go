package vis

import (
	"math"
	"strconv"
	"strings"
)

func itoa(i int) string { return strconv.Itoa(i) }

// roundDown returns the largest of 1, 2 and 5 times a power of ten that is not
// above x, which must be positive.
func roundDown(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, factor := range []float64{10, 5, 2, 1} {
		// The product is rounded, so that 0.2 is 0.2 and not a hair more.
		if r := factor * power; r <= x*(1+1e-12) {
			return r
		}
	}
	return power
}

// ticks are places on an axis with their labels.
type ticks struct {
	at    []float64
	label []string
}

// newTicks divides an axis from lo to hi at round numbers, into about the
// given number of parts, at least 2. An axis of no length has one tick.
func newTicks(lo, hi float64, parts int) ticks {
	if alike(lo, hi) {
		return ticks{[]float64{lo}, []string{shortNumber(lo)}}
	}
	step := roundDown((hi - lo) / float64(parts))
	count := func(step float64) float64 { return math.Floor(hi/step) - math.Ceil(lo/step) + 1 }
	if next := roundDown(step * 2.6); count(step) > 1.6*float64(parts)+1 && count(next) >= 2 {
		step = next
	}
	decimals := max(0, -int(math.Floor(math.Log10(step)*(1-1e-12)+1e-9)))
	var t ticks
	largest := max(math.Abs(lo), math.Abs(hi))
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+step*1e-9; k++ {
		value := k * step
		t.at = append(t.at, value)
		t.label = append(t.label, tickLabel(value, decimals, largest))
	}
	return t
}

// decades returns a tick for each power of ten from 10^lo to 10^hi.
func decades(lo, hi float64) ticks {
	var t ticks
	for k := math.Ceil(lo - 1e-9); k <= hi+1e-9; k++ {
		t.at, t.label = append(t.at, k), append(t.label, shortNumber(math.Pow(10, k)))
	}
	return t
}

// powers are ticks of an axis of decimal logarithms: powers of ten, and of a
// short axis their multiples by 2 and 5 too; of a long one not all.
func powers(lo, hi float64) ticks {
	multiples, every := []float64{1}, max(1, math.Ceil((hi-lo)/8))
	if hi-lo < 2.5 {
		multiples = []float64{1, 2, 5}
	}
	var t ticks
	for k := math.Floor(lo/every) * every; k <= hi; k += every {
		for _, multiple := range multiples {
			if at := k + math.Log10(multiple); at >= lo-1e-9 && at <= hi+1e-9 {
				t.at, t.label = append(t.at, at), append(t.label, shortNumber(multiple*math.Pow(10, k)))
			}
		}
	}
	return t
}

// tickLabel writes a tick's value with a true minus sign.
func tickLabel(value float64, decimals int, largest float64) string {
	text := strconv.FormatFloat(value, 'f', decimals, 64)
	if decimals > 4 || largest >= 1e6 {
		text = strconv.FormatFloat(value, 'g', 4, 64)
	}
	if text == "-0" || strings.Trim(text, "-0.") == "" {
		text = "0"
	}
	return strings.Replace(text, "-", "−", 1)
}

// shortNumber writes a number as people do: 100, 0.5, 2.5e-05.
func shortNumber(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'g', 4, 64), "-", "−", 1)
}

// alike reports whether a range is too narrow to be divided.
func alike(lo, hi float64) bool {
	return !(hi-lo > max(1e-9*max(math.Abs(lo), math.Abs(hi)), 1e-290))
}

// span returns a range as it is, unless it is too narrow to be divided.
func span(lo, hi float64) (float64, float64) {
	if lo < hi && !alike(lo, hi) {
		return lo, hi
	}
	return widened(lo, hi)
}

// widened returns a range with some room at both ends; a range of no width gets
// one that suits its values.
func widened(lo, hi float64) (float64, float64) {
	switch {
	case lo > hi: // nothing to show
		return 0, 1
	case alike(lo, hi):
		half := max(0.05*math.Abs(lo), 1e-12)
		if lo == 0 {
			half = 1
		}
		return lo - half, hi + half
	}
	room := 0.05 * (hi - lo)
	return lo - room, hi + room
}
