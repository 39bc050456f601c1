package ioswc

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/topology"
)

// plainCell has a soma of two points, a dendrite and an axon.
const plainCell = `# a comment
1 1 0 0 0 5 -1
2 1 10 0 0 4 1
3 3 20 0 0 1 2
4 3 40 0 0 0.5 3
5 2 0 -10 0 0.7 1
6 2 0 -50 0 0.4 5
`

// Every way of writing the same cell reads as the same tree.
func TestTolerantOfSpelling(t *testing.T) {
	want, _ := readText(t, plainCell, Options{})
	swap := func(old, with string) string { return strings.ReplaceAll(plainCell, old, with) }
	for name, c := range map[string]struct {
		text string
		rule Rule // that the report must hold; empty: none at all beside those of the plain cell
	}{
		"tabs":                     {swap(" ", "\t"), ""},
		"mixed blanks":             {swap(" ", " \t  "), ""},
		"leading and trailing":     {"  " + swap("\n", "  \n\t "), ""},
		"CRLF":                     {swap("\n", "\r\n"), ""},
		"CR":                       {swap("\n", "\r"), ""},
		"no final newline":         {strings.TrimSuffix(plainCell, "\n"), ""},
		"blank lines":              {swap("\n", "\n\n \t\n"), ""},
		"blank line in front":      {"\n\n" + plainCell, ""},
		"byte order mark":          {"\ufeff" + plainCell, ""},
		"end of file mark":         {plainCell + "\x1a", ""},
		"non-ASCII comment":        {"# \xe9\xfc \xce\xbcm\n" + plainCell, ""},
		"comment behind a row":     {swap("1 1 0 0 0 5 -1", "1 1 0 0 0 5 -1 # root"), ""},
		"indented comment":         {"   # id type\n" + plainCell, ""},
		"commented heading":        {"# id, tag, x, y, z, d, parent\n" + plainCell, ""},
		"heading":                  {"id type x y z radius parent\n" + plainCell, RuleHeader},
		"heading with commas":      {"n,T,x,y,z,R,P\n" + plainCell, RuleHeader},
		"float ids":                {swap("4 3 40 0 0 0.5 3", "4.0 3.0 40 0 0 0.5 3.0"), ""},
		"exponents":                {swap("4 3 40 0 0 0.5 3", "4 3 4e1 0.0 0E0 5.000e-1 3"), ""},
		"plus signs":               {swap("4 3 40 0 0 0.5 3", "+4 +3 +40 0 0 +.5 +3"), ""},
		"many digits":              {swap("4 3 40 0 0 0.5 3", "4 3 40.00000000000000000000000001 0 0 0.500000000000000000000001 3"), ""},
		"commas":                   {swap(" ", ","), RuleSeparators},
		"commas and blanks":        {swap(" ", ", "), RuleSeparators},
		"semicolons":               {swap(" ", ";"), RuleSeparators},
		"extra columns":            {swap("5 2 0 -10 0 0.7 1", "5 2 0 -10 0 0.7 1 3 88"), RuleExtraColumns},
		"root mark 0":              {swap(" 5 -1\n", " 5 0\n"), RuleRootMark},
		"root mark -2":             {swap(" 5 -1\n", " 5 -2\n"), RuleRootMark},
		"ids from 0":               {"0 1 0 0 0 5 -1\n1 1 10 0 0 4 0\n2 3 20 0 0 1 1\n3 3 40 0 0 0.5 2\n4 2 0 -10 0 0.7 0\n5 2 0 -50 0 0.4 4\n", ""},
		"gaps in ids":              {"10 1 0 0 0 5 -1\n25 1 10 0 0 4 10\n30 3 20 0 0 1 25\n31 3 40 0 0 0.5 30\n70 2 0 -10 0 0.7 10\n99 2 0 -50 0 0.4 70\n", ""},
		"huge ids":                 {"720575940600000001 1 0 0 0 5 -1\n720575940600000002 1 10 0 0 4 720575940600000001\n720575940600000003 3 20 0 0 1 720575940600000002\n720575940600000004 3 40 0 0 0.5 720575940600000003\n720575940600000005 2 0 -10 0 0.7 720575940600000001\n720575940600000006 2 0 -50 0 0.4 720575940600000005\n", ""},
		"rows in another order":    {"6 2 0 -50 0 0.4 5\n4 3 40 0 0 0.5 3\n2 1 10 0 0 4 1\n1 1 0 0 0 5 -1\n5 2 0 -10 0 0.7 1\n3 3 20 0 0 1 2\n", RuleUnsorted},
		"descending ids":           {"60 1 0 0 0 5 -1\n50 1 10 0 0 4 60\n40 3 20 0 0 1 50\n30 3 40 0 0 0.5 40\n20 2 0 -10 0 0.7 60\n10 2 0 -50 0 0.4 20\n", RuleIDsDescend},
		"children first, shuffled": {"4 1 10 0 0 4 6\n3 3 20 0 0 1 4\n5 3 40 0 0 0.5 3\n1 2 0 -50 0 0.4 2\n2 2 0 -10 0 0.7 6\n6 1 0 0 0 5 -1\n", RuleRenumberedDepthFirst},
	} {
		t.Run(name, func(t *testing.T) {
			m, report := readText(t, c.text, Options{})
			require.True(t, Same(want, m), "%+v", m.Branches)
			require.Equal(t, 6, report.Points)
			if c.rule != "" {
				require.Positive(t, report.Count(c.rule), report.String())
				return
			}
			for _, f := range report.Rules {
				require.Equal(t, RuleTapered, f.Rule)
			}
		})
	}
}

// A breadth-first numbering, which NEURON misreads, is the depth-first tree.
func TestBreadthFirstNumbers(t *testing.T) {
	depth := "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 12 0 0 0.9 2\n4 3 18 0 0 0.8 3\n5 3 -6 0 0 1 1\n6 3 -12 0 0 0.9 5\n7 3 -18 0 0 0.8 6\n"
	breadth := "1 1 0 0 0 5 -1\n2 3 6 0 0 1 1\n3 3 -6 0 0 1 1\n4 3 12 0 0 0.9 2\n5 3 -12 0 0 0.9 3\n6 3 18 0 0 0.8 4\n7 3 -18 0 0 0.8 5\n"
	want, _ := readText(t, depth, Options{})
	got, report := readText(t, breadth, Options{})
	require.True(t, Same(want, got))
	require.Equal(t, 1, report.Count(RuleRunOn))
}

func TestJoinJumps(t *testing.T) {
	name := filepath.Join("testdata", "neuron", "jump.swc")
	cut, report, err := ReadFile(name, Options{})
	require.NoError(t, err)
	require.Equal(t, 1, report.Count(RuleJump))
	joined, report, err := ReadFile(name, Options{JoinJumps: true})
	require.NoError(t, err)
	require.Zero(t, report.Count(RuleJump))
	require.Len(t, joined.Branches, len(cut.Branches)-1)
	sum := func(m *topology.Morphology) (s float64) {
		for _, x := range shapes(m) {
			s += x.area
		}
		return s
	}
	require.InEpsilon(t, sum(cut), sum(joined), 1e-12, "rounding of a sum in another order")
}

func TestSeveralRoots(t *testing.T) {
	text := "1 2 50 0 0 1 -1\n2 2 90 0 0 1 1\n3 1 0 0 0 5 -1\n4 3 6 0 0 1 3\n5 3 26 0 0 1 4\n6 3 0 70 0 0.5 -1\n7 3 0 90 0 0.5 6\n8 1 0 0 9 2 -1\n"
	m, report := readText(t, text, Options{})
	requireValid(t, m)
	require.Equal(t, 4, report.Roots)
	require.Equal(t, 3, report.Count(RuleSeveralRoots))
	require.Equal(t, 1, report.Count(RuleSomaFirst))
	require.Equal(t, 1, report.Count(oddLonePoint))
	require.Equal(t, []shape{
		{1, -1, 0, 10, 100 * pi}, {3, 0, 0.5, 20, 40 * pi}, {2, 0, 0.5, 40, 80 * pi}, {3, 0, 0.5, 20, 20 * pi}, {1, -1, 0, 4, 16 * pi},
	}, roundShapes(shapes(m)))
}

func TestOneRow(t *testing.T) {
	m, report := readText(t, "1 1 0 0 0 5 -1\n", Options{})
	requireValid(t, m)
	require.Equal(t, []shape{{1, -1, 0, 10, 100 * pi}}, roundShapes(shapes(m)))
	require.Equal(t, 1, report.Count(RuleOnePointSoma))
}

func TestZeroRadiusOfTips(t *testing.T) {
	m, report := readText(t, "1 3 0 0 0 0 -1\n2 3 5 0 0 2 1\n3 3 10 0 0 1 2\n4 3 15 0 0 0 3\n5 3 20 0 0 0 4\n", Options{})
	var radii []float64
	for _, p := range m.Branches[0].Points {
		radii = append(radii, p.Radius)
	}
	require.Equal(t, []float64{2, 2, 1, 1, 1}, radii)
	require.Equal(t, 3, report.Count(RuleZeroTip))
	require.Contains(t, report.String(), "3 times, lines 4, 5, 1")
}

func TestZeroRadiusElsewhereIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"soma":               "1 1 0 0 0 0 -1\n2 3 5 0 0 2 1\n3 3 10 0 0 1 2\n",
		"inner point":        "1 3 0 0 0 1 -1\n2 3 5 0 0 0 1\n3 3 10 0 0 1 2\n",
		"branching point":    "1 3 0 0 0 1 -1\n2 3 5 0 0 0 1\n3 3 10 0 0 1 2\n4 3 10 5 0 1 2\n",
		"all of a branch":    "1 1 0 0 0 5 -1\n2 3 5 0 0 0 1\n3 3 10 0 0 0 2\n",
		"one-point neurite":  "1 1 0 0 0 5 -1\n2 3 9 0 0 0 1\n",
		"smaller than an fm": "1 3 0 0 0 1 -1\n2 3 5 0 0 1e-200 1\n3 3 10 0 0 1 2\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Read(strings.NewReader(text), Options{Name: "x.swc"})
			require.ErrorContains(t, err, "um; correct it, or set a minimal radius")
			m, report := readText(t, text, Options{MinRadius: 0.25})
			requireValid(t, m)
			require.Positive(t, report.Count(RuleMinRadius))
		})
	}
}

func TestZeroLength(t *testing.T) {
	m, report := readText(t, "1 1 0 0 0 5 -1\n2 1 0 0 0 6 1\n3 3 9 0 0 1 2\n4 3 19 0 0 1 3\n", Options{})
	requireValid(t, m)
	require.Equal(t, 1, report.Count(RuleZeroLengthRoot))
	require.InEpsilon(t, 144*pi, shapes(m)[0].area, 1e-12)
	m, report, err := ReadFile(filepath.Join("testdata", "neuron", "zero_length.swc"), Options{})
	require.NoError(t, err)
	requireValid(t, m)
	require.Equal(t, 1, report.Count(RuleZeroLength))
}

func TestOdd(t *testing.T) {
	var b strings.Builder
	b.WriteString("1 3 0 0 0 60 -1\n2 3 0 0 0 60 1\n3 3 200000 0 0 60 2\n4 1 200010 0 0 60 3\n5 7 200020 0 0 60 4\n")
	for i := 6; i < 20; i++ {
		b.WriteString(strings.Join([]string{itoa(i), "3", itoa(200000 + 10*i), "0 0 60", itoa(i - 1)}, " ") + "\n")
	}
	_, report := readText(t, b.String(), Options{})
	for _, rule := range []Rule{oddUnits, oddSameRadius, oddFlat, oddLongStep, oddThick, oddDoubled, oddSomaInside, oddUnknownTypes, oddSomaNotRoot} {
		require.Positive(t, report.Count(rule), rule)
	}
	_, report = readText(t, "1 3 0 0 0 1 -1\n2 3 1 0 0 1 1\n", Options{})
	require.Equal(t, 1, report.Count(oddNoSoma))
}

func TestEveryRuleHasASentence(t *testing.T) {
	source, err := os.ReadFile("rules.go")
	require.NoError(t, err)
	names := map[string]bool{}
	for _, line := range strings.Split(string(source), "\n") {
		if _, name, ok := strings.Cut(line, " Rule = \""); ok {
			name = strings.TrimSuffix(name, "\"")
			require.False(t, names[name], "%s is used twice", name)
			names[name] = true
			require.NotEqual(t, name, Rule(name).text(), "%s has no sentence", name)
		}
	}
	require.Greater(t, len(names), 40)
}

// Types that are not relevant count as one where branches are cut.
func TestRelevantTypes(t *testing.T) {
	text := "1 1 0 0 0 5 -1\n2 1 5 0 0 5 1\n3 3 9 0 0 1 2\n4 6 19 0 0 1 3\n5 7 29 0 0 1 4\n"
	for _, c := range []struct {
		convention topology.Convention
		types      []int
		want       []int
	}{
		{topology.Conserving, nil, []int{1, 3, 6, 7}},
		{topology.Conserving, []int{1, 3}, []int{1, 3, 6}},
		{topology.Conserving, []int{1}, []int{1, 3}},
		{topology.Jaxley, nil, []int{1, 3, 6}},
		{topology.Jaxley, []int{1, 3, 6, 7}, []int{1, 3, 6, 7}},
	} {
		m, _ := readText(t, text, Options{Convention: c.convention, Types: c.types})
		var got []int
		for _, b := range m.Branches {
			got = append(got, b.Type)
		}
		require.Equal(t, c.want, got, "convention %d, types %v", c.convention, c.types)
	}
}
