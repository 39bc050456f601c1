package vis

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// How far, in steps of 255, a channel of a colour may be from its own value in a
// picture with a palette. In drawings of lines only blends at edges are moved;
// shades that carry values must not be seen to jump.
func tolerances(shaded bool) []int {
	if shaded {
		return []int{1, 2, 3}
	}
	return []int{8, 16}
}

// compact returns the image with a palette of 256 colours if these are enough
// to keep every pixel within a tolerance: a third of the size, written in less
// time. Colours that fill areas are kept exactly, as the most frequent come first.
func compact(img *image.RGBA, shaded bool) image.Image {
	const mostColours = 1 << 14 // of more there is no hope, only work
	counts := map[color.RGBA]int{}
	eachRun(img, func(c color.RGBA, first, end int) bool {
		counts[c] += end - first
		return len(counts) <= mostColours
	})
	if len(counts) > mostColours {
		return img
	}
	var index map[color.RGBA]uint8
	var palette color.Palette
	for _, mostOff := range tolerances(shaded) {
		if index, palette = reduce(counts, mostOff); index != nil {
			break
		}
	}
	if index == nil {
		return img
	}
	small := image.NewPaletted(img.Bounds(), palette)
	eachRun(img, func(c color.RGBA, first, end int) bool {
		i := index[c]
		for at := first; at < end; at++ {
			small.Pix[at] = i
		}
		return true
	})
	return small
}

// eachRun calls f for each run of equal pixels until it returns false.
func eachRun(img *image.RGBA, f func(c color.RGBA, first, end int) bool) {
	at := func(i int) color.RGBA {
		return color.RGBA{img.Pix[4*i], img.Pix[4*i+1], img.Pix[4*i+2], img.Pix[4*i+3]}
	}
	n := len(img.Pix) / 4
	for first := 0; first < n; {
		c := at(first)
		end := first + 1
		for end < n && at(end) == c {
			end++
		}
		if !f(c, first, end) {
			return
		}
		first = end
	}
}

// reduce gives each colour a place in a palette, no channel further off than
// mostOff; nil if 256 are too few.
func reduce(counts map[color.RGBA]int, mostOff int) (map[color.RGBA]uint8, color.Palette) {
	colours := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		colours = append(colours, c)
	}
	key := func(c color.RGBA) uint32 {
		return uint32(c.R)<<24 | uint32(c.G)<<16 | uint32(c.B)<<8 | uint32(c.A)
	}
	slices.SortFunc(colours, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(key(a), key(b)))
	})
	index := make(map[color.RGBA]uint8, len(colours))
	var chosen []color.RGBA
	for _, c := range colours {
		best, least := 0, mostOff+1
		for i, p := range chosen {
			off := max(difference(c.R, p.R), difference(c.G, p.G), difference(c.B, p.B), difference(c.A, p.A))
			if off < least {
				best, least = i, off
			}
		}
		if least > mostOff {
			if len(chosen) == 256 {
				return nil, nil
			}
			best = len(chosen)
			chosen = append(chosen, c)
		}
		index[c] = uint8(best)
	}
	palette := make(color.Palette, len(chosen))
	for i, c := range chosen {
		palette[i] = c
	}
	return index, palette
}

func difference(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
