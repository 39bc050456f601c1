package vis

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFormatOf(t *testing.T) {
	for file, want := range map[string]Format{"a.png": PNG, "b/C.SVG": SVG, "x.y.PnG": PNG} {
		format, err := FormatOf(file)
		require.NoError(t, err)
		require.Equal(t, want, format)
	}
	for _, file := range []string{"a.pdf", "png", ""} {
		_, err := FormatOf(file)
		require.ErrorContains(t, err, ".png and .svg")
	}
}

func TestPicturesAreTheSameEveryTime(t *testing.T) {
	draw := func() *Picture {
		cell := pyramidal(t, 2)
		require.NoError(t, cell.Branch(0, 20, 100).Record("v"))
		p, err := Morphology(cell.View, MorphologyOptions{Title: "cell"})
		require.NoError(t, err)
		return p
	}
	first := draw()
	for _, format := range []Format{PNG, SVG} {
		bytes := write(t, first, format)
		require.Equal(t, bytes, write(t, first, format), "the same picture twice")
		require.Equal(t, bytes, write(t, draw(), format), "the same cell twice")
	}
}

func TestSVGIsWellFormed(t *testing.T) {
	times, traces := waves(30, 50)
	traces[0].SWCType = 2
	for _, layout := range []Layout{Overlaid, Stacked, Map} {
		p, err := DrawTraces(times, traces, TracesOptions{Title: `a < b & "c"`, Layout: layout})
		require.NoError(t, err)
		svg := write(t, p, SVG)
		decoder := xml.NewDecoder(bytes.NewReader(svg))
		for err = nil; err == nil; {
			_, err = decoder.Token()
		}
		require.ErrorIs(t, err, io.EOF)
		require.Equal(t, layout == Map, bytes.Contains(svg, []byte("data:image/png;base64,iVBOR")))
	}
}

func TestSaveWritesWholeFilesOrNone(t *testing.T) {
	p, err := Morphology(ball(t).View, MorphologyOptions{})
	require.NoError(t, err)
	dir := t.TempDir()
	for _, name := range []string{"a.png", "a.svg"} {
		require.NoError(t, p.Save(filepath.Join(dir, name)))
		require.NoError(t, p.Save(filepath.Join(dir, name)), "it replaces what is there")
	}
	width, height := p.Pixels()
	f, err := os.ReadFile(filepath.Join(dir, "a.png"))
	require.NoError(t, err)
	config, err := png.DecodeConfig(bytes.NewReader(f))
	require.NoError(t, err)
	require.Equal(t, [2]int{width, height}, [2]int{config.Width, config.Height})

	require.ErrorIs(t, p.Save(filepath.Join(dir, "none", "a.png")), os.ErrNotExist)
	require.Error(t, p.Save(filepath.Join(dir, "a.jpg")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder.png"), 0o755))
	require.ErrorContains(t, p.Save(filepath.Join(dir, "folder.png")), "folder.png: cannot be written")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 3, "nothing is left behind")

	full := errors.New("full")
	require.ErrorIs(t, p.Write(failing{full}, PNG), full)
	require.ErrorIs(t, p.Write(failing{full}, SVG), full)
	require.ErrorContains(t, p.Write(failing{full}, "bmp"), "png and svg")
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// A palette keeps every pixel within its tolerance, and areas exactly.
func TestCompactKeepsColours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shaded := rapid.Bool().Draw(t, "shaded")
		img := image.NewRGBA(image.Rect(0, 0, 40, 40))
		colours := rapid.SliceOfN(rapid.Uint32(), 1, 400).Draw(t, "colours")
		for i := range 1600 {
			c := colours[i%len(colours)]
			img.SetRGBA(i%40, i/40, color.RGBA{uint8(c), uint8(c >> 8), uint8(c >> 16), 255})
		}
		for i := range 900 { // an area
			img.SetRGBA(i%40, i/40, vermilion)
		}
		small := compact(img, shaded)
		most := tolerances(shaded)[len(tolerances(shaded))-1]
		for i := range 1600 {
			want := img.RGBAAt(i%40, i/40)
			got := color.RGBAModel.Convert(small.At(i%40, i/40)).(color.RGBA)
			off := max(difference(want.R, got.R), difference(want.G, got.G), difference(want.B, got.B), difference(want.A, got.A))
			require.LessOrEqual(t, off, most)
			if i < 900 {
				require.Equal(t, vermilion, got)
			}
		}
	})
}

func TestPaletteIsColourBlindSafe(t *testing.T) {
	// Shades get steadily lighter, so that they are in order without any colour.
	last := -1.0
	for i := range 256 {
		c := scaleColour(float64(i) / 255)
		light := 0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B)
		require.GreaterOrEqual(t, light, last-0.8, "shade %d", i) // 0.8: channels are whole numbers
		last = light
	}
	seen := map[color.RGBA]bool{}
	for i := range numDistinct {
		require.False(t, seen[distinct(i)])
		seen[distinct(i)] = true
	}
	for _, a := range []int{1, 2, 3, 4} {
		for _, b := range []int{1, 2, 3, 4} {
			require.Equal(t, a == b, typeColour(a) == typeColour(b))
		}
	}
}
