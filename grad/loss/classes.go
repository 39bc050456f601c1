package loss

import (
	"errors"
	"fmt"
	"math"

	"golgi"
)

// CrossEntropy is the loss of a run that should choose a class: -log p[class] in
// nats, with the probabilities p of Probabilities. The scores are features, one a
// class, as a rule means of windows (Mean) of one recording each; temperature, in
// their unit (mV), says what difference is decisive.
func CrossEntropy(class int, temperature float64, scores ...Feature) Loss {
	scores = append([]Feature{}, scores...)
	return func(r *golgi.Result, derivative [][]float64) (float64, error) {
		if class < 0 || class >= len(scores) {
			return 0, fmt.Errorf("cross entropy: no class %d: there are %d scores, numbered from 0", class, len(scores))
		}
		z, err := logits(r, temperature, scores, derivative)
		if err != nil {
			return 0, fmt.Errorf("cross entropy: %w", err)
		}
		own := z[class]
		top, total := softmax(z)
		if derivative != nil {
			for i, f := range scores {
				factor := z[i]
				if i == class {
					factor = -others(z, class) // 1 - p without cancellation
				}
				if err := f.Add(r, factor/temperature, derivative); err != nil {
					return 0, fmt.Errorf("cross entropy: %w", err)
				}
			}
		}
		if own == top {
			return math.Log1p(float64(others(z, class) * total)), nil
		}
		return (top - own) + math.Log(total), nil
	}
}

// Probabilities returns the probability of each class: exp(score/temperature)
// over the sum of them.
func Probabilities(r *golgi.Result, temperature float64, scores ...Feature) ([]float64, error) {
	z, err := logits(r, temperature, scores, nil)
	if err != nil {
		return nil, fmt.Errorf("probabilities: %w", err)
	}
	softmax(z)
	return z, nil
}

// logits are the scores over the temperature.
func logits(r *golgi.Result, temperature float64, scores []Feature, derivative [][]float64) ([]float64, error) {
	if len(scores) == 0 {
		return nil, errors.New("no scores")
	}
	if !(temperature > 0) || math.IsInf(temperature, 0) {
		return nil, fmt.Errorf("the temperature is %g; it must be more than 0, in the unit of the scores", temperature)
	}
	z := make([]float64, len(scores))
	for i, f := range scores {
		value, err := valueOf(f, r, derivative)
		if err != nil {
			return nil, err
		}
		z[i] = value / temperature
	}
	return z, nil
}

// softmax puts probabilities in the place of logits. It returns the largest
// logit and the sum of exp(z - largest).
func softmax(z []float64) (top, total float64) {
	top = z[0]
	for _, x := range z {
		top = max(top, x)
	}
	for i, x := range z {
		z[i] = math.Exp(x - top)
		total += z[i]
	}
	for i := range z {
		z[i] /= total
	}
	return top, total
}

// others is the sum of all probabilities but one.
func others(p []float64, but int) float64 {
	sum := 0.0
	for i, x := range p {
		if i != but {
			sum += x
		}
	}
	return sum
}
