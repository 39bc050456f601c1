package components

// Node is the number of a branchpoint among the nodes of its cell: after the
// cell's compartments, by index of the parent branch.
type Node int32

// FirstMember is where the compartments that meet at a branchpoint begin in
// the module's list of members.
type FirstMember int32

// Members is the number of compartments that meet at a branchpoint.
type Members int32
