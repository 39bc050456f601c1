package vis

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"golgi/internal/atomicfile"
)

// Format is a file format of pictures.
type Format string

// The formats.
const (
	PNG Format = "png"
	SVG Format = "svg"
)

// FormatOf returns the format that the end of a file's name asks for: .png or
// .svg. Any other end is an error.
func FormatOf(file string) (Format, error) {
	switch end := strings.ToLower(filepath.Ext(file)); end {
	case ".png":
		return PNG, nil
	case ".svg":
		return SVG, nil
	default:
		return "", fmt.Errorf("%s: no picture format ends in %q; there are .png and .svg", file, end)
	}
}

// Picture is a drawing that can be written in any format, as often as wanted.
type Picture struct {
	width, height vg.Length // on paper
	dpi           int       // of a PNG
	shaded        bool      // shades of colour stand for values
	paint         func(*sheet)
}

// Pixels returns the size of the picture as a PNG.
func (p *Picture) Pixels() (width, height int) {
	dots := func(l vg.Length) int { return int(float64(l)/72*float64(p.dpi) + 0.5) }
	return dots(p.width), dots(p.height)
}

// Write writes the picture in a format.
func (p *Picture) Write(w io.Writer, format Format) error {
	switch format {
	case PNG:
		canvas := vgimg.NewWith(vgimg.UseWH(p.width, p.height), vgimg.UseDPI(p.dpi), vgimg.UseBackgroundColor(color.White))
		p.paint(newSheet(canvas, p.width, p.height, p.dpi))
		encoder := png.Encoder{CompressionLevel: png.BestSpeed}
		return encoder.Encode(w, compact(canvas.Image().(*image.RGBA), p.shaded))
	case SVG:
		canvas := vgsvg.New(p.width, p.height)
		p.paint(newSheet(canvas, p.width, p.height, 144))
		var text bytes.Buffer
		if _, err := canvas.WriteTo(&text); err != nil {
			return err
		}
		// Machines without the font would otherwise choose one with serifs.
		named := bytes.ReplaceAll(text.Bytes(), []byte("font-family:Liberation Sans"),
			[]byte("font-family:Liberation Sans,Arimo,Helvetica,Arial,sans-serif"))
		// Maps are PNG images, whatever the canvas calls them.
		named = bytes.ReplaceAll(named, []byte("data:image/jpg;base64"), []byte("data:image/png;base64"))
		_, err := w.Write(named)
		return err
	}
	return fmt.Errorf("no picture format %q; there are png and svg", format)
}

// Save writes the picture to a file, in the format that the end of its name
// asks for. The file appears whole or not at all.
func (p *Picture) Save(file string) error {
	format, err := FormatOf(file)
	if err != nil {
		return err
	}
	return atomicfile.Write(file, func(w io.Writer) error { return p.Write(w, format) })
}
