package ecs

import (
	"fmt"
	"slices"
	"strings"
)

// Order puts names, of systems, in an order that respects what each says
// about the others. The zero value is ready for use.
type Order struct {
	names  []string
	before [][]string // names that come after this one
	after  [][]string // names that come before this one
	index  map[string]int
}

// Add adds a name that comes before the names in before and after those in
// after; these may be added later. Error: an empty name, or one there already.
func (o *Order) Add(name string, before, after []string) error {
	if name == "" {
		return fmt.Errorf("order: a system needs a name")
	}
	if _, ok := o.index[name]; ok {
		return fmt.Errorf("order: there is a system %q already", name)
	}
	if o.index == nil {
		o.index = map[string]int{}
	}
	o.index[name] = len(o.names)
	o.names = append(o.names, name)
	o.before = append(o.before, slices.Clone(before))
	o.after = append(o.after, slices.Clone(after))
	return nil
}

// Sorted returns the names so that every constraint holds; among names that
// are free the one added first comes first. Errors: a constraint with an
// unknown name, a cycle (which is spelled out).
func (o *Order) Sorted() ([]string, error) {
	next := make([][]int, len(o.names)) // edges from a name to those after it
	waits := make([]int, len(o.names))  // edges into a name
	edge := func(from, to int) {
		next[from] = append(next[from], to)
		waits[to]++
	}
	for i, name := range o.names {
		for _, other := range o.before[i] {
			j, err := o.find(name, "before", other)
			if err != nil {
				return nil, err
			}
			edge(i, j)
		}
		for _, other := range o.after[i] {
			j, err := o.find(name, "after", other)
			if err != nil {
				return nil, err
			}
			edge(j, i)
		}
	}
	sorted := make([]string, 0, len(o.names))
	done := make([]bool, len(o.names))
	for len(sorted) < len(o.names) {
		free := -1
		for i := range o.names {
			if !done[i] && waits[i] == 0 {
				free = i
				break
			}
		}
		if free < 0 {
			return nil, fmt.Errorf("order: no order is possible, each of these comes before the next: %s", o.cycle(next, done))
		}
		done[free] = true
		sorted = append(sorted, o.names[free])
		for _, j := range next[free] {
			waits[j]--
		}
	}
	return sorted, nil
}

func (o *Order) find(name, relation, other string) (int, error) {
	j, ok := o.index[other]
	if !ok {
		return 0, fmt.Errorf("order: system %q is to come %s %q, which does not exist; there are %s", name, relation, other, strings.Join(o.names, ", "))
	}
	return j, nil
}

// cycle names the members of one cycle among those not done, the first again
// at the end. Each of these has another of them before it, so walking
// backwards must meet itself.
func (o *Order) cycle(next [][]int, done []bool) string {
	previous := make([]int, len(o.names))
	for i := range previous {
		previous[i] = -1
	}
	at := -1
	for i, targets := range next {
		if done[i] {
			continue
		}
		for _, j := range targets {
			if previous[j] < 0 {
				previous[j] = i
			}
			at = j
		}
	}
	step := make([]int, len(o.names))
	var walk []int
	for step[at] == 0 {
		walk = append(walk, at)
		step[at] = len(walk)
		at = previous[at]
	}
	walk = append(walk[step[at]-1:], at)
	slices.Reverse(walk)
	names := make([]string, len(walk))
	for i, w := range walk {
		names[i] = o.names[w]
	}
	return strings.Join(names, ", ")
}
