package golgi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// IndexRange stands for the numbers from Lo up to, and without, Hi.
type IndexRange struct{ Lo, Hi int }

// Range returns the numbers from lo up to, and without, hi, for Cell, Branch,
// Comp and Edge.
func Range(lo, hi int) IndexRange { return IndexRange{lo, hi} }

type everything string

// All stands for every number, for Cell, Branch, Comp and Edge. Unlike leaving
// the step out, it makes the cells, branches or compartments in view units of
// their own, as MakeTrainable needs it.
const All everything = "all"

// numbers is what was given to Cell, Branch, Comp or Edge.
type numbers struct {
	text string
	all  bool
	span IndexRange // where list and mask are nil
	list []int      // ascending, each once
	mask []bool
}

// parseNumbers reads the arguments of a selection: numbers, lists and ranges
// in any mixture, or one mask, or All.
func parseNumbers(index []any) (numbers, error) {
	var n numbers
	var list []int
	if len(index) == 0 {
		return n, fmt.Errorf("a number, a list, a range, a mask or All is needed")
	}
	for _, one := range index {
		switch x := one.(type) {
		case int:
			list = append(list, x)
		case int32:
			list = append(list, int(x))
		case int64:
			list = append(list, int(x))
		case []int:
			list = append(list, x...)
		case []int32:
			for _, i := range x {
				list = append(list, int(i))
			}
		case IndexRange:
			switch {
			case x.Lo < 0 || x.Hi <= x.Lo:
				return n, fmt.Errorf("the range %d:%d holds no number", x.Lo, x.Hi)
			case len(index) == 1:
				n.span, n.text = x, fmt.Sprintf("%d:%d", x.Lo, x.Hi)
				return n, nil
			case x.Hi-x.Lo > 1<<24:
				return n, fmt.Errorf("the range %d:%d is too long to stand in a list", x.Lo, x.Hi)
			}
			for i := x.Lo; i < x.Hi; i++ {
				list = append(list, i)
			}
		case []bool, everything, string:
			if len(index) > 1 {
				return n, fmt.Errorf("a mask or All stands alone")
			}
			if word, ok := x.(string); ok && word != "all" {
				return n, fmt.Errorf("%q is no number; only the word \"all\" can stand here", word)
			}
			if mask, ok := x.([]bool); ok {
				n.mask = append([]bool{}, mask...)
				return n, nil
			}
			n.all, n.text = true, "all"
			return n, nil
		default:
			return n, fmt.Errorf("%v is of type %T; a number, a list, a range, a mask or All is needed", one, one)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	switch {
	case len(list) == 0:
		return n, fmt.Errorf("the list is empty")
	case list[0] < 0:
		return n, fmt.Errorf("%d is negative; numbers count from 0", list[0])
	case len(list) == 1:
		n.span = IndexRange{list[0], list[0] + 1}
	default:
		n.list = list
	}
	n.text = numbersText(list)
	return n, nil
}

// numbersText writes a list as paths have it: "3" or "[1,2]".
func numbersText(list []int) string {
	if len(list) == 1 {
		return strconv.Itoa(list[0])
	}
	var b strings.Builder
	for i, x := range list {
		if i == 0 {
			b.WriteByte('[')
		} else {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(x))
	}
	return b.String() + "]"
}

// has reports whether a number is wanted; masks are the caller's.
func (n *numbers) has(i int) bool {
	switch {
	case n.all:
		return true
	case n.list != nil:
		_, ok := slices.BinarySearch(n.list, i)
		return ok
	}
	return i >= n.span.Lo && i < n.span.Hi
}

// beyond returns the first wanted number that is not below limit, -1 if there
// is none. A range may not pass the end.
func (n *numbers) beyond(limit int) int {
	switch {
	case n.all || n.mask != nil:
		return -1
	case n.list != nil:
		i, _ := slices.BinarySearch(n.list, limit)
		if i < len(n.list) {
			return n.list[i]
		}
	case n.span.Hi > limit:
		return max(n.span.Lo, limit)
	}
	return -1
}
