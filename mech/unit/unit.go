package unit

import (
	"fmt"
	"math"
	"strings"
)

// Base dimensions.
const (
	metre = iota
	kilogram
	second
	ampere
	kelvin
	mole
	bases
)

// parts of an exponent that are kept: sixths, so that square and cube roots have units.
const parts = 6

// Unit is a product of powers of the base units of the SI, times a number. The zero value is not a unit; the number 1 is [One].
type Unit struct {
	exponents [bases]int // in sixths
	scale     float64    // how many of the coherent SI unit it is
}

var one = Unit{scale: 1}

// One is the unit of pure numbers.
func One() Unit { return one }

func base(which int) Unit {
	u := one
	u.exponents[which] = parts
	return u
}

// Times is the product of two units.
func (u Unit) Times(v Unit) Unit {
	for i := range u.exponents {
		u.exponents[i] += v.exponents[i]
	}
	u.scale *= v.scale
	return u
}

// Over is the quotient of two units.
func (u Unit) Over(v Unit) Unit {
	for i := range u.exponents {
		u.exponents[i] -= v.exponents[i]
	}
	u.scale /= v.scale
	return u
}

// Power is the unit to the power p; false if that has no unit, as the seventh root of a length.
func (u Unit) Power(p float64) (Unit, bool) {
	if math.Abs(p) > 100 || math.IsNaN(p) {
		return u, u.Dimensionless() && u.scale == 1
	}
	for i := range u.exponents {
		e := p * float64(u.exponents[i])
		if e != math.Round(e) {
			return u, false
		}
		u.exponents[i] = int(e)
	}
	u.scale = math.Pow(u.scale, p)
	return u, true
}

// Dimensionless says whether it is a pure number, such as 1 or mV/V.
func (u Unit) Dimensionless() bool { return u.exponents == one.exponents }

// SameDimension says whether both measure the same thing, whatever their sizes.
func (u Unit) SameDimension(v Unit) bool { return u.exponents == v.exponents }

// Factor is how many v one u is; meaningful where both have the same dimension.
func (u Unit) Factor(v Unit) float64 {
	f := u.scale / v.scale
	if r := math.Round(f); math.Abs(f-r) < 1e-9*r { // 1000, not 999.9999999999999
		return r
	}
	return f
}

// Same says whether both measure the same thing in the same size.
func (u Unit) Same(v Unit) bool {
	return u.SameDimension(v) && math.Abs(u.scale/v.scale-1) < 1e-9
}

// symbols are the units that are known by name, in base units.
func symbol(name string) (Unit, bool) {
	m, kg, s, a, k, mol := base(metre), base(kilogram), base(second), base(ampere), base(kelvin), base(mole)
	volt := kg.Times(m).Times(m).Over(s).Over(s).Over(s).Over(a)
	litre := m.Times(m).Times(m).sized(1e-3)
	switch name {
	case "m":
		return m, true
	case "g":
		return kg.sized(1e-3), true
	case "s":
		return s, true
	case "A":
		return a, true
	case "K", "degC":
		return k, true
	case "mol":
		return mol, true
	case "V":
		return volt, true
	case "S", "mho":
		return a.Over(volt), true
	case "Ohm", "ohm":
		return volt.Over(a), true
	case "F":
		return a.Times(s).Over(volt), true
	case "C":
		return a.Times(s), true
	case "J":
		return volt.Times(a).Times(s), true
	case "Hz":
		return one.Over(s), true
	case "l", "L":
		return litre, true
	case "M":
		return mol.Over(litre), true
	}
	return one, false
}

func (u Unit) sized(scale float64) Unit {
	u.scale *= scale
	return u
}

// prefix gives the factor of an SI prefix.
func prefix(name string) (float64, bool) {
	switch name {
	case "f":
		return 1e-15, true
	case "p":
		return 1e-12, true
	case "n":
		return 1e-9, true
	case "u", "µ", "μ":
		return 1e-6, true
	case "m":
		return 1e-3, true
	case "c":
		return 1e-2, true
	case "k":
		return 1e3, true
	case "M":
		return 1e6, true
	case "G":
		return 1e9, true
	}
	return 1, false
}

// named finds a symbol with or without a prefix: the whole name first, so that "m" is a metre and "mol" no milli-"ol".
func named(name string) (Unit, bool) {
	if u, ok := symbol(name); ok {
		return u, true
	}
	for i := range name {
		if i == 0 {
			continue
		}
		if p, ok := prefix(name[:i]); ok {
			if u, ok := symbol(name[i:]); ok && name[i:] != "degC" {
				return u.sized(p), true
			}
		}
		break // a prefix is one letter
	}
	return one, false
}

// Parse reads a unit: names with prefixes and exponents ("cm2", "ms-1", "um^3"), side by side or joined by * or ·, each / dividing by
// what stands right behind it; 1 for pure numbers. "" is 1.
func Parse(text string) (Unit, error) {
	result := one
	divide := false
	rest := strings.TrimSpace(text)
	for rest != "" {
		switch c := rest[0]; {
		case c == '/':
			if divide {
				return one, fmt.Errorf("unit %q: two divisions in a row", text)
			}
			divide = true
			rest = rest[1:]
			continue
		case c == ' ' || c == '*' || c == '\t':
			rest = rest[1:]
			continue
		case strings.HasPrefix(rest, "·"):
			rest = rest[len("·"):]
			continue
		}
		u, after, err := factor(rest)
		if err != nil {
			return one, fmt.Errorf("unit %q: %w", text, err)
		}
		if divide {
			result = result.Over(u)
		} else {
			result = result.Times(u)
		}
		divide = false
		rest = after
	}
	if divide {
		return one, fmt.Errorf("unit %q: nothing after the last /", text)
	}
	return result, nil
}

// factor reads one name with its exponent, or the number 1.
func factor(text string) (u Unit, rest string, err error) {
	isLetter := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == 'µ' || r == 'μ' }
	end := strings.IndexFunc(text, func(r rune) bool { return !isLetter(r) })
	if end < 0 {
		end = len(text)
	}
	if end == 0 {
		if text[0] == '1' && (len(text) == 1 || strings.ContainsRune("/ *", rune(text[1]))) {
			return one, text[1:], nil
		}
		return one, "", fmt.Errorf("%q is not the name of a unit; units are written like S/cm2, mV, 1/ms", text)
	}
	u, ok := named(text[:end])
	if !ok {
		return one, "", fmt.Errorf("no unit %q; known are m, g, s, A, K, mol, V, S, Ohm, F, C, J, Hz, l, M, degC with prefixes f p n u m c k M G", text[:end])
	}
	rest = text[end:]
	digits := strings.TrimPrefix(rest, "^")
	sign := 1.0
	if strings.HasPrefix(digits, "-") {
		sign = -1
		digits = digits[1:]
	}
	if digits != "" && digits[0] >= '1' && digits[0] <= '9' {
		u, _ = u.Power(sign * float64(digits[0]-'0'))
		rest = digits[1:]
	} else if sign < 0 || strings.HasPrefix(rest, "^") {
		return one, "", fmt.Errorf("no exponent after %q", text[:end])
	}
	return u, rest, nil
}

// String writes the unit in base units of the SI, for messages about combinations that have no name of their own.
func (u Unit) String() string {
	for _, name := range []string{"1", "mV", "V", "ms", "1/ms", "S/cm2", "mA/cm2", "uA/cm2", "A/cm2", "uS", "nS", "S", "nA", "mA", "uA", "mM", "um", "cm", "um2",
		"cm2", "K", "mM/ms", "mS/cm2", "ohm cm", "Mohm", "uF/cm2", "mV/ms", "1/mV", "C/mol", "mV2", "mS", "pA", "s", "1/s", "J/K/mol"} {
		if v, _ := Parse(name); v.Same(u) {
			return name
		}
	}
	var b strings.Builder
	if u.scale != 1 {
		fmt.Fprintf(&b, "%.6g", u.scale)
	}
	for i, name := range [bases]string{"m", "kg", "s", "A", "K", "mol"} {
		e := u.exponents[i]
		if e == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(name)
		switch {
		case e%parts != 0:
			fmt.Fprintf(&b, "^(%d/%d)", e, parts)
		case e != parts:
			fmt.Fprintf(&b, "%d", e/parts)
		}
	}
	return b.String()
}
