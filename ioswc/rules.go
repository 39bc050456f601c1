package ioswc

// Rule is the stable name of something that a reading assumed, repaired or found odd.
type Rule string

// What the default convention assumes.
const (
	RuleOnePointSoma    Rule = "one-point-soma"
	RuleOnePointRoot    Rule = "one-point-root"
	RuleThreePointSoma  Rule = "three-point-soma"
	RuleSomaSections    Rule = "soma-branches"
	RuleWired           Rule = "wired-to-soma"
	RuleTapered         Rule = "starts-at-soma-point"
	RuleSomaMiddle      Rule = "soma-middle"
	RuleProximal        Rule = "attached-at-neck"
	RuleJump            Rule = "cut-at-jump"
	RuleMaxBranchLength Rule = "max-branch-length"
	RuleNoted           Rule = "golgi-notes"
)

// What it repairs.
const (
	RuleHeader               Rule = "header-line"
	RuleSeparators           Rule = "comma-separated"
	RuleExtraColumns         Rule = "extra-columns"
	RuleNegativeType         Rule = "negative-type"
	RuleRootMark             Rule = "root-mark"
	RuleUnsorted             Rule = "unsorted-ids"
	RuleIDsDescend           Rule = "ids-descend"
	RuleRenumberedDepthFirst Rule = "renumbered-depth-first"
	RuleSeveralRoots         Rule = "several-roots"
	RuleSomaFirst            Rule = "soma-tree-first"
	RuleMinRadius            Rule = "min-radius"
	RuleZeroTip              Rule = "zero-radius-tip"
	RuleZeroLength           Rule = "zero-length-branch"
	RuleZeroLengthRoot       Rule = "zero-length-root"
	RuleOnePointKept         Rule = "one-point-neurite-kept"
	RuleRunOn                Rule = "no-run-on"
	RuleMixedTypes           Rule = "mixed-types"
	RuleNotesIgnored         Rule = "golgi-notes-ignored"
)

// What is odd about a file.
const (
	oddNoSoma       Rule = "no-soma"
	oddSomaNotRoot  Rule = "soma-not-root"
	oddUnits        Rule = "units-nanometres"
	oddSameRadius   Rule = "same-radius"
	oddFlat         Rule = "flat"
	oddLongStep     Rule = "long-step"
	oddThick        Rule = "thick-neurite"
	oddDoubled      Rule = "doubled-points"
	oddSomaInside   Rule = "soma-on-neurite"
	oddUnknownTypes Rule = "types-beyond-4"
	oddLonePoint    Rule = "lone-point"
)

// Where the Jaxley convention departs from the default one.
const (
	RuleJaxleyRepeated     Rule = "repeated-id"
	RuleJaxleyLostTree     Rule = "lost-tree"
	RuleJaxleyZeroedEdge   Rule = "zeroed-edge"
	RuleJaxleySomaNotFirst Rule = "soma-not-point-1"
	RuleJaxleyBackwards    Rule = "walked-backwards"
	RuleJaxleyForkType     Rule = "fork-of-other-type"
	RuleJaxleyDropped      Rule = "dropped-first-point"
	RuleJaxleyNoLength     Rule = "replaced-length"
	RuleJaxleyTooLong      Rule = "longer-than-maximum"
	RuleJaxleyLength       Rule = "length-differs"
	RuleJaxleyArea         Rule = "area-differs"
	RuleJaxleyBranches     Rule = "branches-differ"
	RuleJaxleyRefused      Rule = "default-refuses"
	RuleJaxleyMinRadius    Rule = "min-radius-reported-only"
)

// text is the sentence of a rule.
func (r Rule) text() string {
	for _, sentences := range []func(Rule) string{assumption, repair, oddity, departure} {
		if s := sentences(r); s != "" {
			return s
		}
	}
	return string(r)
}

func assumption(r Rule) string {
	switch r {
	case RuleOnePointSoma:
		return "the soma is one point: a cylinder as long as wide, of the sphere's area; neurites begin at its middle"
	case RuleOnePointRoot:
		return "the root is a single point of its type: a cylinder as long as wide, of the sphere's area"
	case RuleThreePointSoma:
		return "three soma points in the manner of NeuroMorpho.org: a sphere, as a cylinder as long as wide; neurites begin at its middle"
	case RuleSomaSections:
		return "the soma has a further branch of its own here"
	case RuleWired:
		return "a neurite begins at its own first point; the way there from the soma counts neither as length nor as area"
	case RuleTapered:
		return "a neurite begins at the soma's point with the radius of its own first point"
	case RuleSomaMiddle:
		return "a branch that begins at an inner soma point is attached to the middle of that soma branch"
	case RuleProximal:
		return "a branch that leaves at the first point of another is attached to that branch's beginning"
	case RuleJump:
		return "a branch ends here only because the next point of the tree does not come next in the file, as NEURON has it"
	case RuleMaxBranchLength:
		return "a branch longer than the maximal branch length was cut into equal pieces"
	case RuleNoted:
		return "branches taken from the notes that golgi wrote beside the rows"
	}
	return ""
}

func repair(r Rule) string {
	switch r {
	case RuleHeader:
		return "a line of text before the first row was taken as a heading"
	case RuleSeparators:
		return "commas or semicolons were taken as separators"
	case RuleExtraColumns:
		return "columns after the seventh were ignored"
	case RuleNegativeType:
		return "a negative type was taken as 0, undefined"
	case RuleRootMark:
		return "a parent that is not -1 and has no row (0 or negative) was taken as the mark of a root"
	case RuleUnsorted:
		return "ids do not ascend from row to row"
	case RuleIDsDescend:
		return "some parents have higher ids than their children: rows count, not ids"
	case RuleRenumberedDepthFirst:
		return "some parents stand below their children: points are taken from the root outwards"
	case RuleSeveralRoots:
		return "a further root: a neurite's is attached to the middle of the soma, any other to the root point, at no resistance"
	case RuleSomaFirst:
		return "the tree with the soma was put first"
	case RuleMinRadius:
		return "a radius below the minimal radius was raised to it"
	case RuleZeroTip:
		return "a tip of radius 0 takes the nearest positive radius of its branch"
	case RuleZeroLength:
		return "a branch of length 0 was left out, with any ring between its radii; what begins at its end is attached where it began"
	case RuleZeroLengthRoot:
		return "the first branch of a tree has length 0: taken as one point, a sphere"
	case RuleOnePointKept:
		return "a neurite of one point on the soma, which NEURON drops, was kept and begins at the soma's point"
	case RuleRunOn:
		return "NEURON would run on from here to a point that is not connected: points are taken from the root outwards"
	case RuleMixedTypes:
		return "a point of another type inside a branch, as NEURON has it; it counts with the branch's type"
	case RuleNotesIgnored:
		return "the notes that golgi wrote beside the rows were ignored: rows or convention have changed since"
	}
	return ""
}

func oddity(r Rule) string {
	switch r {
	case oddNoSoma:
		return "no point is soma (type 1)"
	case oddSomaNotRoot:
		return "there is a soma, but the root of the cell is of another type"
	case oddUnits:
		return "the cell is larger than 100 mm: coordinates may be in nanometres; golgi takes um"
	case oddSameRadius:
		return "every neurite point has the same radius: radii may not have been traced"
	case oddFlat:
		return "all points lie in one plane (z does not change)"
	case oddLongStep:
		return "a step of more than 500 um from one point to the next"
	case oddThick:
		return "a neurite's radius is above 50 um"
	case oddDoubled:
		return "a point lies on the one before it"
	case oddSomaInside:
		return "a soma point whose parent is a neurite"
	case oddUnknownTypes:
		return "a type beyond 4 (axon 2, basal 3, apical 4), which makes a group customN"
	case oddLonePoint:
		return "a tree of a single point: a sphere"
	}
	return ""
}

func departure(r Rule) string {
	switch r {
	case RuleJaxleyRepeated:
		return "a repeated id: the last row gives its point, the edges of all its rows are kept"
	case RuleJaxleyLostTree:
		return "a point of a tree without the lowest-numbered end is not read"
	case RuleJaxleyZeroedEdge:
		return "the way from a soma point to a neurite's first point has length 0"
	case RuleJaxleySomaNotFirst:
		return "the soma of one point is not point 1: its second end has place and type of point 1"
	case RuleJaxleyBackwards:
		return "a step is walked against the file, toward its parent, so that the branch ends in its parent's point and radius"
	case RuleJaxleyForkType:
		return "a branching point of another type than the one before stays in the branch that leads to it"
	case RuleJaxleyDropped:
		return "a branch loses its first point, which is soma, in radius, area, volume and loads"
	case RuleJaxleyNoLength:
		return "a branch of length 0 is given 0.1 um"
	case RuleJaxleyTooLong:
		return "a branch is longer than the maximal branch length"
	case RuleJaxleyLength:
		return "the length of a type differs from the default reading"
	case RuleJaxleyArea:
		return "the membrane area of a type differs from the default reading"
	case RuleJaxleyBranches:
		return "the number of branches differs from the default reading"
	case RuleJaxleyRefused:
		return "the default reading refuses this file"
	case RuleJaxleyMinRadius:
		return "the minimal radius changes reported radii alone: area, volume and loads follow the traced radius"
	}
	return ""
}
