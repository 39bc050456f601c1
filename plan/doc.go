// Package plan is what lies between a model and its run: it freezes the
// columns of a world into one order, keeps the states that a run changes, and
// takes a schedule of systems through the steps.
//
//   - make a plan of a model: [Freeze] of a [Blueprint]
//   - make the columns that a run works on: [Plan.NewState]
//   - write a system: [System], [Access], [Context]; optionally [Preparer],
//     [Starter], [Finisher], [Explainer], [UniformReader], and [ColumnOwner] for
//     columns of its own
//   - give it derivatives: [Differentiable], [Tangential], with [AdjointPreparer],
//     [TangentPreparer], [AdjointFinisher] where there is something to prepare;
//     [AfterReader], [FoundReader] and [Context.Keeper] to save copies (package
//     systems has a table of them); read a column from the tape: [Found],
//     [Context.Found], [Context.FoundIn]
//   - how much of a cell a system is given at once: [Extent]; the parts of a large
//     cell: [CutCell], [Plan.CutOf], [Plan.PartsOf]; take one part after the other:
//     [Climber], [AdjointClimber], with [Context.ReadIn] and [Context.WriteIn]
//   - have machine code made when a model is frozen: [CodeMaker], [MakeCode]
//   - single steps and their derivatives: [Stepper], [Sensitivity]
//   - what the model's mechanisms ask for: [Plan.Ions], [Plan.ReadCurrents],
//     [Plan.VoltageWriters], [Plan.CurrentOrder]
//   - put systems in order: [Schedule], [Before], [After]
//   - run: [Run]; take the recorded samples while it goes on: [Sink]
//   - keep the result and go on from it: [State.Snapshot], [State.Resume]
//   - see what was decided: [Plan.String], [Schedule.String]; what it holds:
//     [Plan.Footprint], [Tally]; of a system of one's own: [Holder]
//
// A Plan is immutable and may be shared between goroutines; a State belongs to
// one run at a time. Rows of a Plan are in plan order (cells, then Hines
// order, or that of the parts of a cell that is cut); everything that leaves the package is in model order again.
//
// Built with the tag golgi_debug, a run checks after every step of every system
// that it kept to its Access, also through slices it kept; it is slow.
//
// It may import ecs, topology, mech, internal/barrier, internal/held, internal/nearest, internal/stream and internal/vectors.
package plan
