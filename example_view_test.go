package golgi_test

import (
	"fmt"

	"golgi"
	"golgi/mech/library"
)

// A cell of four branches, two of which are called apical.
func ExampleView_Group() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0, 1}, 2)
	check(err)
	check(cell.Insert(library.HH()))
	for _, branch := range []int{1, 3} {
		check(cell.Branch(branch).AddToGroup("apical"))
	}
	check(cell.Group("apical").Set("radius", 0.3))
	check(cell.Group("apical").MakeTrainable("HH_gNa"))
	check(cell.Branch(golgi.All).MakeTrainable("axial_resistivity"))
	radius, err := cell.Get("radius")
	check(err)
	fmt.Println(radius)
	fmt.Println(cell.GetParameters())
	// Output:
	// [1 1 0.3 0.3 1 1 0.3 0.3]
	// [{HH_gNa [0.12]} {axial_resistivity [5000 5000 5000 5000]}]
}

func ExampleView_Select() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0, 1}, 3)
	check(err)
	fmt.Println(cell.Select("branch([1,2]).loc(0.5)").Rows())
	fmt.Println(cell.Branch(1, 2).Loc(0.5).Path())
	fmt.Println(cell.Cell(0).Branch(9).Err())
	fmt.Println(cell.Branch(0).Set("raduis", 2))
	// Output:
	// [4 7]
	// branch([1,2]).loc(0.5)
	// cell(0).branch(9): no such branch (the cell has 4)
	// set: no parameter "raduis" in view branch(0); did you mean "radius"?
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
