package golgi_test

import (
	"bytes"
	"errors"
	"fmt"

	"golgi"
	"golgi/mech/library"
)

// A cell without its axon, with a stub on the soma instead.
func ExampleMorphConnect() {
	cell, _, err := golgi.ReadSWC("testdata/pyramidal.swc")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, before, _ := cell.Shape()
	_, axon, _ := cell.Group("axon").Shape()
	bare, err := golgi.MorphDelete(cell.Group("axon"))
	if err != nil {
		fmt.Println(err)
		return
	}
	stub, err := golgi.NewCellFromParents([]int{-1}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	whole, err := golgi.MorphConnect(bare.Group("soma").Branch(0).Loc(1), stub.Branch(0).Loc(0))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, after, _ := whole.Shape()
	fmt.Println(after == before-axon+1, whole.Groups())
	// Output: true [apical basal soma]
}

// The number of compartments by the d_lambda rule, on a cell that is recorded
// already.
func ExampleView_SetNComp() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0})
	if err == nil {
		err = errors.Join(
			cell.Set("axial_resistivity", 100),
			cell.Branch(1).Set("length", 400),
			cell.Branch(1).Loc(1).Record("v"),
			cell.Branch(0).SetNComp(3),
		)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	ncomp, err := cell.DLambda(0.1, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = cell.SetNComps(ncomp)
	fmt.Println(ncomp, cell.Len(), cell.Recordings()[0].Place, err)
	// Output: [1 11 1] 13 branch(1).comp(5) <nil>
}

// A model goes into a file, or over a wire, and comes back bit for bit.
func ExampleLoad() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0}, 4)
	if err == nil {
		err = cell.Insert(library.HH())
	}
	var file bytes.Buffer
	if err == nil {
		err = cell.Save(&file)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	loaded, err := golgi.Load(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	again := loaded.(*golgi.Cell)
	cells, branches, compartments := again.Shape()
	fmt.Println(cells, branches, compartments, again.Mechanisms()[0].Name())
	// Output: 1 2 8 HH
}

// Two layers of cells, for a picture.
func ExampleView_ArrangeInLayers() {
	cell, err := golgi.NewCellFromParents([]int{-1, 0, 0}, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	net, err := golgi.NewNetworkOf(cell, 3)
	if err == nil {
		err = net.ArrangeInLayers([]int{2, 1}, 500, 1500, false)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	for c := range net.Cells() {
		root := c.Points()[0].Points[0]
		fmt.Println(c.Path(), root.X, root.Y)
	}
	// Output:
	// cell(0) 0 -250
	// cell(1) 0 250
	// cell(2) 1500 0
}
