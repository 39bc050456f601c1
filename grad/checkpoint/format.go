package checkpoint

import (
	"fmt"
	"strconv"
)

// group writes a number with commas between thousands.
func group[T int | int64](n T) string {
	digits := strconv.FormatInt(int64(n), 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// count is "1 step", "2,000 steps".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return group(n) + " " + noun + "s"
}

// are is "1 step is", "2,000 steps are".
func are(n int) string {
	if n == 1 {
		return "1 step is"
	}
	return count(n, "step") + " are"
}

// size is a number of bytes as people read it.
func size(bytes int64) string {
	const step = 1024
	if bytes < step {
		return fmt.Sprintf("%d bytes", bytes)
	}
	value, unit := float64(bytes)/step, 0
	for ; value >= step && unit < 5; unit++ {
		value /= step
	}
	return fmt.Sprintf("%.1f %ciB", value, "KMGTPE"[unit])
}
