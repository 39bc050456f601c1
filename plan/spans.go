package plan

// Span is a run of rows of a mechanism whose compartments are contiguous too:
// Rows of them start at Row in the mechanism's columns and at Compartment in
// the columns of compartments.
type Span struct{ Row, Compartment, Rows int }

// Spans cuts the rows of a mechanism in a tile into spans.
func (p *Plan) Spans(mechanism int, t Tile) []Span {
	var spans []Span
	rows := p.tileRows(mechanism, t)
	c := p.mechanisms[mechanism].Compartments
	for row := rows.Low; row < rows.High; {
		end := row + 1
		for end < rows.High && c[end] == c[end-1]+1 {
			end++
		}
		spans = append(spans, Span{Row: row, Compartment: int(c[row]), Rows: end - row})
		row = end
	}
	return spans
}
