package form

// The surrogates: what stands in for the derivative of [Step], which is 0 wherever it exists. The value of Step itself stays a step.
// To make one narrower, scale the argument: Step of k*x, k > 0, is the same step, with the derivative k times the surrogate at k*x.
const (
	// NoSurrogate leaves the derivative 0.
	NoSurrogate = iota
	// SigmoidSurrogate is e^x/(1 + e^x)^2, the slope of the logistic function: area 1, peak 1/4 (Neftci, Mostafa & Zenke 2019, IEEE
	// Signal Processing Magazine 36:51-63).
	SigmoidSurrogate
	// FastSigmoidSurrogate is 1/(1 + |x|)^2, the slope of x/(1 + |x|): area 2, peak 1 (Zenke & Ganguli 2018, Neural Computation
	// 30:1514-1541).
	FastSigmoidSurrogate
	// ArctanSurrogate is 1/(1 + (pi x)^2), the slope of arctan(pi x)/pi: area 1, peak 1 (Fang et al. 2021, ICCV, 2661-2671).
	ArctanSurrogate
	// TriangleSurrogate is max(0, 1 - |x|): area 1, peak 1 (Bellec et al. 2018, NeurIPS 31:787-797).
	TriangleSurrogate

	surrogates // how many there are
)

// surrogate is the slope that stands in for that of Step at x. It is finite everywhere, and can be differentiated again.
func (g *Graph) surrogate(shape int32, x Value) Value {
	one := g.Number(1)
	size := g.Unary(Abs, x)
	switch shape {
	case NoSurrogate:
		return g.Number(0)
	case SigmoidSurrogate: // by e^-|x|, which does not overflow
		e := g.Unary(Exp, g.Unary(Neg, size))
		return g.Binary(Div, e, g.power(g.Binary(Add, e, one), 2))
	case FastSigmoidSurrogate:
		return g.Binary(Div, one, g.power(g.Binary(Add, size, one), 2))
	case ArctanSurrogate:
		return g.Binary(Div, one, g.Binary(Add, g.power(g.Binary(Mul, x, g.Number(pi)), 2), one))
	case TriangleSurrogate:
		return g.Binary(Max, g.Binary(Sub, one, size), g.Number(0))
	}
	panic("form: no such surrogate")
}

const pi = 0x1.921fb54442d18p+1
