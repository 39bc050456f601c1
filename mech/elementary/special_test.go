package elementary

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReference checks the double-double reference of the accuracy tests against values to 100 digits (mpmath 1.3).
func TestReference(t *testing.T) {
	const tolerance = 0x1p-96 // of 106 bits, the series and squarings lose a few
	for _, c := range []struct {
		x, hi, lo float64
		n         int
	}{
		{0x1.581fef5567df4p+7, 0x1.2cfb5197662f1p+0, 0x1.bd603282e12d7p-55, 248},
		{0x1.35b7174221d86p+9, 0x1.917950a637783p+0, -0x1.e2109236eadb4p-54, 893},
		{1, 0x1.5bf0a8b145769p+0, 0x1.4d57ee2b1013ap-54, 1},
		{-1, 0x1.78b56362cef38p+0, -0x1.ca8a4270fadf5p-55, -2},
		{0x1.62e42fefa39f0p-2, 0x1.6a09e667f3bcdp+0, -0x1.3ed1b76ce8a92p-55, 0},
		{0x1.5798ee2308c3ap-27, 0x1.0000002af31dcp+0, 0x1.fedbb1cba97a5p-54, 0},
		{-0x1.624p+9, 0x1.cd9eda1112f57p+0, 0x1.7f7eaeefbcfb4p-54, -1023},
		{0x1.62e3d70a3d70ap+9, 0x1.fe9ce5c4c52b4p+0, 0x1.a8a120488d827p-54, 1023},
	} {
		m, n := ddExp(dd{c.x, 0})
		d := m.ldexp(n - c.n).add(dd{-c.hi, -c.lo})
		require.LessOrEqual(t, math.Abs(d.hi), tolerance, "exp(%v)", c.x)
	}
	for _, c := range []struct{ x, hi, lo float64 }{
		{0x1.646a8f0ac6528p-4, -0x1.38888a6a25725p+1, 0x1.1a8ed02b09ce4p-53},
		{0x1.6599238a7df52p+0, 0x1.56410f7ef672cp-2, -0x1.125ab66c0e4f7p-56},
		{0x1.56e1fc2f8f359p-997, -0x1.5963447f87fb5p+9, -0x1.aa670d35324e6p-46},
		{0x1.00000004p+0, 0x1.fffffffcp-31, 0x1.5555555155555p-92},
		{0x1.fffffffffep-1, -0x1.00000000008p-40, -0x1.5555555556555p-122},
	} {
		d := ddLog(c.x).add(dd{-c.hi, -c.lo})
		require.LessOrEqual(t, math.Abs(d.hi), 0x1p-95*math.Abs(c.hi)+0x1p-106, "log(%v)", c.x)
	}
}

// TestSinCosTable checks large arguments, one of them next to a multiple of pi/2, against 100-digit values (mpmath 1.3).
func TestSinCosTable(t *testing.T) {
	for _, c := range [][3]float64{
		{1, 0x1.aed548f090ceep-1, 0x1.14a280fb5068cp-1},
		{3, 0x1.210386db6d55bp-3, -0x1.fae04be85e5d2p-1},
		{99999.5, 0x1.055f282f41bdap-1, -0x1.b8428c9f69a31p-1},
		{1e6, -0x1.6664b2568d867p-2, 0x1.df9df9906d32cp-1},
		{0x1.000008p+20, 0x1.7c2bb1d7c0924p-1, 0x1.56f3082d8f8a6p-1},
		{1e10, -0x1.f334c7896a4e3p-2, 0x1.bf098901c931ap-1},
		{1e22, -0x1.b453ab76bf397p-1, 0x1.0be2cef01c8f4p-1},
		{1e300, -0x1.a2c16b010e385p-1, -0x1.2699022adc4c1p-1},
		{0x1.6ac5b262ca1ffp+849, 1, -0x1.14ae72e6ba22fp-61},
		{math.MaxFloat64, 0x1.452fc98b34e97p-8, -0x1.fffe62ecfab75p-1},
		{-0x1.78c29dccccccdp+23, 0x1.cb6bcc6c2b873p-1, 0x1.c4004c876f9c8p-2},
	} {
		for sign := 1.0; sign >= -1; sign -= 2 {
			require.LessOrEqual(t, ulps(Sin(sign*c[0]), dd{sign * c[1], 0}, 0), 1.0, "sin(%v)", sign*c[0]) // half an ulp is the table's
			require.LessOrEqual(t, ulps(Cos(sign*c[0]), dd{c[2], 0}, 0), 1.0, "cos(%v)", sign*c[0])
		}
	}
}

// TestReduction checks the reduction of large arguments against math/big with 1,300 bits of pi.
func TestReduction(t *testing.T) {
	bits := new(big.Int)
	for _, w := range twoByPiBits {
		bits.Lsh(bits, 64).Or(bits, new(big.Int).SetUint64(w))
	}
	twoByPi := new(big.Float).SetPrec(1300).SetInt(bits)
	twoByPi.SetMantExp(twoByPi, -64*len(twoByPiBits))
	r := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		x := math.Ldexp(1+r.Float64(), 20+r.IntN(1004))
		product := new(big.Float).SetPrec(2400).Mul(twoByPi, big.NewFloat(x))
		whole, _ := new(big.Float).SetPrec(2400).Add(product, big.NewFloat(0.5)).Int(nil)
		rest, _ := product.Sub(product, new(big.Float).SetPrec(2400).SetInt(whole)).Float64()
		quadrant, high, low := reduceLarge(x)
		require.Equal(t, new(big.Int).And(whole, big.NewInt(3)).Uint64(), quadrant&3, "quadrant of %v", x)
		require.InEpsilon(t, rest*math.Pi/2, high, 1e-15, "remainder of %v", x)
		require.LessOrEqual(t, math.Abs(low), math.Abs(high)*0x1p-52)
	}
}

func TestSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"exp 0", Exp(0), 1}, {"exp -0", Exp(math.Copysign(0, -1)), 1}, {"exp inf", Exp(inf), math.MaxFloat64}, {"exp -inf", Exp(-inf), 0},
		{"exp 710", Exp(710), math.MaxFloat64}, {"exp -745.14", Exp(-745.14), 0}, {"exp -745.13", Exp(-745.13), 5e-324}, {"exp nan", Exp(nan), nan},
		{"expm1 inf", Expm1(inf), math.MaxFloat64}, {"expm1 -inf", Expm1(-inf), -1}, {"expm1 nan", Expm1(nan), nan}, {"expm1 tiny", Expm1(5e-324), 5e-324},
		{"exprelr 0", Exprelr(0), 1}, {"exprelr inf", Exprelr(inf), 0}, {"exprelr -inf", Exprelr(-inf), inf}, {"exprelr nan", Exprelr(nan), nan},
		{"exprelr 1e-300", Exprelr(1e-300), 1}, {"exprelr 2000", Exprelr(2000), 0}, {"exprelr -50", Exprelr(-50), 50},
		{"log 0", Log(0), -inf}, {"log -1", Log(-1), nan}, {"log 1", Log(1), 0}, {"log inf", Log(inf), inf}, {"log nan", Log(nan), nan},
		{"log1p -1", Log1p(-1), -inf}, {"log1p -2", Log1p(-2), nan}, {"log1p tiny", Log1p(5e-324), 5e-324}, {"log1p inf", Log1p(inf), inf},
		{"tanh inf", Tanh(inf), 1}, {"tanh -inf", Tanh(-inf), -1}, {"tanh nan", Tanh(nan), nan}, {"tanh tiny", Tanh(1e-300), 1e-300},
		{"sin inf", Sin(inf), nan}, {"cos 0", Cos(0), 1}, {"sin tiny", Sin(5e-324), 5e-324},
		{"pow 0 0", Pow(0, 0), 1}, {"pow nan 0", Pow(nan, 0), 1}, {"pow 1 inf", Pow(1, inf), 1}, {"pow 0 2", Pow(0, 2), 0},
		{"pow 0 -2", Pow(0, -2), math.MaxFloat64}, {"pow -2 3", Pow(-2, 3), -8}, {"pow -2 2", Pow(-2, 2), 4}, {"pow -2 0.5", Pow(-2, 0.5), nan},
		{"pow 2 10", Pow(2, 10), 1024}, {"pow 2 -1074", Pow(2, -1074), 5e-324}, {"pow 2 2000", Pow(2, 2000), math.MaxFloat64}, {"pow inf 1", Pow(inf, 1), math.MaxFloat64},
		{"pow inf -1", Pow(inf, -1), 0}, {"pow 0.5 inf", Pow(0.5, inf), 0}, {"pow 2 inf", Pow(2, inf), math.MaxFloat64},
	} {
		if math.IsNaN(c.want) {
			require.True(t, math.IsNaN(c.got), "%s: %v", c.name, c.got)
			continue
		}
		require.Equal(t, c.want, c.got, c.name)
	}
	require.True(t, math.Signbit(Expm1(math.Copysign(0, -1))))
	require.True(t, math.Signbit(Tanh(math.Copysign(0, -1))))
}

// TestBlocks: the block functions give the bits of the functions of one value, in place too.
func TestBlocks(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	src := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 700, 701, -701, -745.13, -750, 40, -40, 40.1, 1e-320, 1e300}
	for range 20_000 {
		src = append(src, 30*r.NormFloat64(), 500*r.NormFloat64())
	}
	for _, factor := range []float64{1, -0.1, 3} {
		for name, f := range map[string]struct {
			block func(dst, src []float64)
			one   func(float64) float64
		}{
			"exp":     {func(dst, src []float64) { ExpScaledBlock(dst, src, factor) }, Exp},
			"exprelr": {func(dst, src []float64) { ExprelrScaledBlock(dst, src, factor) }, Exprelr},
		} {
			dst := append([]float64(nil), src...)
			f.block(dst, dst)
			for i, x := range src {
				want := f.one(x * factor)
				require.Equal(t, math.Float64bits(want), math.Float64bits(dst[i]), "%s(%v*%v)", name, x, factor)
			}
		}
	}
	dst := make([]float64, len(src))
	ExpBlock(dst, src)
	relr := make([]float64, len(src))
	ExprelrBlock(relr, src)
	slope := make([]float64, len(src))
	ExprelrSlopeBlock(slope, src)
	for i, x := range src {
		require.Equal(t, math.Float64bits(ExprelrDerivative(1, x)), math.Float64bits(slope[i]), "slope of exprelr(%v)", x)
		require.Equal(t, math.Float64bits(Exp(x)), math.Float64bits(dst[i]), "exp(%v)", x)
		require.Equal(t, math.Float64bits(Exprelr(x)), math.Float64bits(relr[i]), "exprelr(%v)", x)
	}
}

// TestExprelrDerivatives: against 60-digit values (mpmath 1.3); 1e-14 relative is the bound the comment states.
func TestExprelrDerivatives(t *testing.T) {
	for _, c := range []struct {
		x float64
		d [4]float64
	}{
		{0, [4]float64{1, -0.5, 0.16666666666666666, 0}},
		{1e-30, [4]float64{1, -0.5, 0.16666666666666666, -3.3333333333333334e-32}},
		{-1e-05, [4]float64{1.0000050000083334, -0.5000016666666667, 0.166666666665, 3.333333333293651e-07}},
		{0.01, [4]float64{0.9950083333194445, -0.49833333888886905, 0.1666650000099206, -0.0003333293651071427}},
		{-0.3, [4]float64{1.1574887740530249, -0.5498504807005266, 0.16517466875381695, 0.009893528869197036}},
		{0.9999, [4]float64{0.5820105773128031, -0.3387119822444755, 0.15095054144533473, -0.029626223346431304}},
		{-1.0001, [4]float64{1.5820428379353255, -0.6613182072712588, 0.15094461574628865, 0.029630766988783575}},
		{1.4999, [4]float64{0.43085211073127205, -0.26736216512844535, 0.13370991872486854, -0.03848293330514112}},
		{1.5001, [4]float64{0.4307986409723934, -0.26733542391437576, 0.13370222188770425, -0.038485438197507264}},
		{-1.6, [4]float64{2.0047525616349655, -0.7458273917930965, 0.12979852502153089, 0.0396318432283644}},
		{2.5, [4]float64{0.22356372458463003, -0.15413053033083896, 0.09227143684336024, -0.04138340049486738}},
		{-4, [4]float64{4.074629441455096, -0.9426355305257029, 0.04084764826864035, 0.025546885365207127}},
		{7, [4]float64{0.006388999772552135, -0.005482116850486641, 0.004579409809639439, -0.003684238240418776}},
		{-15, [4]float64{15.00000458853621, -0.9999957173647993, 3.97673540679629e-06, 3.670837952265536e-06}},
		{25, [4]float64{3.4719859662892237e-10, -3.333106527685874e-10, 3.1942270891268845e-10, -3.05534765065469e-10}},
		{-29.5, [4]float64{29.50000000000455, -0.999999999995603, 4.242730808780405e-12, 4.0884496884638345e-12}},
	} {
		for order, want := range c.d {
			got := ExprelrDerivative(order, c.x)
			require.LessOrEqual(t, math.Abs(got-want), 1e-14*math.Abs(want), "derivative %d at %v: %v, want %v", order, c.x, got, want)
			z := ComplexExprelr(order, complex(c.x, 1e-40))
			require.LessOrEqual(t, math.Abs(real(z)-want), 1e-13*math.Abs(want)+1e-15, "complex %d at %v", order, c.x)
			if order < 3 {
				require.InDelta(t, c.d[order+1], imag(z)/1e-40, 1e-13, "slope of %d at %v", order, c.x)
			}
		}
	}
	for _, x := range []float64{-2000, 2000} {
		for order := 1; order <= 3; order++ {
			want := 0.0
			if order == 1 && x < 0 {
				want = -1
			}
			require.Equal(t, want, ExprelrDerivative(order, x), "derivative %d at %v", order, x)
		}
	}
}

// TestComplex: near the real axis the real part is that of the real function, and the imaginary part the derivative.
func TestComplex(t *testing.T) {
	const h = 1e-40
	r := rand.New(rand.NewPCG(9, 10))
	for range 3000 {
		x := 10*r.Float64() - 5
		p := math.Abs(x) + 0.01
		for _, c := range []struct {
			name        string
			z           complex128
			value, rate float64
		}{
			{"exp", ComplexExp(complex(x, h)), Exp(x), Exp(x)},
			{"expm1", ComplexExpm1(complex(x, h)), Expm1(x), Exp(x)},
			{"log", ComplexLog(complex(p, h)), Log(p), 1 / p},
			{"log1p", ComplexLog1p(complex(p-1, h)), Log1p(p - 1), 1 / p},
			{"sin", ComplexSin(complex(x, h)), Sin(x), Cos(x)},
			{"cos", ComplexCos(complex(x, h)), Cos(x), -Sin(x)},
			{"tanh", ComplexTanh(complex(x, h)), Tanh(x), 1 / (math.Cosh(x) * math.Cosh(x))},
			{"pow", ComplexPow(complex(p, h), 2.5), Pow(p, 2.5), 2.5 * Pow(p, 1.5)},
			{"pow by exponent", ComplexPow(complex(p, 0), complex(x, h)), Pow(p, x), Pow(p, x) * Log(p)},
			{"pow of negative", ComplexPow(complex(-p, h), 3), -Pow(p, 3), 3 * p * p},
		} {
			require.InEpsilon(t, 1+c.value, 1+real(c.z), 1e-14, "%s(%v)", c.name, x)
			require.InDelta(t, c.rate, imag(c.z)/h, 1e-14*(1+math.Abs(c.rate))*10, "slope of %s(%v)", c.name, x)
		}
	}
	// off the axis: identities
	for range 200 {
		z := complex(4*r.Float64()-2, 4*r.Float64()-2)
		near := func(a, b complex128, what string) {
			require.InDelta(t, real(a), real(b), 2e-13, "%s at %v", what, z)
			require.InDelta(t, imag(a), imag(b), 2e-13, "%s at %v", what, z)
		}
		near(ComplexExp(ComplexLog(z)), z, "exp log")
		near(ComplexExpm1(z)+1, ComplexExp(z), "expm1")
		near(ComplexSin(z)*ComplexSin(z)+ComplexCos(z)*ComplexCos(z), 1, "sin cos")
		near(ComplexTanh(z)*(ComplexExp(2*z)+1), ComplexExp(2*z)-1, "tanh")
		near(ComplexExprelr(0, z)*ComplexExpm1(z), z, "exprelr")
		near(ComplexExp(ComplexLog1p(z)), 1+z, "log1p")
	}
}

func BenchmarkExpBlock(b *testing.B) {
	for name, f := range map[string]func(dst, src []float64){"exp": ExpBlock, "exprelr": ExprelrBlock} {
		b.Run(name, func(b *testing.B) {
			src, dst := make([]float64, 256), make([]float64, 256)
			for i := range src {
				src[i] = -8 + float64(i)/16
			}
			for b.Loop() {
				f(dst, src)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/value")
		})
	}
}
