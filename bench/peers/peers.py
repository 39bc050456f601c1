"""The workloads of `golgi bench` in Jaxley, NEURON and Arbor.

Each function makes a model once and returns what it is, and functions that run it: the workload, and the run alone if
that is a gradient. It raises ImportError if the simulator is not installed, or cannot do what is asked for.
"""

import math
import os
import shlex
import sys

DT = 0.025  # ms
TREE = [-1, 0, 0, 1, 1, 2, 2]
NCOMP = 4  # compartments a branch of the tree
RALLPACK_DT = 0.05  # ms
FORMS = "pop CELLS T_MAX, cell FILE.swc NCOMP T_MAX, net CELLS SYNAPSES_PER_CELL T_MAX [--random] [--vary], grad FILE.swc NCOMP T_MAX, grad pop CELLS T_MAX, rallpack NUMBER SIZE T_MAX"


class Workload:
    """What a line such as "grad cell.swc 4 20" asks for."""

    def __init__(self, text):
        words = shlex.split(text)
        self.text, self.gradient = text, words[:1] == ["grad"]
        of = words[1:] if self.gradient else words
        flags, of = [word for word in of if word.startswith("--")], [word for word in of if not word.startswith("--")]
        self.random, self.vary = "--random" in flags, "--vary" in flags  # compartments; parameters of synapses
        if self.gradient and of[:1] != ["pop"]:
            of = ["cell"] + of
        self.file, self.cells, self.ncomp, self.synapses_per_cell = None, 1, NCOMP, 0
        self.rallpack = self.size = 0
        if set(flags) - ({"--random", "--vary"} if of[:1] == ["net"] else set()):
            sys.exit(f'compare: "{text}" has flags that it cannot have; there are: {FORMS}')
        if len(of) == 3 and of[0] == "pop":
            self.cells = int(of[1])
        elif len(of) == 4 and of[0] == "net" and not self.gradient:
            self.cells, self.synapses_per_cell = int(of[1]), float(of[2])
        elif len(of) == 4 and of[0] == "cell":
            self.file, self.ncomp = of[1], int(of[2])
        elif len(of) == 4 and of[0] == "rallpack" and of[1] in ("1", "2", "3") and not self.gradient:
            self.rallpack, self.size = int(of[1]), int(of[2])
        else:
            sys.exit(f'compare: "{text}" is no workload; there are: {FORMS}')
        self.words, self.t_max = words, float(of[-1])
        self.dt = RALLPACK_DT if self.rallpack else DT
        self.steps = round(self.t_max / self.dt)

    def name(self):
        """The line without folders."""
        return " ".join(os.path.basename(word) for word in self.words)


def rallpack_branches(w):
    """Parent, length and diameter (um) of each branch of a Rallpack, and the compartments of one."""
    if w.rallpack != 2:
        return [(-1, 1000.0, 1.0)], w.size
    levels = [(i + 1).bit_length() - 1 for i in range(2**w.size - 1)]
    return [((i + 1) // 2 - 1, 32 * 2 ** (-level / 3), 16 * 2 ** (-2 * level / 3)) for i, level in enumerate(levels)], 1


def jaxley_model(w):
    if w.rallpack:
        raise ImportError("Jaxley is left out of the Rallpacks: each would be compiled")
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platform_name", "cpu")
    import jaxley
    import numpy
    from jaxley.channels import HH

    if w.file:
        model = jaxley.read_swc(w.file, ncomp=w.ncomp)
        first = model.branch(0).comp(0)
    else:
        tree = jaxley.Cell(jaxley.Branch(jaxley.Compartment(), w.ncomp), TREE)
        model = jaxley.Network([tree] * w.cells)
        first = model.cell(0).branch(0).comp(0)
    model.insert(HH())
    model.set("axial_resistivity", 5000.0)
    if w.synapses_per_cell:
        from jaxley.connect import sparse_connect
        from jaxley.synapses import IonotropicSynapse

        numpy.random.seed(0)
        sparse_connect(model.cell("all"), model.cell("all"), IonotropicSynapse(), p=w.synapses_per_cell / w.cells)
        if w.random:
            for end in ("pre_index", "post_index"):
                model.base.edges[end] = numpy.random.randint(0, len(model.nodes), len(model.edges))
        if w.vary:  # a fifth to both sides of the default, or of 10 where that is 0
            for key, default in IonotropicSynapse().synapse_params.items():
                model.base.edges[key] = default + (abs(default) or 10) * (0.4 * numpy.random.rand(len(model.edges)) - 0.2)
    first.record("v", verbose=False)
    first.stimulate(jaxley.step_current(1.0, 2.0, 1.0, DT, w.t_max), verbose=False)
    about = {"ncomp": len(model.nodes), "synapses": len(model.edges), "version": f"Jaxley {jaxley.__version__} (JAX {jax.__version__})"}
    if not w.gradient:
        model.to_jax()
        run = jax.jit(lambda: jaxley.integrate(model, delta_t=DT, t_max=w.t_max))
        return about, [lambda: jax.block_until_ready(run())]
    for key in ("HH_gNa", "radius"):
        model.branch("all").make_trainable(key, verbose=False)
    parameters = model.get_parameters()
    model.to_jax()
    level = math.ceil(math.sqrt(w.steps))

    def loss(p):
        return jax.numpy.mean(jaxley.integrate(model, params=p, delta_t=DT, t_max=w.t_max, checkpoint_lengths=[level, level]) ** 2)

    gradient = jax.jit(jax.value_and_grad(loss))
    run = jax.jit(lambda p: jaxley.integrate(model, params=p, delta_t=DT, t_max=w.t_max))
    return about, [lambda: jax.block_until_ready(gradient(parameters)), lambda: jax.block_until_ready(run(parameters))]


def neuron_model(w):
    if w.gradient or w.synapses_per_cell:
        raise ImportError("NEURON has no gradients, and no synapse of these equations")
    if w.rallpack:
        return neuron_rallpack(w)
    import neuron
    from neuron import h

    h.load_file("stdrun.hoc")
    h.load_file("import3d.hoc")
    if w.file:
        reader = h.Import3d_SWC_read()
        reader.input(w.file)
        h.Import3d_GUI(reader, False).instantiate(None)
        sections = list(h.allsec())
        for section in sections:
            section.nseg = w.ncomp
    else:
        sections = []
        for cell in range(w.cells):
            branches = [h.Section(name=f"branch_{cell}_{b}") for b in range(len(TREE))]
            for branch, parent in zip(branches, TREE):
                branch.L, branch.diam, branch.nseg = 10 * w.ncomp, 2, w.ncomp
                if parent >= 0:
                    branch.connect(branches[parent](1))
            sections += branches
    for section in sections:
        section.Ra = 5000
        section.insert("hh")
    place = sections[0](0.5 / w.ncomp)
    electrode = h.IClamp(place)
    keep = sections, electrode  # a section lives as long as its name in Python
    electrode.delay, electrode.dur, electrode.amp = 1, 2, 1
    trace = h.Vector().record(place._ref_v)
    h.CVode().cache_efficient(1)
    h.dt, h.steps_per_ms, h.celsius = DT, 1 / DT, 6.3

    def run():
        h.finitialize(-70)
        h.continuerun(w.t_max)
        if len(list(h.allsec())) != len(keep[0]) or trace.max() < 0:
            raise RuntimeError("NEURON: the model has lost sections, or its spike")

    return {"ncomp": sum(s.nseg for s in sections), "version": f"NEURON {neuron.__version__}"}, [run]


def neuron_rallpack(w):
    import neuron
    from neuron import h

    h.load_file("stdrun.hoc")
    branches, ncomp = rallpack_branches(w)
    sections = []
    for number, (parent, length, diameter) in enumerate(branches):
        section = h.Section(name=f"branch_{number}")
        section.L, section.diam, section.nseg, section.Ra, section.cm = length, diameter, ncomp, 100, 1
        if w.rallpack == 3:
            section.insert("hh")
            section.gl_hh, section.el_hh = 1 / 40000, -65
        else:
            section.insert("pas")
            section.g_pas, section.e_pas = 1 / 40000, -65
        if parent >= 0:
            section.connect(sections[parent](1))
        sections.append(section)
    place = sections[0](0.5 / ncomp)
    electrode = h.IClamp(place)
    keep = sections, electrode
    electrode.delay, electrode.dur, electrode.amp = 0, 1e9, 0.1
    trace = h.Vector().record(place._ref_v)
    h.CVode().cache_efficient(1)
    h.dt, h.steps_per_ms, h.celsius = w.dt, 1 / w.dt, 6.3

    def run():
        h.finitialize(-65)
        h.continuerun(w.t_max)
        if len(list(h.allsec())) != len(keep[0]):
            raise RuntimeError("NEURON: the model has lost sections")

    return {"ncomp": sum(s.nseg for s in sections), "version": f"NEURON {neuron.__version__}"}, [run]


def arbor_model(w):
    if w.gradient or w.synapses_per_cell:
        raise ImportError("Arbor has no gradients, and no synapse of these equations")
    import arbor
    from arbor import units

    ncomp, membrane, current = w.ncomp, arbor.density("hh"), (1, 2, 1)
    if w.file:
        shape = arbor.load_swc_neuron(w.file).morphology
    elif w.rallpack:
        segments, ends, depths, (branches, ncomp) = arbor.segment_tree(), [], [], rallpack_branches(w)
        for parent, length, diameter in branches:
            start = depths[parent] if parent >= 0 else 0.0
            depths.append(start + length)
            ends.append(segments.append(
                ends[parent] if parent >= 0 else arbor.mnpos,
                arbor.mpoint(start, 0, 0, diameter / 2), arbor.mpoint(start + length, 0, 0, diameter / 2), tag=1,
            ))
        shape, current = arbor.morphology(segments), (0, 1e9, 0.1)
        membrane = arbor.density("hh", gl=1 / 40000, el=-65) if w.rallpack == 3 else arbor.density("pas/e=-65", g=1 / 40000)
    else:  # where branches lie is of no account, only their lengths and radii
        segments, ends, depths = arbor.segment_tree(), [], []
        for parent in TREE:
            depths.append(depths[parent] + 1 if parent >= 0 else 0)
            start = 10.0 * w.ncomp * depths[-1]
            ends.append(segments.append(
                ends[parent] if parent >= 0 else arbor.mnpos,
                arbor.mpoint(start, 0, 0, 1), arbor.mpoint(start + 10 * w.ncomp, 0, 0, 1), tag=1,
            ))
        shape = arbor.morphology(segments)
    place = f"(location 0 {0.5 / ncomp})"
    paint = arbor.decor()
    paint.set_property(
        Vm=(-65 if w.rallpack else -70) * units.mV, cm=0.01 * units.F / units.m2,
        rL=(100 if w.rallpack else 5000) * units.Ohm * units.cm, tempK=279.45 * units.Kelvin,
    )
    paint.paint("(all)", membrane)
    delay, duration, amplitude = current
    cells = []
    for number in range(min(w.cells, 2)):  # the first one with an electrode
        decor = arbor.decor(paint)
        if number == 0:
            decor.place(place, arbor.i_clamp(delay * units.ms, duration * units.ms, amplitude * units.nA))
        cells.append(arbor.cable_cell(shape, decor, arbor.label_dict(), arbor.cv_policy_fixed_per_branch(ncomp)))

    class Recipe(arbor.recipe):
        def __init__(self):
            arbor.recipe.__init__(self)

        def num_cells(self):
            return w.cells

        def cell_kind(self, gid):
            return arbor.cell_kind.cable

        def cell_description(self, gid):
            return cells[min(gid, 1)]

        def global_properties(self, kind):
            return arbor.neuron_cable_properties()

        def probes(self, gid):
            return [arbor.cable_probe_membrane_voltage(place, "v")] if gid == 0 else []

    recipe = Recipe()
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    context = arbor.context(threads=threads)
    simulation = arbor.simulation(recipe, context, arbor.partition_load_balance(recipe, context))
    handle = simulation.sample((0, "v"), arbor.regular_schedule(w.dt * units.ms))

    def run():
        simulation.reset()
        simulation.run(w.t_max * units.ms, w.dt * units.ms)
        if not w.rallpack and simulation.samples(handle)[0][0][:, 1].max() < 0:
            raise RuntimeError("Arbor: the model has lost its spike")

    return {"ncomp": w.cells * shape.num_branches * ncomp, "version": f"Arbor {arbor.__version__} ({arbor.config()['arch']})"}, [run]


PEERS = {"arbor": arbor_model, "jaxley": jaxley_model, "neuron": neuron_model}
