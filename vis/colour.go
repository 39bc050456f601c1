package vis

import (
	"image/color"
	"math"
)

// Inks that do not carry a meaning.
var (
	ink   = color.RGBA{0x22, 0x22, 0x22, 0xff} // text and frames
	faint = color.RGBA{0xe4, 0xe4, 0xe4, 0xff} // grid lines
	pale  = color.RGBA{0xc8, 0xc8, 0xc8, 0xff} // where there is no value
	grey  = color.RGBA{0x8c, 0x8c, 0x8c, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// The palette of Okabe and Ito, "Color universal design" (2008), whose colours
// can be told apart with any common colour vision.
var (
	black     = color.RGBA{0x00, 0x00, 0x00, 0xff}
	orange    = color.RGBA{0xe6, 0x9f, 0x00, 0xff}
	skyBlue   = color.RGBA{0x56, 0xb4, 0xe9, 0xff}
	green     = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	yellow    = color.RGBA{0xf0, 0xe4, 0x42, 0xff}
	blue      = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	vermilion = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	purple    = color.RGBA{0xcc, 0x79, 0xa7, 0xff}
)

// distinct returns the colour of the i-th of a few things, best ones first.
func distinct(i int) color.RGBA {
	inks := [...]color.RGBA{black, vermilion, blue, green, orange, skyBlue, purple}
	return inks[i%len(inks)]
}

// numDistinct is how many things distinct can tell apart.
const numDistinct = 7

// typeColour returns the colour of an SWC type: the same in every picture.
func typeColour(swcType int) color.RGBA {
	switch swcType {
	case 1:
		return black
	case 2:
		return blue
	case 3:
		return green
	case 4:
		return vermilion
	case 0, -1:
		return grey
	}
	custom := [...]color.RGBA{purple, orange, skyBlue}
	return custom[(swcType%len(custom)+len(custom))%len(custom)]
}

// typeName returns the name of an SWC type for a legend.
func typeName(swcType int) string {
	switch swcType {
	case -1:
		return "untyped"
	case 0:
		return "undefined"
	case 1:
		return "soma"
	case 2:
		return "axon"
	case 3:
		return "basal dendrite"
	case 4:
		return "apical dendrite"
	}
	return "type " + itoa(swcType)
}

// scaleColour returns the colour of a value from 0 to 1: viridis (van der Walt
// and Smith, 2015), of even steps in lightness, by straight lines between
// samples of it. Values beyond are those of the ends, NaN is grey.
func scaleColour(f float64) color.RGBA {
	viridis := [...][3]float64{
		{68, 1, 84}, {72, 40, 120}, {62, 74, 137}, {49, 104, 142}, {38, 130, 142},
		{31, 158, 137}, {53, 183, 121}, {110, 206, 88}, {181, 222, 43}, {253, 231, 37},
	}
	if math.IsNaN(f) {
		return pale
	}
	f = math.Round(min(max(f, 0), 1)*255) / 255 // 256 shades fit into a palette, and more cannot be told apart
	f *= float64(len(viridis) - 1)
	i := min(int(f), len(viridis)-2)
	f -= float64(i)
	mix := func(channel int) uint8 {
		a, b := viridis[i][channel], viridis[i+1][channel]
		return uint8(math.Round(a + float64(f*(b-a))))
	}
	return color.RGBA{mix(0), mix(1), mix(2), 0xff}
}
