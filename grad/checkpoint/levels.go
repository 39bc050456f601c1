package checkpoint

import (
	"fmt"
	"slices"
	"strings"
)

// Levels plans nested levels of checkpoints. Of lengths k1, k2, ..., kd the run
// is k1 parts of k2 parts, and so on; the last kd steps are taped. At each level
// a state is kept at the start of each part of the part that is being gone
// through, so that 1 + (k1 - 1) + ... + (k(d-1) - 1) are kept at most, and each
// level beyond the last takes each step once more at most. One length alone
// tapes everything. The product of the lengths must reach the steps of the run;
// where it is larger, the last parts are shorter or left out: no step beyond the
// end is taken.
func Levels(steps int, stateBytes, stepBytes int64, lengths ...int) (*Plan, error) {
	if err := check(steps, stateBytes, stepBytes); err != nil {
		return nil, err
	}
	if len(lengths) == 0 {
		return nil, fmt.Errorf("checkpoints: levels need one length or more; their product is to be at least %s", count(steps, "step"))
	}
	product := int64(1)
	for i, length := range lengths {
		if length < 1 {
			return nil, fmt.Errorf("checkpoints: the length of level %d is %d; it must be 1 or more", i, length)
		}
		product = times(product, int64(length))
	}
	if product < int64(steps) {
		return nil, fmt.Errorf("checkpoints: the levels %s reach %s steps, the run has %s; their product must be at least that",
			written(lengths), group(product), group(steps))
	}
	segment := lengths[len(lengths)-1]
	if segment >= steps {
		return full(steps, stepBytes), nil
	}
	p := &Plan{Steps: steps, Segment: segment}
	// The lengths of parts, from the tape's up, as long as the run is longer.
	length := int64(segment)
	for _, k := range slices.Backward(lengths[:len(lengths)-1]) {
		if length >= int64(steps) {
			break
		}
		if n := len(p.parts); n == 0 || p.parts[n-1] < int(length) {
			p.parts = append(p.parts, int(length))
		}
		length = times(length, int64(k))
	}
	p.measure()
	slices.Reverse(p.parts)
	p.Bytes = plus(times(int64(p.Slots), stateBytes), times(int64(segment), stepBytes))
	return p, nil
}

// measure counts the slots and the steps forward of nested parts, which are in
// the order of rising length here.
func (p *Plan) measure() {
	full := make([]nested, len(p.parts)) // a whole part of each length
	full[0].forward = p.parts[0]
	for i := 1; i < len(p.parts); i++ {
		full[i] = p.nest(p.parts[i], full[:i])
	}
	whole := p.nest(p.Steps, full)
	p.Slots, p.Forward = whole.slots, whole.forward
}

// nested is what a stretch of steps needs.
type nested struct{ slots, forward int }

// nest is what a stretch needs that is cut into parts of the longest length
// shorter than it; shorter ones are for its last part.
func (p *Plan) nest(steps int, full []nested) nested {
	i := len(full) - 1
	for i >= 0 && p.parts[i] >= steps {
		i--
	}
	if i < 0 {
		return nested{forward: steps}
	}
	part := p.parts[i]
	parts := ceil(steps, part)
	rest := steps - (parts-1)*part
	last := p.nest(rest, full[:i+1])
	// A part is gone back over with the states of the parts before it kept; a
	// part that fits on the tape needs none of its own.
	return nested{
		slots:   max(parts-1+last.slots, parts-2+full[i].slots),
		forward: (parts-1)*part + (parts-1)*full[i].forward + last.forward,
	}
}

// written is "10 x 20 x 5".
func written(lengths []int) string {
	words := make([]string, len(lengths))
	for i, length := range lengths {
		words[i] = group(length)
	}
	return strings.Join(words, " x ")
}
