// Package ecs is the entity-component core: identity and structure of a
// model, and the columns its data live in.
//
// It is the only package that imports arche, so that moving to another
// entity store changes one package. It imports nothing else of the project.
//
// # Index by task
//
//   - a world: [NewWorld], [World.Generation]
//   - declare a component type: [Register], which refuses types with pointers
//   - declare what entities are made of: [World.NewKind]; of those of which there may be
//     millions: [World.NewBulkKind]
//   - create entities in bulk: [Kind.NewBatch]; remove them: [Kind.Remove], [Kind.Clear]
//   - read and write a component of all entities of a kind as a slice: [View],
//     [Column.Slice], [Floats]
//   - named columns with units and defaults, one value where all rows agree:
//     [NewTable], [Table]
//   - put named systems in order: [Order]
//   - what it holds, in bytes: [Kind.Bytes], [Table.Bytes], [World.IndexBytes]
//
// A component column is one contiguous array. A slice over it is valid until
// entities of its kind are created or removed; [Column] knows and says so.
// Removing an entity moves the last row into its place: row order means
// nothing after a removal.
//
// A World belongs to one goroutine while its structure changes. Otherwise
// columns may be taken and read by several; Entities and Entity may not be
// called by several at a time.
package ecs
