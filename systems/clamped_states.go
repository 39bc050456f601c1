package systems

import "golgi/plan"

// clampStates gives clamped states and parameters the values of sample n.
func clampStates(c *plan.Context, list []int32) {
	clamps := c.Plan.Clamps()
	for _, i := range list {
		c.State.SetValue(&clamps[i].Target, c.State.ClampWaveforms[i][c.N])
	}
}

// clampStatesTangent gives them the tangents of their commands.
func clampStatesTangent(c *plan.Context, list []int32) {
	clamps := c.Plan.Clamps()
	for _, i := range list {
		dot := 0.0
		if command := c.Sensitivity.ClampWaveforms[i]; c.N < len(command) {
			dot = command[c.N]
		}
		c.Sensitivity.SetRow(&clamps[i].Target, dot)
	}
}

// clampStatesAdjoint gives their cotangents to the commands, and ends them there;
// of several clamps of one value the last holds it.
func clampStatesAdjoint(c *plan.Context, list []int32) {
	clamps := c.Plan.Clamps()
	for k := len(list) - 1; k >= 0; k-- {
		i := list[k]
		bar := c.Sensitivity.Row(&clamps[i].Target)
		c.Sensitivity.SetRow(&clamps[i].Target, 0)
		if command := c.Sensitivity.ClampWaveforms[i]; c.N < len(command) {
			command[c.N] += bar
		}
	}
}
