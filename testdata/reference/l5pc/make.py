"""Makes traces.csv and spikes.csv of a layer 5 pyramidal cell with every mechanism of Hay et al. (2011).

Needs: pip install jaxley==0.14.0 jaxley-mech==0.4.0
Run:   python make.py        (about a minute)
"""

import csv

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platform_name", "cpu")

import jaxley as jx
import numpy as np
from jaxley.channels import Leak
from jaxley_mech.channels import l5pc

DT, T_MAX, EVERY = 0.001, 100.0, 200  # ms, ms, steps

# Branch: parent, compartments, radius um, length of the branch um, group.
BRANCHES = [
    (-1, 1, 10.0, 20.0, "soma"),
    (0, 3, 0.6, 60.0, "axon"),
    (0, 2, 1.2, 120.0, "basal"),
    (0, 2, 1.0, 150.0, "basal"),
    (0, 4, 2.5, 300.0, "apical"),
    (4, 1, 0.6, 120.0, "apical"),
    (4, 3, 1.8, 240.0, "apical"),
    (6, 2, 0.7, 160.0, "apical"),
    (6, 2, 0.6, 180.0, "apical"),
]

# Release values of the cell, S/cm2 (BluePyOpt, examples/l5pc).
SOMA = {"NaTs2T": 0.983955, "SKv3_1": 0.303472, "SKE2": 0.008407, "CaHVA": 0.000994, "CaLVA": 0.000333}
AXON = {
    "NaTaT": 3.137968, "SKv3_1": 1.021945, "KPst": 0.973538, "KTst": 0.089259, "NapEt2": 0.006827,
    "SKE2": 0.007104, "CaHVA": 0.00099, "CaLVA": 0.008752,
}
APICAL = {"NaTs2T": 0.026145, "SKv3_1": 0.004226, "M": 0.000143}
EVERYWHERE = {"H": 8e-5}
CALCIUM = {"soma": (0.000609, 210.485284), "axon": (0.00291, 287.198731)}  # gamma, decay ms

ORDER = ["NaTaT", "NaTs2T", "NapEt2", "KPst", "KTst", "SKv3_1", "M", "CaHVA", "CaLVA", "SKE2", "H"]


def build():
    compartment = jx.Compartment()
    branches = [jx.Branch(compartment, ncomp=n) for _, n, _, _, _ in BRANCHES]
    cell = jx.Cell(branches, parents=[b[0] for b in BRANCHES])
    for i, (_, n, radius, length, group) in enumerate(BRANCHES):
        cell.branch(i).set("radius", radius)
        cell.branch(i).set("length", length / n)
        cell.branch(i).set("capacitance", 2.0 if group in ("apical", "basal") else 1.0)
        cell.branch(i).add_to_group(group)
    cell.set("axial_resistivity", 100.0)
    cell.set("v", -75.0)
    cell.insert(Leak())
    cell.set("Leak_gLeak", 3e-5)
    cell.set("Leak_eLeak", -75.0)
    places = {"soma": SOMA, "axon": AXON, "apical": APICAL}
    for name in ORDER:
        for group, values in places.items():
            if name in values:
                getattr(cell, group).insert(getattr(l5pc, name)())
                getattr(cell, group).set(f"{name}_g{name}", values[name])
        if name in EVERYWHERE:
            cell.insert(getattr(l5pc, name)())
            cell.set(f"{name}_g{name}", EVERYWHERE[name])
    for group, (gamma, decay) in CALCIUM.items():
        getattr(cell, group).insert(l5pc.CaPump())
        getattr(cell, group).set("CaPump_gamma", gamma)
        getattr(cell, group).set("CaPump_decay", decay)
    for group in CALCIUM:
        getattr(cell, group).insert(l5pc.CaNernstReversal())
    cell.set("eNa", 50.0)
    cell.set("eK", -85.0)
    return cell


def main():
    cell = build()
    cell.init_states()
    cell.soma.stimulate(jx.step_current(20.0, 70.0, 0.8, DT, T_MAX))
    cell.branch(0).comp(0).record("v")
    cell.branch(1).comp(2).record("v")
    cell.branch(6).comp(2).record("v")
    cell.branch(0).comp(0).record("CaCon_i")
    cell.branch(1).comp(0).record("CaCon_i")
    cell.branch(0).comp(0).record("eCa")
    traces = np.asarray(jx.integrate(cell, delta_t=DT, t_max=T_MAX))
    names = ["soma.v", "axon.v", "trunk.v", "soma.CaCon_i", "axon.CaCon_i", "soma.eCa"]
    with open("traces.csv", "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["t_ms"] + names)
        for n in range(0, round(T_MAX / DT) + 1, EVERY):
            out.writerow([f"{n * DT:.6g}"] + [f"{x:.8g}" for x in traces[:, n]])
    with open("spikes.csv", "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["trace", "t_ms"])
        for name, v in zip(names[:3], traces[:3]):
            for n in np.nonzero((v[:-1] < -20.0) & (v[1:] >= -20.0))[0]:
                out.writerow([name, f"{(n + (-20.0 - v[n]) / (v[n + 1] - v[n])) * DT:.6f}"])
    print(open("spikes.csv").read(), traces.shape, traces.min(axis=1), traces.max(axis=1))


if __name__ == "__main__":
    main()
