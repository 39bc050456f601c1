package oracle_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/internal/oracle"
	"golgi/mech/interp"
	"golgi/plan"
	"golgi/systems"
)

// samples is how long the waveforms of these tests are at least.
const samples = 64

// stepCheck takes a Stepper and the oracle through the same steps. Before each
// the oracle is given the values of the state, so that a step is all that can differ.
type stepCheck struct {
	t                  *testing.T
	random             *rand.Rand
	state              *plan.State
	stepper            *plan.Stepper
	model              *oracle.Model
	stimuli, clamps    int
	inputs, outputs    []plan.ColumnInfo
	tangent, cotangent *plan.Sensitivity

	forward, back func(*plan.Sensitivity) error // a step of the Stepper
	advance       func() error                  // of the oracle
}

// newStepCheck prepares and starts a model; see newStartCheck.
func newStepCheck(t *testing.T, b *plan.Blueprint, o oracle.Options, isActive func(plan.ColumnInfo) bool) *stepCheck {
	s := newStartCheck(t, b, o, isActive)
	require.NoError(t, s.stepper.Start())
	s.model.Start()
	return s
}

// newStartCheck prepares a model with all of its named currents recorded, and
// derivatives of all states and of the parameters and geometry that are active.
func newStartCheck(t *testing.T, b *plan.Blueprint, o oracle.Options, isActive func(plan.ColumnInfo) bool) *stepCheck {
	b.Recordings = nil
	for _, in := range b.Mechanisms {
		for _, c := range in.Mechanism.Currents() {
			b.Recordings = append(b.Recordings, plan.Recording{Key: c.Key, Compartment: int(in.Compartments[0])})
		}
	}
	for _, s := range b.Synapses {
		for _, c := range s.Mechanism.Currents() {
			b.Recordings = append(b.Recordings, plan.Recording{Key: c.Key})
		}
	}
	s := &stepCheck{t: t, random: rand.New(rand.NewPCG(77, 3)), stimuli: len(b.Stimuli), clamps: len(b.Clamps)}
	frozen, err := plan.Freeze(b, interp.New())
	require.NoError(t, err)
	s.state, err = frozen.NewState(b)
	require.NoError(t, err)
	solver, err := systems.ParseSolver(o.Solver)
	require.NoError(t, err)
	schedule, err := systems.Standard(frozen, systems.Options{Solver: solver, InitialiseStates: o.InitialiseStates, VoltageLimit: 1e9})
	require.NoError(t, err)
	s.stepper, err = plan.NewStepper(s.state, schedule, plan.RunOptions{Dt: o.Dt})
	require.NoError(t, err)
	s.forward, s.back, s.advance = s.stepper.StepJVP, s.stepper.StepVJP, func() error { return s.model.Step() }
	s.model, err = oracle.New(b, o)
	require.NoError(t, err)
	var active []plan.Column
	for _, info := range frozen.Columns() {
		if (info.Role == plan.RoleParameter || info.Role == plan.RoleGeometry) && isActive(info) {
			active = append(active, info.Name)
		}
		if info.Role.Dynamic() || info.Role == plan.RoleParameter || info.Role == plan.RoleGeometry {
			s.inputs = append(s.inputs, info)
		}
		if info.Role.Dynamic() || info.Role == plan.RoleCurrent {
			s.outputs = append(s.outputs, info)
		}
	}
	for _, derivatives := range []**plan.Sensitivity{&s.tangent, &s.cotangent} {
		d, err := frozen.NewSensitivity(active...)
		require.NoError(t, err)
		for _, list := range [][][]float64{d.Waveforms, d.ClampWaveforms} {
			for i := range list {
				list[i] = make([]float64, samples)
			}
		}
		*derivatives = d
	}
	return s
}

// draw gives random numbers of the size of some values.
func (s *stepCheck) draw(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, x := range values {
		out[i] = (2*s.random.Float64() - 1) * math.Max(math.Abs(x), 1e-3)
	}
	return out
}

// point sets the direction of the next step: the columns that are chosen, and the
// waveforms where waveforms is true. It returns the direction of the columns.
func (s *stepCheck) point(waveforms bool, chosen func(plan.ColumnInfo) bool) map[plan.Column][]float64 {
	s.tangent.Clear()
	direction := map[plan.Column][]float64{}
	for _, info := range s.inputs {
		values, err := s.state.Values(info.Name)
		require.NoError(s.t, err)
		dot := make([]float64, len(values))
		if chosen(info) && s.tangent.Active(info.Name) {
			dot = s.draw(values)
			for i, x := range values {
				if x == 0 && strings.HasPrefix(string(info.Name), plan.DiffusionKey("")) {
					dot[i] = 0 // nothing diffuses there: no constant to move
				}
			}
			direction[info.Name] = dot
			require.NoError(s.t, s.tangent.Set(info.Name, dot))
		}
		column := s.model.Values(string(info.Name))
		require.Len(s.t, column, len(values), string(info.Name))
		for i, x := range values {
			column[i] = complex(x, dot[i]*oracle.Step)
		}
	}
	turn := func(list []complex128, dot []float64) {
		if waveforms {
			copy(dot, s.draw(make([]float64, samples)))
		}
		for i, x := range list[:samples] {
			list[i] = complex(real(x), dot[i]*oracle.Step)
		}
	}
	for i := range s.stimuli {
		turn(s.model.Waveform(i), s.tangent.Waveforms[i])
	}
	for i := range s.clamps {
		turn(s.model.ClampWaveform(i), s.tangent.ClampWaveforms[i])
	}
	return direction
}

// everything is a direction in all that a step reads.
func everything(plan.ColumnInfo) bool { return true }

// only is one in some columns.
func only(names ...plan.Column) func(plan.ColumnInfo) bool {
	return func(info plan.ColumnInfo) bool { return slices.Contains(names, info.Name) }
}

// step takes both one step along the direction and compares values and
// derivatives: 1e-9 of the largest derivative of a column. What cancels is
// good to rounding, 1e-14 of the size of the column.
func (s *stepCheck) step(name string) {
	require.NoError(s.t, s.forward(s.tangent), name)
	require.NoError(s.t, s.advance(), name)
	for _, info := range s.outputs {
		values, err := s.state.Values(info.Name)
		require.NoError(s.t, err)
		dot, err := s.tangent.Values(info.Name)
		require.NoError(s.t, err)
		want := s.model.Values(string(info.Name))
		require.Len(s.t, want, len(values), string(info.Name))
		largest, size := 0.0, 0.0
		for _, z := range want {
			largest = math.Max(largest, math.Abs(oracle.Derivative(z)))
			size = math.Max(size, math.Abs(real(z)))
		}
		for i, z := range want {
			require.InDelta(s.t, real(z), values[i], 1e-11*size+1e-30, "%s: value of %s, row %d", name, info.Name, i)
			require.InDelta(s.t, oracle.Derivative(z), dot[i], 1e-9*largest+1e-14*size+1e-30, "%s: derivative of %s, row %d", name, info.Name, i)
		}
	}
}

// transposed takes cotangents of each output back on its own, then the tangent
// forward, and compares their dot products: 1e-12 of the sum of their terms' sizes.
func (s *stepCheck) transposed(direction map[plan.Column][]float64, forward func()) {
	type back struct {
		name      plan.Column
		bar       []float64
		sum, size float64
	}
	var list []back
	before := s.state.Hash()
	for _, info := range s.outputs {
		s.cotangent.Clear()
		one := back{name: info.Name, bar: s.draw(slices.Repeat([]float64{1}, info.Rows))}
		require.NoError(s.t, s.cotangent.Set(info.Name, one.bar))
		require.NoError(s.t, s.back(s.cotangent))
		add := func(bar, dot []float64) {
			for i, x := range dot {
				one.sum += bar[i] * x
				one.size += math.Abs(bar[i] * x)
			}
		}
		for name, dot := range direction {
			bar, err := s.cotangent.Values(name)
			require.NoError(s.t, err)
			add(bar, dot)
		}
		for i, dot := range s.tangent.Waveforms {
			add(s.cotangent.Waveforms[i], dot)
		}
		for i, dot := range s.tangent.ClampWaveforms {
			add(s.cotangent.ClampWaveforms[i], dot)
		}
		list = append(list, one)
	}
	require.Equal(s.t, before, s.state.Hash(), "a step back leaves the state")
	forward()
	for _, one := range list {
		dot, err := s.tangent.Values(one.name)
		require.NoError(s.t, err)
		sum := 0.0
		for i, bar := range one.bar {
			sum += bar * dot[i]
			one.size += math.Abs(bar * dot[i])
		}
		require.InDelta(s.t, sum, one.sum, 1e-12*one.size, "dot products of %s", one.name)
	}
}

// checkStep compares the first step in all directions at once, there and back,
// a later one too, and between them one in each column on its own and in the waveforms, if alone.
func checkStep(t *testing.T, b *plan.Blueprint, o oracle.Options, alone bool) {
	s := newStepCheck(t, b, o, everything)
	both := func(name string) {
		s.transposed(s.point(true, everything), func() { s.step(name) })
	}
	both("first step")
	if alone {
		s.point(true, func(plan.ColumnInfo) bool { return false })
		s.step("waveforms")
		for _, in := range s.inputs {
			s.point(false, only(in.Name))
			s.step("direction of " + string(in.Name))
		}
	}
	both("last step")
}

// integrators are all of them, with a step at which each is stable.
func integrators() map[string]float64 {
	return map[string]float64{"bwd_euler": 0.025, "crank_nicolson": 0.025, "fwd_euler": 0.0005, "exp_euler": 0.025}
}

// checkIntegrators compares the steps of a model under every integrator.
func checkIntegrators(t *testing.T, make_ func(t *testing.T) *plan.Blueprint) {
	for solver, dt := range integrators() {
		t.Run(solver, func(t *testing.T) {
			checkStep(t, make_(t), oracle.Options{Dt: dt, Solver: solver, InitialiseStates: true}, solver == "bwd_euler")
		})
	}
}

// checkTransposed compares two steps with their transposes alone.
func checkTransposed(t *testing.T, b *plan.Blueprint, solver string, dt float64) {
	s := newStepCheck(t, b, oracle.Options{Dt: dt, Solver: solver, InitialiseStates: true}, everything)
	for range 2 {
		s.transposed(s.point(true, everything), func() { require.NoError(t, s.stepper.StepJVP(s.tangent)) })
	}
}
