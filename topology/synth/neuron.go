package synth

import (
	"math"
	"math/rand/v2"

	"golgi/topology"
)

// Pyramidal returns a layer 5 pyramidal cell with the measures of
// [DefaultOptions]: 149 branches, the soma being branch 0.
func Pyramidal(seed uint64) *topology.Morphology {
	m, err := Neuron(seed, DefaultOptions())
	if err != nil {
		panic("synth: the default options are refused: " + err.Error())
	}
	return m
}

// Neuron returns a neuron with soma, basal dendrites, apical trunk with oblique
// dendrites and tuft, and axon. The soma is branch 0 (type 1); basal dendrites
// (3) and the axon (2) begin at its start, the apical trunk (4) at its end. All
// other branches come in pairs at the end of another.
//
// At a bifurcation radii follow Rall's 3/2 power rule (Rall 1959), thicker for
// the daughter with more tips, down to the least radius of the arbor.
//
// Written as SWC and read again it is the same tree: a branch repeats the
// point it begins at, with the radius of its parent's end, or with its own
// where it begins at the soma.
func Neuron(seed uint64, options Options) (*topology.Morphology, error) {
	if err := options.check(); err != nil {
		return nil, err
	}
	g := &grower{
		rand:    rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)),
		spacing: options.Spacing,
	}
	g.soma(options.Soma)
	g.basal(options.Basal)
	if options.Trunk.Length > 0 {
		g.apical(options)
	}
	g.axon(options.Axon)
	return &topology.Morphology{Branches: g.branches}, nil
}

// soma lays points along y whose radii follow an ellipse on top of the end radius.
func (g *grower) soma(s Soma) {
	points := make([]topology.Point, s.Points)
	for j := range points {
		f := 2*float64(j)/float64(s.Points-1) - 1 // from -1 to 1
		bulge := float64((s.Radius - s.EndRadius) * math.Sqrt(1-float64(f*f)))
		points[j] = point(vector{0, float64(f * s.Length / 2), 0}, s.EndRadius+bulge)
	}
	g.branches = append(g.branches, topology.Branch{
		Attachment: topology.Attachment{Parent: -1}, Type: somaType, Points: points,
	})
}

// basal stems leave in directions spread evenly around the y axis, below the horizon.
func (g *grower) basal(a Arbor) {
	down := vector{0, -1, 0}
	start := randomAcross(g.rand, down)
	sideways := vector{start.z, 0, -start.x}
	for i, tips := range g.share(a.Tips, a.Stems) {
		across := turned(start, sideways, (float64(i)+float64(0.6*(g.rand.Float64()-0.5)))/float64(a.Stems))
		direction := tilted(down, across, 0.6+float64(0.38*g.rand.Float64()))
		g.arbor(stem{parent: 0, at: 0, kind: basalType, direction: direction, pull: direction, tips: tips, radius: a.Radius}, a)
	}
}

// turned returns the direction at a part of a full turn from a towards b; the
// angle is only roughly proportional, which is enough for spreading stems.
func turned(a, b vector, part float64) vector {
	quarter := int(math.Floor(4 * part))
	f := float64(4*part) - float64(quarter)
	for range ((quarter % 4) + 4) % 4 {
		a, b = b, a.times(-1)
	}
	return a.times(1 - f).plus(b.times(f)).unit()
}

// apical grows the trunk from bend to bend, an oblique stem at each, then the tuft.
func (g *grower) apical(o Options) {
	up := vector{0, 1, 0}
	bends := o.Oblique.Stems
	sections := bends + 1
	if o.Tuft.Stems > 0 && bends > 0 {
		sections = bends // the tuft is what follows the last bend
	}
	tips := g.share(o.Oblique.Tips, bends)
	parent, direction := 0, up
	side := randomAcross(g.rand, up)
	for i := range sections {
		from := mix(o.Trunk.Radius, o.Trunk.EndRadius, float64(i)/float64(sections))
		to := mix(o.Trunk.Radius, o.Trunk.EndRadius, float64(i+1)/float64(sections))
		length := o.Trunk.Length / float64(sections) * around(g.rand, 0.5)
		parent, direction = g.branch(stem{
			parent: parent, at: 1, kind: apicalType, direction: direction, pull: up, radius: from,
		}, length, to, o.Trunk.Wander)
		if i < bends {
			// Successive obliques leave at about 140 degrees to each other, seen from above.
			side = tilted(side.times(-1), vector{side.z, 0, -side.x}, 0.64*around(g.rand, 0.3))
			outwards := tilted(side, up, 0.1+float64(0.45*g.rand.Float64()))
			g.arbor(stem{parent: parent, at: 1, kind: apicalType, direction: outwards, pull: outwards, tips: tips[i], radius: o.Oblique.Radius}, o.Oblique)
		}
	}
	if o.Tuft.Stems == 0 {
		return
	}
	if bends == 0 {
		// A lone child would be one branch with the trunk: divide at once.
		g.fork(parent, stem{at: 1, kind: apicalType, direction: direction, pull: up, tips: o.Tuft.Tips, radius: o.Tuft.Radius}, o.Tuft)
		return
	}
	g.arbor(stem{parent: parent, at: 1, kind: apicalType, direction: direction, pull: up, tips: o.Tuft.Tips, radius: o.Tuft.Radius}, o.Tuft)
}

func (g *grower) axon(a Arbor) {
	down := vector{0, -1, 0}
	for _, tips := range g.share(a.Tips, a.Stems) {
		direction := tilted(down, randomAcross(g.rand, down), 0.15)
		g.arbor(stem{parent: 0, at: 0, kind: axonType, direction: direction, pull: down, tips: tips, radius: a.Radius}, a)
	}
}

func mix(a, b, f float64) float64 { return a + float64(f*(b-a)) }
