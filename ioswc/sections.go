package ioswc

// section is a stretch of nodes that becomes one branch, as NEURON's importer
// would cut it (nrn 9, import3d/read_swc.hoc, whose rules are repeated here):
// nodes that follow each other in the file, each the only child of the one before.
type section struct {
	first, end int // its own nodes: first to end-1
	parent     int // section it is attached to; -1 for the root of a tree
	from       int // node it is attached at, -1 at the root of a tree
	at         float64
	wired      bool // the stretch from its parent's node to its own first has no membrane
	ball       bool // one node that stands for a sphere
	tapered    bool // the copy of the soma's node takes the neurite's radius
}

// cutter cuts one tree, the nodes from lo to hi-1.
type cutter struct {
	*nodes
	lo, hi       int
	key          func(int) int
	report       *Report
	children     []int // hundredths: 100 a child, 1 more where it does not come next or is of another type
	somaChildren []int
	proximal     []bool // attached to the beginning of its parent's section
	threePoint   bool
	sections     []section
	sectionOf    []int
}

// cutSections cuts a tree into sections. Their numbers of parents are local.
func cutSections(n *nodes, tree int, key func(int) int, report *Report) []section {
	c := &cutter{nodes: n, lo: n.trees[tree], hi: n.trees[tree+1], key: key, report: report}
	c.countChildren()
	c.countSoma()
	c.joinSoma()
	c.cut()
	return c.sections
}

// follows: the node after i is a child of i.
func (c *cutter) follows(i int) bool { return i+1 < c.hi && c.parent[i+1] == i }

func (c *cutter) soma(i int) bool { return c.kind[i] == 1 }

func (c *cutter) countChildren() {
	size := c.hi - c.lo
	c.children, c.somaChildren, c.proximal = make([]int, size), make([]int, size), make([]bool, size)
	for i := c.lo + 1; i < c.hi; i++ {
		p := c.parent[i]
		n := &c.children[p-c.lo]
		*n += 100
		if p != i-1 {
			*n++
			if c.atNeck(p) && c.follows(p) {
				c.proximal[i-c.lo] = true
				*n = 100
			}
		}
		if c.key(c.kind[p]) != c.key(c.kind[i]) {
			*n++
		}
	}
}

// atNeck: node p is the first of a neurite, or a root that is no soma; what
// branches off there is attached to the beginning of p's section. The second
// node of the file is no such node to NEURON.
func (c *cutter) atNeck(p int) bool {
	if c.soma(p) || p == c.lo+1 {
		return false
	}
	return p == c.lo || c.soma(c.parent[p])
}

func (c *cutter) countSoma() {
	total := 0
	for i := c.lo; i < c.hi; i++ {
		if !c.soma(i) {
			continue
		}
		total++
		if p := c.parent[i]; p >= 0 && c.soma(p) {
			c.somaChildren[p-c.lo]++
		}
	}
	c.threePoint = total == 3 && c.isThreePoint()
}

// isThreePoint recognises the soma of NeuroMorpho.org: a centre with two
// childless neighbours of the same radius, together as long as they are wide.
func (c *cutter) isThreePoint() bool {
	a := c.lo
	if c.hi-a < 3 || c.parent[a+1] != a || c.parent[a+2] != a || c.children[1] != 0 || c.children[2] != 0 {
		return false
	}
	for i := a; i < a+3; i++ {
		if !c.soma(i) || c.point[i].Radius != c.point[a].Radius {
			return false
		}
	}
	length := distance(c.point[a], c.point[a+1]) + distance(c.point[a], c.point[a+2])
	ratio := length / (2 * c.point[a].Radius)
	return ratio > 0.99 && ratio < 1.01
}

// joinSoma keeps consecutive soma nodes together where neurites leave them,
// unless the soma itself branches there.
func (c *cutter) joinSoma() {
	for i := c.lo; i+1 < c.hi; i++ {
		if c.soma(i) && c.soma(i+1) && c.parent[i+1] == i && (i == c.lo || c.somaChildren[i-c.lo] <= 1) {
			c.children[i-c.lo] = 100
		}
	}
	if c.threePoint {
		c.children[0], c.children[1] = 100, 100
	}
}

func (c *cutter) cut() {
	c.sectionOf = make([]int, c.hi-c.lo)
	first := c.lo
	for i := c.lo; i < c.hi; i++ {
		c.sectionOf[i-c.lo] = len(c.sections)
		if c.children[i-c.lo] != 100 {
			c.close(first, i+1)
			first = i + 1
		}
	}
}

// close ends a section and says where it is attached.
func (c *cutter) close(first, end int) {
	s := section{first: first, end: end, parent: -1, from: -1}
	if first == c.lo {
		c.closeRoot(&s)
	} else {
		c.attach(&s)
	}
	for i := s.first + 1; i < s.end; i++ {
		if c.key(c.kind[i]) != c.key(c.kind[s.first]) {
			c.report.add(RuleMixedTypes, c.line[i])
		}
	}
	c.sections = append(c.sections, s)
}

func (c *cutter) closeRoot(s *section) {
	if c.threePoint {
		c.report.add(RuleThreePointSoma, c.line[s.first])
		s.end = s.first + 1
	}
	s.ball = s.end-s.first == 1
	if s.ball && !c.threePoint {
		if c.soma(s.first) {
			c.report.add(RuleOnePointSoma, c.line[s.first])
		} else {
			c.report.add(RuleOnePointRoot, c.line[s.first])
		}
	}
}

// attach finds parent and place of a section that is not its tree's first.
func (c *cutter) attach(s *section) {
	s.from = c.parent[s.first]
	s.parent = c.sectionOf[s.from-c.lo]
	s.at = 1
	parent := &c.sections[s.parent]
	onSoma := c.soma(parent.first)
	s.tapered = onSoma && !c.soma(s.first)
	several := c.somaChildren[s.from-c.lo] > 1
	long := s.end-s.first > 1
	switch {
	case parent.parent < 0 && s.tapered && parent.ball:
		s.at, s.wired = 0.5, long
	case parent.parent < 0 && s.from == parent.first:
		s.at, s.wired = 0, several && s.tapered && long
		if several && s.tapered && !long {
			c.report.add(RuleOnePointKept, c.line[s.first])
		}
	case onSoma && s.from < parent.end-1:
		s.at, s.wired = 0.5, s.tapered && long
	case onSoma:
		s.wired = s.tapered && long && several
	}
	if c.proximal[s.first-c.lo] {
		s.at = 0
	}
	c.explain(s)
}

// explain says in the report what was assumed about a section's beginning.
func (c *cutter) explain(s *section) {
	line := c.line[s.first]
	switch {
	case s.wired:
		c.report.add(RuleWired, line)
	case s.tapered:
		c.report.add(RuleTapered, line)
	}
	if s.at == 0.5 && !c.sections[s.parent].ball {
		c.report.add(RuleSomaMiddle, line)
	}
	if c.proximal[s.first-c.lo] {
		c.report.add(RuleProximal, line)
	}
	if c.soma(s.first) {
		c.report.add(RuleSomaSections, line)
	}
	if s.from != s.first-1 && c.key(c.kind[s.from]) == c.key(c.kind[s.first]) && c.children[s.from-c.lo] == 101 {
		c.report.add(RuleJump, line)
	}
}
