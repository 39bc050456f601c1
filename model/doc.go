// Package model is the model file: a model, its protocol and what to record, in one YAML file. The page
// docs/model-file.md describes the format.
//
// By task:
//
//   - read and check a file: [ReadFile], [Read]; what they give is a [File], wrong input an [Error] with
//     file, line, column and key
//   - make a cell or a network of it: [File.Build], which gives a [Model]
//   - run it: [Model.Run], with the [Overrides] that flags give
//   - find out whether its recordings fit in memory: [Model.CheckMemory]; write them during the run if they do not: [Model.Stream]
//   - differentiate it: [Model.Gradient], [Model.Audit], [Model.Jacobian]
//   - fit it: [Model.Fitting], [Fitting.Run]; go on where a fit stopped: [ReadFit]; the file with other values: [File.WithParameters]
//   - write results, whole or not at all: [Output], [WriteTraces], [WriteRunJSON], [Model.WriteNodes],
//     [WriteGradient], [WriteJacobian], [WriteFitJSON]
//
// It stands above the root package and package grad, and imports them; nothing but the binary imports model.
package model
