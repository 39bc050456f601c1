package elementary

import (
	"math"
	"math/bits"
)

// twoByPiBits holds the binary digits of 2/pi after the point, 64 a word.
var twoByPiBits = [...]uint64{
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
	0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
	0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
	0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
}

// reduceLarge is reduceByHalfPi for |x| > 2^20, by the method of Payne and Hanek (SIGNUM Newsletter 18, 1983): of the product of x with
// the digits of 2/pi only those are made that matter, the two before the point and 190 after it.
func reduceLarge(x float64) (quadrant uint64, r, low float64) {
	b := math.Float64bits(math.Abs(x))
	exponent := int(b>>52) - 1075 // x = mantissa*2^exponent
	mantissa := b&(1<<52-1) | 1<<52
	// Digits of 2/pi from the one of weight 2^(1-exponent) on: times the mantissa and 2^exponent, those before them give multiples of 4.
	start := exponent - 2
	digits := func(from int) uint64 {
		if from <= -64 {
			return 0
		}
		if from < 0 {
			return twoByPiBits[0] >> uint(-from)
		}
		word, shift := from/64, uint(from%64)
		d := twoByPiBits[word] << shift
		if shift > 0 && word+1 < len(twoByPiBits) {
			d |= twoByPiBits[word+1] >> (64 - shift)
		}
		return d
	}
	d0, d1, d2 := digits(start), digits(start+64), digits(start+128)
	h2, _ := bits.Mul64(mantissa, d2)
	h1, l1 := bits.Mul64(mantissa, d1)
	p1, carry := bits.Add64(l1, h2, 0)
	p0 := mantissa*d0 + h1 + carry
	// p0 holds two digits before the point, then 62 after it; p1 the next 64.
	quadrant = p0 >> 62
	f0, f1 := p0<<2|p1>>62, p1<<2
	negative := false
	if f0>>63 == 1 { // at least a half: the next quadrant, from above
		quadrant++
		negative = true
		var borrow uint64
		f1, borrow = bits.Sub64(0, f1, 0)
		f0, _ = bits.Sub64(0, f0, borrow)
	}
	// The fraction as two floats: leading 53 digits, and the 64 after them.
	zeros := bits.LeadingZeros64(f0)
	if zeros > 0 {
		f0 = f0<<uint(zeros) | f1>>uint(64-zeros)
		f1 <<= uint(zeros)
	}
	unit := powerOfTwo(-64 - zeros)
	high := float64(float64(f0>>11<<11) * unit)
	rest := float64(float64((f0&(1<<11-1))<<53|f1>>11) * unit * 0x1p-53)
	// times pi/2
	r = float64(high * halfPi1)
	low = math.FMA(high, halfPi1, -r) + math.FMA(high, halfPi2, float64(rest*halfPi1))
	sum := r + low
	r, low = sum, (r-sum)+low
	if negative {
		r, low = -r, -low
	}
	if x < 0 {
		return -quadrant, -r, -low
	}
	return quadrant, r, low
}
