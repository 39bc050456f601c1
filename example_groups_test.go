package golgi_test

import (
	"context"
	"errors"
	"fmt"

	"golgi"
	"golgi/mech/library"
)

// Groups make parts of a network, and parameters that its cells share, easy to
// name: the tutorial on groups, with what it prints.
func Example_groups() {
	if err := groupsTutorial(); err != nil {
		fmt.Println(err)
	}
	// Output:
	//   comp_index  branch_index  cell_index  length  radius  axial_resistivity  capacitance    v  Na_gNa   K_gK   eK  K_n  Leak_gLeak  Leak_eLeak
	//            2             1           0      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//            3             1           0      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//            6             3           0      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//            7             3           0      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//           10             5           1      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//           11             5           1      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//           14             7           1      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//           15             7           1      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//           18             9           2      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//           19             9           2      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//           22            11           2      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	//           23            11           2      10     0.3               5000            1  -70    0.05  0.005  -90  0.2      0.0001         -70
	// 12 rows
	//   comp_index  branch_index  cell_index  length  radius  axial_resistivity  capacitance    v  Na_gNa   K_gK   eK  K_n  Leak_gLeak  Leak_eLeak
	//            0             0           0      10       1               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            1             0           0      10       1               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            2             1           0      10     0.3               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            3             1           0      10     0.3               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            4             2           0      10       1               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            5             2           0      10       1               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            6             3           0      10     0.3               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            7             3           0      10     0.3               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            8             4           1      10       1               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//            9             4           1      10       1               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//           10             5           1      10     0.3               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//           11             5           1      10     0.3               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//           12             6           1      10       1               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//           13             6           1      10       1               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//           14             7           1      10     0.3               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	//           15             7           1      10     0.3               5000            1  -70     0.4  0.005  -90  0.2      0.0001         -70
	// 16 rows
	// trainable parameters: 1
	// [{Na_gNa [0.4]}]
	// trainable parameters: 3
	// [{Na_gNa [0.4]} {axial_resistivity [5000 5000]}]
	// peaks with sodium 0.1 and 0.4 S/cm2: 42.2 and 49.1 mV
}

func groupsTutorial() error {
	branch, err := golgi.NewBranchOf(golgi.NewCompartment(), 2)
	if err != nil {
		return err
	}
	cell, err := golgi.NewCellOf(branch, []int{-1, 0, 0, 1})
	if err != nil {
		return err
	}
	network, err := golgi.NewNetworkOf(cell, 3)
	if err != nil {
		return err
	}
	if err := errors.Join(
		golgi.FullyConnect(network.Cell(0, 1), network.Cell(2), library.IonotropicSynapse()),
		network.Insert(library.Na()),
		network.Insert(library.K()),
		network.Insert(library.Leak()),
	); err != nil {
		return err
	}

	// The second and the fourth branch of each cell are apical dendrites.
	for cell := range network.Cells() {
		if err := errors.Join(cell.Branch(1).AddToGroup("apical"), cell.Branch(3).AddToGroup("apical")); err != nil {
			return err
		}
	}
	if err := network.Group("apical").Set("radius", 0.3); err != nil {
		return err
	}
	if err := printNodes(network.Group("apical")); err != nil {
		return err
	}

	// The first and the second cell are fast-spiking.
	if err := errors.Join(
		network.Cell(0).AddToGroup("fast_spiking"),
		network.Cell(1).AddToGroup("fast_spiking"),
		network.Group("fast_spiking").Set("Na_gNa", 0.4),
		printNodes(network.Group("fast_spiking")),
	); err != nil {
		return err
	}

	// A trainable of a group is one shared value, of cells one for each.
	if err := network.Group("fast_spiking").MakeTrainable("Na_gNa"); err != nil {
		return err
	}
	fmt.Printf("trainable parameters: %d\n%v\n", network.NumTrainable(), network.GetParameters())
	if err := network.Cell(0, 1).MakeTrainable("axial_resistivity"); err != nil {
		return err
	}
	fmt.Printf("trainable parameters: %d\n%v\n", network.NumTrainable(), network.GetParameters())

	// Groups take part in overrides of one run.
	if err := errors.Join(
		network.Cell(0).Branch(0).Loc(0).Stimulate(golgi.StepCurrent(1, 0.25, 0.2, 0.025, 10, 0)),
		network.Cell(0).Branch(0).Loc(0).Record("v"),
	); err != nil {
		return err
	}
	var peaks [2]float64
	for i, sodium := range []float64{0.1, 0.4} {
		override := network.Group("fast_spiking").DataSet("Na_gNa", sodium)
		result, err := network.Integrate(context.Background(), golgi.Options{TMax: 10, Overrides: []golgi.Override{override}})
		if err != nil {
			return err
		}
		for _, v := range result.Recordings[0] {
			peaks[i] = max(peaks[i], v)
		}
	}
	fmt.Printf("peaks with sodium 0.1 and 0.4 S/cm2: %.1f and %.1f mV\n", peaks[0], peaks[1])
	return nil
}

// printNodes prints the columns that the tutorial shows.
func printNodes(view *golgi.View) error {
	table, err := view.Show(golgi.ShowOptions{})
	if err != nil {
		return err
	}
	for i, name := range table.Columns {
		switch name {
		case "global_cell_index":
			table.Columns[i] = "cell_index"
		case "global_branch_index":
			table.Columns[i] = "branch_index"
		case "global_comp_index":
			table.Columns[i] = "comp_index"
		}
	}
	shown, err := table.Only("comp_index", "branch_index", "cell_index", "length", "radius", "axial_resistivity", "capacitance", "v",
		"Na_gNa", "K_gK", "eK", "K_n", "Leak_gLeak", "Leak_eLeak")
	if err != nil {
		return err
	}
	fmt.Print(shown)
	fmt.Println(len(shown.Rows), "rows")
	return nil
}
