// Package loss holds losses of a run: functions of its recordings that return a
// value and its derivative. grad.Loss is [Loss].
//
//   - compare with traces: [MeanSquaredError], [MeanHuber]; of a run alone: [MeanSquare];
//     of some recordings, or a part of the time: [Recordings], [Window]
//   - compare windows' means with targets: [WindowMeans]; the mean of a window itself: [WindowMean]
//   - count spikes: [SoftSpikeCount]
//   - compare numbers that describe a run with those of an experiment: [Features],
//     [FeaturesHuber], with targets ([Target], [Observe]) for features ([Feature]): [Mean],
//     [StandardDeviation], [Maximum], [Minimum], [RestingPotential],
//     [AfterhyperpolarisationDepth], [Latency], [SpikeCount], [Difference]
//   - choose one of several classes: [CrossEntropy], [Probabilities]
//   - put losses together: [Sum], [Scale], [Weighted], [Of]
//   - a loss of one's own: any function of the type [Loss]
//
// # Conventions
//
// Times are ms, voltages mV; a recording of another state is in the unit of that
// state, and where this page says mV read that unit. A recording is named by its
// number in golgi.Result.Recordings. A window holds the samples with from <= t <= to,
// both ends among them (to a millionth of the distance of samples); it must lie in
// the run. Means over a window are means over its samples. The sampling is what the
// run keeps (golgi.Options.Every).
//
// A loss gets derivatives that are zero and of the shape of the recordings, and
// fills in dvalue/dsample. What losses keep is not changed by a call, so that one
// loss may be called for several runs at the same time; targets are not copied and
// must not be changed meanwhile. Sums are taken in the order of recordings and
// samples, so that a value has the same bits each time.
//
// A value that is no number is an error that says which sample, of the run or of a
// target, is to blame. Errors also say which recording, or number of samples, does not
// fit. They begin with the name of the loss; grad puts "loss: " before them.
//
// It may import the root package.
package loss
