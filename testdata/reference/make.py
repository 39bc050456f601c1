"""Makes traces.csv and nodes.csv of every folder here that holds a model.yaml, with Jaxley.

    pip install jaxley==0.14.0 pyyaml
    python make.py [FOLDER ...]

Reads as much of a model file as the cases here use. Differs from Jaxley in one thing: the current of a synapse is
linearised in the postsynaptic voltage alone, where Jaxley shifts the presynaptic one along with it.
"""
import csv
import pathlib
import re
import sys

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platform_name", "cpu")

import jax.numpy as jnp
import jaxley as jx
import numpy as np
import yaml
from jaxley import channels, synapses
from jaxley.connect import connect, fully_connect

COLUMNS = (
    "global_cell_index global_branch_index global_comp_index length radius area volume "
    "resistive_load_in resistive_load_out axial_resistivity capacitance v"
).split()
STEP = re.compile(r"([A-Za-z]\w*)(?:\(([^)]*)\))?")


def one_sided(kind):
    """The class of a synapse whose current does not see Jaxley's shift of the presynaptic voltage.

    Jaxley evaluates the current under vmap, in one lane for the voltages and in the other for both of them raised by
    1e-3 mV. The lesser of the two lanes is the voltage itself.
    """

    class OneSided(kind):
        def compute_current(self, states, pre_voltage, post_voltage, params):
            unshifted = jax.lax.pmin(pre_voltage, "shift")
            return super().compute_current(states, unshifted, post_voltage, params)

    OneSided.__name__ = kind.__name__
    return OneSided


def name_the_axis():
    """Gives the vmap over the two voltages a name, so that the synapses above can compare its lanes."""
    from jaxley.modules import network

    plain = network.vmap

    def vmap(function, in_axes=0, **rest):
        if in_axes == (None, 0, 0, None):
            rest["axis_name"] = "shift"
        return plain(function, in_axes=in_axes, **rest)

    network.vmap = vmap


def mechanism(kind, name):
    if hasattr(synapses, kind):
        return one_sided(getattr(synapses, kind))(name or kind)
    return getattr(channels, kind)(name or kind)


def numbers(text):
    if text == "all":
        return "all"
    if ":" in text:
        low, high = map(int, text.split(":"))
        return list(range(low, high))
    return yaml.safe_load(text)


def view(model, path):
    if path != "all":
        for kind, argument in STEP.findall(path):
            if kind == "group":
                model = getattr(model, argument)
            elif kind == "loc":
                model = model.loc(float(argument))
            elif kind in ("cell", "branch", "comp", "edge"):
                model = getattr(model, kind)(numbers(argument))
            else:
                model = getattr(model, kind)
    return model


def place(entry):
    return entry.get("at", "all")


def value(entry):
    return np.asarray(entry["value"], float) if isinstance(entry["value"], list) else entry["value"]


def samples(stimulus, dt, count):
    t = np.arange(count)
    kind = "step" if "step" in stimulus else "sine"
    w = stimulus[kind]
    on = (t >= round(w["delay"] / dt)) & (t < round((w["delay"] + w["dur"]) / dt))
    shape = np.sin(2 * np.pi * w["freq"] * t * dt / 1000) if kind == "sine" else 1.0
    return jnp.asarray(w.get("offset", 0.0) + on * w["amp"] * shape)


def cell(spec, folder):
    if "swc" in spec:
        options = {key: spec[key] for key in ("max_branch_len", "min_radius") if key in spec}
        return jx.read_swc(str(folder / spec["swc"]), ncomp=spec["ncomp"], **options)
    ncomp = spec["ncomp"] if isinstance(spec["ncomp"], list) else [spec["ncomp"]] * len(spec["parents"])
    return jx.Cell([jx.Branch(jx.Compartment(), n) for n in ncomp], parents=spec["parents"])


def build(spec, folder):
    cells = {c["name"]: cell(c, folder) for c in spec["cells"]}
    model = next(iter(cells.values()))
    if "network" in spec:
        members = [{"cell": m} if isinstance(m, str) else m for m in spec["network"]]
        model = jx.Network([cells[m["cell"]] for m in members for _ in range(m.get("count", 1))])
    for entry in spec.get("ncomp", []):
        view(model, place(entry)).set_ncomp(entry["ncomp"], min_radius=entry.get("min_radius"))
    for entry in spec.get("groups", []):
        view(model, place(entry)).add_to_group(entry["name"])
    for entry in spec.get("insert", []):
        view(model, place(entry)).insert(mechanism(entry["mechanism"], entry.get("name")))
    for entry in spec.get("synapses", []):
        pre, post = view(model, entry["pre"]), view(model, entry["post"])
        if entry.get("connect") == "full":
            starts = [v.branch(0).comp(0) if "." not in entry[side] else v for side, v in (("pre", pre), ("post", post))]
            fully_connect(*starts, mechanism(entry["type"], entry.get("name")))
        else:
            connect(pre, post, mechanism(entry["type"], entry.get("name")))
    for entry in spec.get("set", []):
        view(model, place(entry)).set(entry["key"], value(entry))
    return model


def write(file, header, rows):
    with open(file, "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def make(folder):
    spec = yaml.safe_load((folder / "model.yaml").read_text())
    simulate = spec["simulate"]
    dt, t_max = simulate.get("dt", 0.025), simulate["t_max"]
    count = round(t_max / dt)
    model = build(spec, folder)

    nodes = model.nodes
    groups = sorted(model.group_names)
    table = [[format(x, ".12g") if isinstance(x, float) else x for x in row] for row in nodes[COLUMNS + groups].itertuples(index=False)]
    write(folder / "nodes.csv", COLUMNS + groups, table)

    if simulate.get("init_states"):
        model.init_states()
    for entry in spec.get("stimuli", []):
        view(model, place(entry)).stimulate(samples(entry, dt, count), verbose=False)
    for entry in spec["record"]:
        view(model, place(entry)).record(entry.get("state", "v"), verbose=False)
    for entry in spec.get("trainable", []):
        view(model, place(entry)).make_trainable(entry["key"], entry.get("init"), verbose=False)
    overrides = None
    if (folder / "overrides.yaml").exists():
        for entry in yaml.safe_load((folder / "overrides.yaml").read_text()):
            overrides = view(model, place(entry)).data_set(entry["key"], jnp.asarray(value(entry)), overrides)
    traces = np.asarray(jx.integrate(model, params=model.get_parameters(), param_state=overrides, delta_t=dt, t_max=t_max))
    assert traces.shape[1] == count + 1 and np.isfinite(traces).all()
    kept = range(0, count + 1, simulate.get("every", 1))
    rows = [[format(k * dt, ".6g")] + [format(x, ".12g") for x in traces[:, k]] for k in kept]
    write(folder / "traces.csv", ["t_ms"] + [f"r{i}" for i in range(len(traces))], rows)
    print(folder.name, traces.shape, [f"{x.min():.4g} to {x.max():.4g}" for x in traces])


name_the_axis()
here = pathlib.Path(__file__).resolve().parent
chosen = sys.argv[1:] or sorted(f.parent.name for f in here.glob("*/model.yaml"))
for case in chosen:
    make(here / case)
