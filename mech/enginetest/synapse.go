package enginetest

import "pgregory.net/rapid"

// Synapse draws the text of a synapse with two parameters, a gate and a state, and costly terms of both voltages.
func Synapse(r *rapid.T) string {
	var term func(depth int) string
	term = func(depth int) string {
		if depth == 0 {
			return rapid.SampledFrom([]string{"v_pre", "v_pre", "v_post", "p", "q", "a", "dt", "0.5", "celsius"}).Draw(r, "leaf")
		}
		x := func() string { return term(depth - 1) }
		switch rapid.IntRange(0, 8).Draw(r, "operation") {
		case 0:
			return "(" + x() + " + " + x() + ")"
		case 1:
			return "(" + x() + " - " + x() + ")"
		case 2:
			return x() + "*" + x()
		case 3:
			return "exp(-abs(" + x() + ")/20)"
		case 4:
			return "tanh(" + x() + "/30)"
		case 5:
			return "sigmoid(" + x() + "/10)"
		case 6:
			return x() + "/(1 + abs(" + x() + "))"
		case 7:
			return "exprelr(" + x() + "/10)"
		default:
			return "(if " + x() + " > -20 then " + x() + " else " + x() + ")"
		}
	}
	return "synapse Random\nunits off\nparam p = 0.3\nparam q = 1\n" +
		"inf = sigmoid((v_pre + 20*p)/10)\ngate g { inf = inf, tau = 1 + q*q + tanh(v_pre/50) }\n" +
		"state a = 0.2\nupdate a = tanh(" + term(2) + ") + 0.1*" + term(1) + "\n" +
		"current i_Random = p*g*(v_post - q) + 1e-6*tanh(" + term(3) + ") outward\n"
}
