package model

import (
	"bufio"
	"fmt"
	"strconv"
)

// WriteTraces writes traces.csv: a header t_ms,r0,r1,... and a row a sample. Numbers have the fewest digits
// that give back the same float64; times have 12 digits at most, so that 3*0.025 reads 0.075.
func WriteTraces(w *bufio.Writer, times []float64, recordings [][]float64) error {
	w.WriteString("t_ms")
	for r, row := range recordings {
		if len(row) != len(times) {
			return fmt.Errorf("recording %d has %d samples, the times are %d", r, len(row), len(times))
		}
		w.WriteString(",r")
		w.WriteString(strconv.Itoa(r))
	}
	if err := w.WriteByte('\n'); err != nil {
		return err
	}
	line := make([]byte, 0, 32*(len(recordings)+1))
	for k, t := range times {
		line = strconv.AppendFloat(line[:0], t, 'g', 12, 64)
		for _, row := range recordings {
			line = append(line, ',')
			line = strconv.AppendFloat(line, row[k], 'g', -1, 64)
		}
		line = append(line, '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}
