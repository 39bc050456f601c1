package systems

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"golgi/systems/lanes"
	"golgi/systems/tree"
)

// TestFindOctets: in every octet eight compartments have eight places in a row, what was found before stays, and nothing long is left out.
func TestFindOctets(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	for range 300 {
		w := cable{}
		place := int32(0)
		for range 1 + random.IntN(6) { // stretches, with a branchpoint behind each
			low := len(w.place)
			for range 1 + random.IntN(200) {
				w.place = append(w.place, place)
				place++
			}
			place += int32(1 + random.IntN(2))
			if n := (len(w.place) - low) &^ (lanes.Width - 1); n > 0 && random.IntN(3) == 0 { // as of a cell in strips
				w.octets = append(w.octets, tree.Run{Low: low, High: low + n})
			}
		}
		before := append([]tree.Run{}, w.octets...)
		w.findOctets()
		require.Subset(t, w.octets, before)
		end, row := 0, make([]int, len(w.place)) // length of the stretch that a compartment ends, of those in no octet
		for _, r := range append(w.octets, tree.Run{Low: len(w.place), High: len(w.place)}) {
			require.GreaterOrEqual(t, r.Low, end)
			require.Zero(t, (r.High-r.Low)%lanes.Width)
			for k := r.Low; k < r.High; k++ {
				if (k-r.Low)%lanes.Width > 0 {
					require.Equal(t, w.place[k-1]+1, w.place[k])
				}
			}
			for k := end; k < r.Low; k++ {
				row[k] = 1
				if k > end && w.place[k] == w.place[k-1]+1 {
					row[k] = row[k-1] + 1
				}
				require.Less(t, row[k], shortestOctets)
			}
			end = r.High
		}
	}
}
