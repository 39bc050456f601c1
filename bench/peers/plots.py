"""The plots of docs/benchmarks.md, with matplotlib."""

import os

COLOURS = {"golgi": "#d55e00", "arbor": "#0072b2", "jaxley": "#009e73", "neuron": "#cc79a7", "limit": "#555555", "factored": "#aaaaaa"}


def draw(folder, rows, points):
    """Writes benchmarks.png and scaling.png, and says whether it could."""
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.use("Agg")
    from matplotlib import pyplot

    bars(pyplot, rows).savefig(os.path.join(folder, "benchmarks.png"), dpi=130)
    lines(pyplot, points).savefig(os.path.join(folder, "scaling.png"), dpi=130)
    return True


def bars(pyplot, rows):
    """The time a compartment-step, a group of bars for each workload."""
    workloads = list(dict.fromkeys(row["workload"] for row in rows))
    figure, axes = pyplot.subplots(figsize=(13, 4.5), layout="constrained")
    named = set()
    for place, workload in enumerate(workloads):
        here = [row for row in rows if row["workload"] == workload]
        for i, row in enumerate(here):
            x = place + 0.14 * (i - (len(here) - 1) / 2)
            label = row["simulator"] if row["key"] not in named else None
            named.add(row["key"])
            axes.bar(x, row["ns_per_compartment_step"], 0.13, color=COLOURS.get(row["key"], "black"), label=label)
            axes.annotate(f"{row['ns_per_compartment_step']:.3g}", (x, row["ns_per_compartment_step"]), ha="center", va="bottom", fontsize=7)
    axes.set_yscale("log")
    axes.set_ylim(bottom=min(row["ns_per_compartment_step"] for row in rows) / 2)
    axes.set_xticks(range(len(workloads)), [w.replace("l5pc_with_axon.swc", "l5pc").replace(" --", "\n--", 1) for w in workloads], fontsize=8)
    axes.set_ylabel("ns a compartment-step")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=3, frameon=False, fontsize=8)
    return figure


def lines(pyplot, points):
    """The time a compartment-step against size, with the time that moving its bytes takes below."""
    figure, axes = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
    for series, colour, name in (("cells", "#d55e00", "cells of 28 compartments"), ("compartments", "#0072b2", "one cell of 255 branches")):
        here = [p for p in points if p["series"] == series]
        size = [p["ncomp"] for p in here]
        axes.plot(size, [p["ns_per_comp_step"] for p in here], "o-", color=colour, label=name)
        axes.plot(size, [p["moving_ns"] for p in here], "--", color=colour, label="moving all their bytes once")
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("compartments")
    axes.set_ylabel("ns a compartment-step")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8)
    return figure
