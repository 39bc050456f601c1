// Package systems holds what happens in one step, a file a system: the
// schedule that [Standard] puts together. Each system implements plan.System.
//
//   - initialise: steady states at the start, where a run asks for them
//   - stimulus: injected currents
//   - states: channels whose states others read advance
//   - currents: the other channels advance; all membrane currents with their
//     exact slopes
//   - synapses: their states and currents, gathered at the postsynaptic side
//   - voltage: one tree solve
//   - guard: stops at a voltage that is no number or out of range
//   - record: keeps samples
//
// It may import plan and what stands below it.
package systems
