package model

import (
	"bufio"
	"fmt"
	"runtime"
	"strconv"
	"sync"
)

// WriteTraces writes traces.csv: a header t_ms,r0,r1,... and a row a sample. Numbers have the fewest digits
// that give back the same float64; times have 12 digits at most, so that 3*0.025 reads 0.075.
func WriteTraces(w *bufio.Writer, times []float64, recordings [][]float64) error {
	for r, row := range recordings {
		if len(row) != len(times) {
			return fmt.Errorf("recording %d has %d samples, the times are %d", r, len(row), len(times))
		}
	}
	return newTracesWriter(w, 0).all(times, recordings)
}

// tracesWriter writes traces.csv block by block. Making text of numbers costs more than computing them, so workers share it:
// each makes the text of some rows, and the texts are written in order.
type tracesWriter struct {
	w       *bufio.Writer
	texts   [][]byte // one a worker
	bytes   int64    // of the rows written so far
	samples int      // the number of these
}

// textNumbers is the number of numbers in one text, some 600 kB; of a row more, if there are more recordings. mostNumbers bounds all
// texts together, to some 40 MB, by fewer workers, where a row has very many.
const (
	textNumbers = 1 << 15
	mostNumbers = 1 << 21
)

// newTracesWriter makes one with so many workers, 0 for one a processor.
func newTracesWriter(w *bufio.Writer, workers int) *tracesWriter {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return &tracesWriter{w: w, texts: make([][]byte, workers)}
}

// all writes whole recordings.
func (t *tracesWriter) all(times []float64, recordings [][]float64) error {
	if err := t.header(len(recordings)); err != nil {
		return err
	}
	return t.rows(times, recordings)
}

func (t *tracesWriter) header(recordings int) error {
	t.w.WriteString("t_ms")
	for r := range recordings {
		t.w.WriteString(",r")
		t.w.WriteString(strconv.Itoa(r))
	}
	return t.w.WriteByte('\n')
}

// rows writes the samples of a block.
func (t *tracesWriter) rows(times []float64, recordings [][]float64) error {
	row := len(recordings) + 1
	each := max(textNumbers/row, 1)
	workers := max(min(len(t.texts), mostNumbers/(each*row)), 1)
	for low, done := 0, 0; low < len(times); {
		var group sync.WaitGroup
		busy := 0
		for ; busy < workers && low < len(times); busy++ {
			text, first, end := &t.texts[busy], low, min(low+each, len(times))
			low = end
			if low == len(times) && busy == 0 {
				*text = appendRows((*text)[:0], times, recordings, first, end) // the only one
				continue
			}
			group.Go(func() { *text = appendRows((*text)[:0], times, recordings, first, end) })
		}
		group.Wait()
		for _, text := range t.texts[:busy] {
			if _, err := t.w.Write(text); err != nil {
				return err
			}
			t.bytes += int64(len(text))
			t.samples += min(each, len(times)-done)
			done += each
		}
	}
	return nil
}

// appendRows appends the text of some rows.
func appendRows(text []byte, times []float64, recordings [][]float64, low, high int) []byte {
	for k := low; k < high; k++ {
		text = strconv.AppendFloat(text, times[k], 'g', 12, 64)
		for _, row := range recordings {
			text = append(text, ',')
			text = strconv.AppendFloat(text, row[k], 'g', -1, 64)
		}
		text = append(text, '\n')
	}
	return text
}
