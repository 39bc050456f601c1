package native

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"golgi/mech"
	"golgi/mech/form"
	"golgi/mech/interp"
	"golgi/mech/library"
)

// hh gives the sweep of HH and a binding of it: states in place, currents added, parameters uniform.
func hh(t testing.TB, rows int) (*mech.Program, *mech.Binding) {
	t.Helper()
	p, err := library.HH().Program(mech.Sweep)
	require.NoError(t, err)
	b := &mech.Binding{}
	at := map[string][]float64{}
	for i, in := range p.Inputs {
		c := make([]float64, rows)
		for r := range c {
			c[r] = 0.1 + 0.8*math.Abs(math.Sin(float64(r+i)))
			if in.Role == mech.Voltage {
				c[r] = -90 + math.Mod(0.37*float64(r), 130)
			}
		}
		o := mech.Operand{Values: c}
		if in.Role == mech.Parameter || in.Role == mech.TimeStep {
			o = mech.Operand{Values: []float64{0.025 * float64(i+1)}, Uniform: true}
		}
		at[in.Key] = c
		b.Inputs = append(b.Inputs, o)
	}
	for _, out := range p.Outputs {
		if out.Role == mech.State {
			b.Outputs = append(b.Outputs, mech.Target{Values: at[out.Key]})
			continue
		}
		b.Outputs = append(b.Outputs, mech.Target{Values: slices.Repeat([]float64{0.5}, rows), Add: true})
	}
	return p, b
}

func voltage(p *mech.Program) int {
	return slices.IndexFunc(p.Inputs, func(in mech.Input) bool { return in.Role == mech.Voltage })
}

func results(b *mech.Binding) (list [][]float64) {
	for _, out := range b.Outputs {
		list = append(list, out.Values)
	}
	return list
}

func compile(t testing.TB, e mech.Engine, p *mech.Program) mech.Kernel {
	t.Helper()
	k, err := e.Compile(p)
	require.NoError(t, err)
	return k
}

// TestLeftRows: rows that leave the common path, one or many, anywhere in vectors and tails, are the interpreter's, once.
func TestLeftRows(t *testing.T) {
	left := map[string]func(row, rows, k int) bool{
		"one":    func(row, _, k int) bool { return row == k },
		"two":    func(row, rows, k int) bool { return row == k || row == rows-1-k },
		"every":  func(row, _, k int) bool { return row%(k+1) == 0 },
		"behind": func(row, _, k int) bool { return row >= k },
		"before": func(row, _, k int) bool { return row < k },
	}
	for width, e := range engines(t) {
		for name, leaves := range left {
			t.Run(width+"/"+name, func(t *testing.T) {
				for _, rows := range []int{1, 4, 7, 21, 40} {
					for k := range rows {
						run := func(e mech.Engine) [][]float64 {
							p, b := hh(t, rows)
							for row := range rows {
								if leaves(row, rows, k) {
									b.Inputs[voltage(p)].Values[row] = []float64{math.NaN(), 1e5, -1e5, math.Inf(1)}[row%4]
								}
							}
							kernel, s := compile(t, e, p), mech.Scratch{}
							kernel.Run(b, rows, &s)
							kernel.Run(b, rows, &s)
							return results(b)
						}
						requireSameBits(t, run(interp.New()), run(e), func() []any { return []any{rows, k} })
					}
				}
			})
		}
	}
}

// TestManyRows: more rows than one call of the code does, some of them left to the interpreter.
func TestManyRows(t *testing.T) {
	for width, e := range engines(t) {
		t.Run(width, func(t *testing.T) {
			run := func(e mech.Engine, rows int) ([][]float64, *mech.Binding) {
				p, b := hh(t, rows)
				for row := range rows {
					if row%5000 == 4999 || row > 14000 && row < 16000 {
						b.Inputs[voltage(p)].Values[row] = 2e4
					}
				}
				compile(t, e, p).Run(b, rows, &mech.Scratch{})
				return results(b), b
			}
			const rows = 20003
			got, b := run(e, rows)
			require.Less(t, b.Prepared.(*prepared).variant.rows, rows/2)
			want, _ := run(interp.New(), rows)
			requireSameBits(t, want, got, func() []any { return nil })
		})
	}
}

// TestNoAllocations: after the first run, with rows that are left to the interpreter, nothing is allocated.
func TestNoAllocations(t *testing.T) {
	for width, e := range engines(t) {
		t.Run(width, func(t *testing.T) {
			p, b := hh(t, 300)
			b.Inputs[voltage(p)].Values[100] = math.NaN()
			k, s := compile(t, e, p), mech.Scratch{}
			k.Run(b, 300, &s)
			require.Zero(t, testing.AllocsPerRun(20, func() { k.Run(b, 300, &s) }))
		})
	}
}

// TestUniformEdge: where the uniform part leaves the common path all rows are the interpreter's.
func TestUniformEdge(t *testing.T) {
	for width, e := range engines(t) {
		t.Run(width, func(t *testing.T) {
			run := func(e mech.Engine) [][]float64 {
				p, b := hh(t, 19)
				for i := range b.Inputs {
					if i != voltage(p) {
						b.Inputs[i] = mech.Operand{Values: []float64{math.NaN()}, Uniform: true}
					}
				}
				compile(t, e, p).Run(b, 19, &mech.Scratch{})
				return results(b)
			}
			requireSameBits(t, run(interp.New()), run(e), func() []any { return nil })
		})
	}
}

// TestFaults: what does not fit the program is a fault of the caller's, found before anything is written.
func TestFaults(t *testing.T) {
	for width, e := range engines(t) {
		t.Run(width, func(t *testing.T) {
			p, b := hh(t, 10)
			k := compile(t, e, p)
			s := &mech.Scratch{}
			k.Run(b, 0, s)
			require.Nil(t, b.Prepared, "no rows, no code")
			require.PanicsWithValue(t, "native: HH is to do 11 rows, and a column has 10", func() { k.Run(b, 11, s) })
			require.PanicsWithValue(t, fmt.Sprintf("native: HH has %d inputs and %d outputs, and 0 and 0 are bound", len(p.Inputs), len(p.Outputs)),
				func() { k.Run(&mech.Binding{}, 1, s) })
			_, b = hh(t, 10)
			b.Inputs[0] = mech.Operand{Uniform: true}
			require.Panics(t, func() { k.Run(b, 10, s) })
			bad := *p
			bad.Code.Outputs = append(slices.Clone(p.Code.Outputs), 9999)
			_, err := e.Compile(&bad)
			require.ErrorContains(t, err, "is value 9999")
		})
	}
}

// refusing is an interpreter that must not be asked.
type refusing struct{}

func (refusing) Run(*mech.Binding, int, *mech.Scratch) { panic("a row was left to the interpreter") }

// TestTailsStay: what the places behind the last row would give (a logarithm of 0) leaves nothing to the interpreter.
func TestTailsStay(t *testing.T) {
	var graph form.Graph
	p := &mech.Program{Mechanism: "logarithm", Inputs: []mech.Input{{Key: "x"}}, Outputs: []mech.Output{{Key: "y"}}}
	p.Code = graph.Code(1, []form.Value{graph.Unary(form.Log, graph.Input(0))})
	for width, e := range engines(t) {
		t.Run(width, func(t *testing.T) {
			k := compile(t, e, p).(*kernel)
			k.slow = refusing{}
			for rows := 1; rows < 20; rows++ {
				b := &mech.Binding{Inputs: []mech.Operand{{Values: slices.Repeat([]float64{2}, rows)}}, Outputs: []mech.Target{{Values: make([]float64, rows)}}}
				k.Run(b, rows, &mech.Scratch{})
				require.Equal(t, slices.Repeat([]float64{math.Ln2}, rows), b.Outputs[0].Values)
			}
		})
	}
}

// TestRefused: where the system gives no executable memory after all, the interpreter does it, and the kernel says so.
func TestRefused(t *testing.T) {
	for width, e := range engines(t) {
		t.Run(width, func(t *testing.T) {
			p, want := hh(t, 30)
			compile(t, interp.New(), p).Run(want, 30, &mech.Scratch{})
			_, b := hh(t, 30)
			e.(*engine).pages = func([]byte) (*pages, error) { return nil, errors.New("not allowed") }
			k := compile(t, e, p)
			require.Empty(t, k.(mech.Describer).Describe())
			k.Run(b, 30, &mech.Scratch{})
			require.Equal(t, results(want), results(b))
			require.Equal(t, "interp: no executable memory: not allowed", k.(mech.Describer).Describe())
		})
	}
}

// TestMoving: inputs that move are read where they lie in each run, and columns that are asked for ahead change nothing.
func TestMoving(t *testing.T) {
	for width, e := range engines(t) {
		t.Run(width, func(t *testing.T) {
			const rows = 21
			p, want := hh(t, rows)
			_, b := hh(t, rows)
			v := voltage(p)
			b.Inputs[v].Moves = true
			b.Ahead = make([][]float64, 2)
			slow, fast := compile(t, interp.New(), p), compile(t, e, p)
			for run := range 3 {
				column := make([]float64, rows)
				for row := range column {
					column[row] = -60 + float64(row*(run+1))
				}
				column[7*run] = 1e9 // the interpreter's
				want.Inputs[v].Values, b.Inputs[v].Values = column, slices.Clone(column)
				b.Ahead[0], b.Ahead[1] = make([]float64, rows), column
				slow.Run(want, rows, &mech.Scratch{})
				fast.Run(b, rows, &mech.Scratch{})
				requireSameBits(t, results(want), results(b), func() []any { return []any{"run", run} })
			}
			b.Inputs[v].Values = b.Inputs[v].Values[:rows-1]
			require.Panics(t, func() { fast.Run(b, rows, &mech.Scratch{}) })
		})
	}
}

// TestKeep: inputs are kept as they were before outputs overwrite them, past the caches or not, also of rows that the interpreter does.
func TestKeep(t *testing.T) {
	list := engines(t)
	list["interp"] = interp.New()
	for width, e := range list {
		for _, rows := range []int{1, 8, 29, 700} {
			for _, past := range []bool{false, true} {
				t.Run(fmt.Sprint(width, rows, past), func(t *testing.T) {
					p, want := hh(t, rows)
					_, b := hh(t, rows)
					v := voltage(p)
					for row := 3; row < rows; row += 11 {
						want.Inputs[v].Values[row], b.Inputs[v].Values[row] = 1e9, 1e9 // the interpreter's
					}
					compile(t, interp.New(), p).Run(want, rows, &mech.Scratch{})
					_, first := hh(t, rows)
					first.Inputs[v].Values = b.Inputs[v].Values
					var places [][]float64
					for i, in := range p.Inputs {
						if in.Role == mech.State || in.Role == mech.Voltage {
							memory := make([]float64, rows+9)
							place := unsafe.Slice(aligned(&memory, rows), rows)
							b.Keep = append(b.Keep, mech.Kept{Input: i, Values: place, Past: past})
							places = append(places, place)
						}
					}
					k := compile(t, e, p)
					k.Run(b, rows, &mech.Scratch{})
					requireSameBits(t, results(want), results(b), func() []any { return nil })
					for i, kept := range b.Keep {
						require.Equal(t, first.Inputs[kept.Input].Values, places[i])
					}
				})
			}
		}
	}
}
