package topology

import (
	"fmt"
	"slices"
)

// ComputeChildrenIndices returns the children of each branch, in ascending
// order: for parents -1, 0, 0 it returns [[1 2] [] []].
func ComputeChildrenIndices(parents []int) [][]int {
	children := make([][]int, len(parents))
	for b := range children {
		children[b] = []int{}
	}
	for b, p := range parents {
		if p >= 0 && p < len(parents) {
			children[p] = append(children[p], b)
		}
	}
	return children
}

// BranchLevels returns how many branches lie between each branch and the root
// point: 0 for a branch that begins there. Parents come before their children.
func BranchLevels(parents []int) []int {
	levels := make([]int, len(parents))
	for b, p := range parents {
		if p >= 0 {
			levels[b] = levels[p] + 1
		}
	}
	return levels
}

// BranchesInLevels returns the branches of each level, in ascending order; see
// [BranchLevels].
func BranchesInLevels(parents []int) [][]int {
	var branches [][]int
	for b, level := range BranchLevels(parents) {
		for len(branches) <= level {
			branches = append(branches, nil)
		}
		branches[level] = append(branches[level], b)
	}
	return branches
}

// MorphologyIndices pairs branches with the branchpoints they meet, as rows of
// (branch, branchpoint).
type MorphologyIndices struct {
	Children [][2]int // a row for each branch that begins at a branchpoint
	Parents  [][2]int // a row for each branchpoint: the branch that ends there
}

// ComputeMorphologyIndicesInLevels pairs each child branch with the branchpoint
// it begins at (childBranchpoints, one for each of children) and the branch
// that ends at each branchpoint (parents) with its number.
func ComputeMorphologyIndicesInLevels(numBranchpoints int, childBranchpoints, parents, children []int) (MorphologyIndices, error) {
	if len(children) != len(childBranchpoints) {
		return MorphologyIndices{}, fmt.Errorf("morphology indices: %d children with %d branchpoints; give one for each child", len(children), len(childBranchpoints))
	}
	if len(parents) != numBranchpoints {
		return MorphologyIndices{}, fmt.Errorf("morphology indices: %d parents for %d branchpoints; give one for each branchpoint", len(parents), numBranchpoints)
	}
	m := MorphologyIndices{Children: make([][2]int, len(children)), Parents: make([][2]int, len(parents))}
	for i, b := range children {
		m.Children[i] = [2]int{b, childBranchpoints[i]}
	}
	for i, b := range parents {
		m.Parents[i] = [2]int{b, i}
	}
	return m, nil
}

// MergeCells joins the (branch, branchpoint) rows of several cells level by
// level. Cell i is given as one list of rows for each of its levels; its
// branches are shifted by cumulativeBranches[i], its branchpoints by
// cumulativeBranchpoints[i]. A cell with fewer levels adds nothing to the rest.
//
// Leaving the first level of each cell unshifted is refused.
func MergeCells(cumulativeBranches, cumulativeBranchpoints []int, cells [][][][2]int, excludeFirst bool) ([][][2]int, error) {
	if excludeFirst {
		return nil, fmt.Errorf("merge cells: the first level cannot be left unshifted, since its rows would be those of other cells; set excludeFirst to false")
	}
	if len(cumulativeBranches) < len(cells) || len(cumulativeBranchpoints) < len(cells) {
		return nil, fmt.Errorf("merge cells: %d and %d cumulative counts for %d cells; give one for each cell", len(cumulativeBranches), len(cumulativeBranchpoints), len(cells))
	}
	var merged [][][2]int
	for i, levels := range cells {
		for level, rows := range levels {
			if level == len(merged) {
				merged = append(merged, nil)
			}
			for _, row := range rows {
				merged[level] = append(merged[level], [2]int{row[0] + cumulativeBranches[i], row[1] + cumulativeBranchpoints[i]})
			}
		}
	}
	return merged, nil
}

// NumNeighbours returns, for each compartment of a cell whose branches all have
// ncomp compartments, how many compartments it is joined to on the way towards
// the root and away from it. numChildren has one entry a branch; branch 0 alone
// begins at the root point and the others at the end of their parents.
//
// The first compartment of a branch has its parent's last one as a neighbour
// (none in branch 0), the last has the first ones of its children. Siblings
// are not counted.
func NumNeighbours(numChildren []int, ncomp int) []int {
	neighbours := make([]int, 0, len(numChildren)*ncomp)
	for b, children := range numChildren {
		for k := range ncomp {
			n := 2
			if k == 0 && b == 0 {
				n--
			}
			if k == ncomp-1 {
				n += children - 1
			}
			neighbours = append(neighbours, n)
		}
	}
	return neighbours
}

// RemapToConsecutive replaces each number by its rank among the different
// numbers: [0 0 1 4 4 6 6] becomes [0 0 1 2 2 3 3].
func RemapToConsecutive(numbers []int) []int {
	different := slices.Clone(numbers)
	slices.Sort(different)
	different = slices.Compact(different)
	ranks := make([]int, len(numbers))
	for i, n := range numbers {
		ranks[i], _ = slices.BinarySearch(different, n)
	}
	return ranks
}
