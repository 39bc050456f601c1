package golgi

import "slices"

// rowSet is a set of rows in ascending order: a range, or a list.
type rowSet struct {
	list   []int32 // nil for a range
	lo, hi int32   // the range lo to hi-1
}

// rowRange is the set lo to hi-1.
func rowRange(lo, hi int) rowSet { return rowSet{lo: int32(lo), hi: int32(hi)} }

// rowList is the set of the rows listed, which must ascend; a list without
// gaps becomes a range.
func rowList(list []int32) rowSet {
	n := len(list)
	if n == 0 {
		return rowSet{}
	}
	if int(list[n-1]-list[0]) == n-1 {
		return rowSet{lo: list[0], hi: list[n-1] + 1}
	}
	return rowSet{list: list}
}

func (s rowSet) len() int {
	if s.list != nil {
		return len(s.list)
	}
	return int(s.hi - s.lo)
}

func (s rowSet) at(i int) int32 {
	if s.list != nil {
		return s.list[i]
	}
	return s.lo + int32(i)
}

func (s rowSet) has(row int32) bool {
	if s.list != nil {
		_, ok := slices.BinarySearch(s.list, row)
		return ok
	}
	return row >= s.lo && row < s.hi
}

// each calls f for every row in order.
func (s rowSet) each(f func(row int32)) {
	if s.list != nil {
		for _, row := range s.list {
			f(row)
		}
		return
	}
	for row := s.lo; row < s.hi; row++ {
		f(row)
	}
}

// where keeps the rows that f holds for.
func (s rowSet) where(f func(row int32) bool) rowSet {
	var list []int32
	s.each(func(row int32) {
		if f(row) {
			list = append(list, row)
		}
	})
	return rowList(list)
}

// between keeps the rows from lo to hi-1.
func (s rowSet) between(lo, hi int32) rowSet {
	if s.list == nil {
		lo, hi = max(lo, s.lo), min(hi, s.hi)
		return rowSet{lo: lo, hi: max(lo, hi)}
	}
	first, _ := slices.BinarySearch(s.list, lo)
	end, _ := slices.BinarySearch(s.list, hi)
	return rowList(s.list[first:end])
}
