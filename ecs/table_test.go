package ecs

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTableStaysUniformUntilRowsDiffer(t *testing.T) {
	table := NewTable("HH", ColumnSpec{"HH_gNa", "S/cm2", 0.12}, ColumnSpec{"HH_m", "1", 0.2})
	require.Zero(t, table.AppendRows(1_000_000))
	require.Less(t, table.Bytes(), 64, "a million equal rows cost nothing")
	v, uniform := table.Uniform(0)
	require.True(t, uniform)
	require.Equal(t, 0.12, v)

	table.SetAll(0, 0.3)
	table.Set(0, 17, 0.3)
	_, uniform = table.Uniform(0)
	require.True(t, uniform)
	table.Set(0, 17, 0.4)
	_, uniform = table.Uniform(0)
	require.False(t, uniform)
	require.Equal(t, 0.3, table.Value(0, 16))
	require.Equal(t, 0.4, table.Value(0, 17))
	_, uniform = table.Uniform(1)
	require.True(t, uniform)

	require.Equal(t, 1_000_000, table.AppendRows(2))
	require.Equal(t, 0.12, table.Value(0, 1_000_001), "new rows hold the default")
	require.Equal(t, -1, table.Index("HH_gK"))
	require.Equal(t, 1, table.Index("HH_m"))
	require.Panics(t, func() { table.Value(1, 1_000_002) })
	_, err := table.AddColumn(ColumnSpec{Name: "HH_m"})
	require.ErrorContains(t, err, "already")
	_, err = table.AddColumn(ColumnSpec{})
	require.Error(t, err)
	require.Error(t, table.SetValues(0, []float64{1}))
}

func TestTableTellsNaNAndSignedZeroApart(t *testing.T) {
	table := NewTable("x", ColumnSpec{"a", "", math.NaN()})
	table.AppendRows(2)
	table.Set(0, 0, math.NaN())
	_, uniform := table.Uniform(0)
	require.True(t, uniform)
	table.SetAll(0, 0)
	table.Set(0, 1, math.Copysign(0, -1))
	require.True(t, math.Signbit(table.Value(0, 1)))
	require.False(t, math.Signbit(table.Value(0, 0)))
}

// A table behaves as plain slices would, whatever is done to it.
func TestTableAgainstSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		defaults := []float64{1, 2}
		table := NewTable("t", ColumnSpec{"a", "", 1}, ColumnSpec{"b", "", 2})
		model := [][]float64{nil, nil}
		value := rapid.Float64Range(0, 3)
		for range rapid.IntRange(1, 40).Draw(t, "operations") {
			n := table.Len()
			column := rapid.IntRange(0, len(model)-1).Draw(t, "column")
			switch rapid.SampledFrom([]string{"append", "set", "all", "rows", "values", "remove", "column", "clone"}).Draw(t, "operation") {
			case "append":
				more := rapid.IntRange(0, 5).Draw(t, "rows")
				table.AppendRows(more)
				for c := range model {
					for range more {
						model[c] = append(model[c], defaults[c])
					}
				}
			case "set":
				if n > 0 {
					row, v := rapid.IntRange(0, n-1).Draw(t, "row"), math.Floor(value.Draw(t, "v"))
					table.Set(column, row, v)
					model[column][row] = v
				}
			case "all":
				if n > 0 {
					v := value.Draw(t, "v")
					table.SetAll(column, v)
					fill(model[column], v)
				}
			case "rows":
				if n > 0 {
					v := value.Draw(t, "v")
					rows := rapid.SliceOf(rapid.Int32Range(0, int32(n-1))).Draw(t, "rows")
					table.SetRows(column, rows, v)
					for _, r := range rows {
						model[column][r] = v
					}
				}
			case "values":
				values := rapid.SliceOfN(value, n, n).Draw(t, "values")
				require.NoError(t, table.SetValues(column, values))
				copy(model[column], values)
			case "remove":
				if n > 0 {
					rows := rapid.SliceOfDistinct(rapid.Int32Range(0, int32(n-1)), rapid.ID[int32]).Draw(t, "rows")
					place := table.RemoveRows(rows)
					for c := range model {
						kept := make([]float64, n-len(rows))
						for old, at := range place {
							if at >= 0 {
								kept[at] = model[c][old]
							}
						}
						model[c] = kept
					}
				}
			case "column":
				if len(model) < 5 {
					v := value.Draw(t, "v")
					_, err := table.AddColumn(ColumnSpec{string(rune('c' + len(model))), "", v})
					require.NoError(t, err)
					defaults = append(defaults, v)
					model = append(model, make([]float64, n))
					fill(model[len(model)-1], v)
				}
			case "clone":
				old := table
				table = table.Clone()
				if n > 0 {
					old.Set(column, 0, -1)
				}
			}
			for c := range model {
				require.Equal(t, table.Len(), len(model[c]))
				require.Equal(t, append([]float64{}, model[c]...), append([]float64{}, table.Values(c, nil)...))
				stored, uniform := table.Stored(c)
				for row := range model[c] {
					require.Equal(t, model[c][row], table.Value(c, row))
					if uniform {
						require.Equal(t, stored[0], model[c][row])
					}
				}
			}
		}
	})
}
