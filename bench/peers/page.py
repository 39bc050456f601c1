#!/usr/bin/env python3
"""Measures everything that docs/benchmarks.md says, and writes it: the page, benchmarks.csv, scaling.csv, and plots.

    pip install arbor jaxley neuron matplotlib
    go build -o golgi ./cmd/golgi
    python bench/peers/page.py --golgi ./golgi --swc NEURON.swc --docs docs

It takes some minutes on an idle machine. --peers FILE takes the comparison with others from an earlier run of compare.py (its --csv)
instead of measuring it. What is not there is left out: simulators that are not installed, plots without matplotlib, the
profile without perf (of Linux).
"""

import argparse
import csv
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # leave nothing beside the sources
import compare  # noqa: E402
import plots  # noqa: E402

SERIES = ["cells", "compartments", "synapses", "workers"]


def golgi(options, *args):
    """What a workload of golgi bench measures."""
    command = [options.golgi, "bench", *args, "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"page: {' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def typed(row):
    """A row of benchmarks.csv with numbers as numbers."""
    texts = ("workload", "simulator", "key", "cpu", "date")
    return {k: v if k in texts else None if v == "" else float(v) if "." in v or "e" in v else int(v) for k, v in row.items()}


def table(header, rows, left=1):
    """A table in Markdown, the first columns to the left."""
    lines = [header, ["---"] * left + ["---:"] * (len(header) - left), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


class Aims:
    """What golgi aims at, and what was measured."""

    def __init__(self):
        self.rows = []

    def at_most(self, what, limit, value, digits=2, unit=""):
        self.rows.append((what, f"at most {limit:g}{unit}", f"{value:.{digits}f}{unit}", "yes" if value <= limit else "no"))

    def at_least(self, what, limit, value, digits=2):
        self.rows.append((what, f"at least {limit:g}", f"{value:.{digits}f}", "yes" if value >= limit else "no"))


def peers_section(rows, aims):
    found = {}
    for row in rows:
        found.setdefault(row["workload"], {})[row["key"]] = row
    lines = []
    for name, here in found.items():
        own, kind = here["golgi"], name.split()[0]
        for key, limit in (("arbor", {"pop": 0.5, "cell": 0.6}.get(kind)), ("jaxley", {"grad": 0.25}.get(kind))):
            if limit and key in here and "grad pop" not in name:
                aims.at_most(f"`{name}`, of {here[key]['simulator'].split()[0]}'s time", limit, own["seconds"] / here[key]["seconds"])
        if kind == "grad":
            aims.at_most(f"`{name}`, of its own run's time", 3, own["times_own_run"])
        if kind == "net" and "pop 1000 10" in found:
            for key, row in here.items():
                if key in found["pop 1000 10"]:
                    more = (row["seconds"] - found["pop 1000 10"][key]["seconds"]) / row["synapses"] / row["steps"] * 1e9
                    lines.append(f"`{name}` over `pop 1000 10`, {row['simulator']}: {more:.2f} ns a synapse-step.\n")
                    if key == "golgi":
                        aims.at_most(f"`{name}`, more than `pop 1000 10`, a synapse-step", 4 if "--vary" in name else 2, more, unit=" ns")
    body = []
    for row in rows:
        own = "" if row["times_own_run"] is None else f"{row['times_own_run']:.2f}"
        body.append((f"`{row['workload']}`", row["simulator"], row["compartments"], row["synapses"] or "", row["steps"], f"{row['seconds']:.4f}",
                     f"{row['ns_per_compartment_step']:.1f}", f"{row['times_golgi']:.2f}", own, f"{row['ready_s']:.2f}"))
    header = ("workload", "simulator", "compartments", "synapses", "steps", "s", "ns a compartment-step", "times golgi", "times own run", "ready, s")
    return table(header, body, 2) + ("\n" + "\n".join(lines) if lines else "")


def once_section(options, aims):
    """Start, import, batch, build."""
    rounds, found = ["--repetitions", str(options.repetitions)], []
    swc = options.swc
    if swc:
        m = golgi(options, "startup", swc, *rounds)
        found.append((f"`startup {os.path.basename(swc)}`: process start to written traces, {m['ncomp']} compartments, 20 ms", f"{1e3 * m['best_s']:.1f} ms"))
        aims.at_most("process start to written traces, that neuron, 20 ms", 100, 1e3 * m["best_s"], 1, " ms")
        m = golgi(options, "import", swc, *rounds)
        found.append((f"`import {os.path.basename(swc)}`: the file to a cell", f"{1e3 * m['best_s']:.1f} ms"))
        aims.at_most("reading that file", 15, 1e3 * m["best_s"], 1, " ms")
    batches = [((), "one cell of 28 compartments")] + [((swc, n), f"that neuron of {n} compartment{'s' * (n != '1')} a branch") for n in ("1", "4") if swc]
    for cell, what in batches:
        for flags in ((), ("--gradient",)):
            members = "64" if not cell else "16"
            m = golgi(options, "batch", *cell, members, "5", *flags, *rounds)
            of = "gradients" if flags else "runs"
            arguments = " ".join(["batch", *(os.path.basename(part) for part in cell), members, "5", *flags])
            found.append((f"`{arguments}`: {m['members']} {of} of {what} side by side, {m['gain']:.2f} times as fast as one by one", f"{1e3 * m['best_s']:.1f} ms"))
            aims.at_least(f"{m['members']} {of} of {what} as a batch, times faster than one by one", 1, m["gain"])
    m = golgi(options, "build", "--repetitions", str(min(3, options.repetitions)))
    found += [
        (f"`build`: {m['ncomp']:,} compartments in cells of 28", f"{m['build_s']:.2f} s"), ("their plan (freeze)", f"{m['freeze_s']:.2f} s"),
        (f"{m['synapses']:,} synapses", f"{m['synapse_build_s']:.2f} s"), ("their plan", f"{m['synapse_freeze_s']:.2f} s"),
        ("heap for a synapse, model and plan", f"{m['bytes_per_synapse']:.1f} bytes"),
        ("of these, counted", ", ".join(f"{owner} {m['bytes_by_owner']['synapse'][owner]:.1f}" for owner in ("world", "plan")) + " bytes"),
    ]
    aims.at_most("freeze of a million compartments", 1, m["freeze_s"], unit=" s")
    aims.at_most("build of a million synapses", 1, m["synapse_build_s"], unit=" s")
    aims.at_most("a synapse, model and plan", 64, m["bytes_per_synapse"], 1, " bytes")
    return table(("what", "shortest"), found)


def rallpack_section(rows):
    """Cost against size, a line a case and size, a column a simulator."""
    found = {}
    for row in rows:
        found.setdefault(row["workload"], {})[row["key"]] = row
    keys = list(dict.fromkeys(row["key"] for row in rows))
    body = []
    for name, here in found.items():
        _, number, _, t_max = name.split()
        body.append((f"Rallpack {number}", here["golgi"]["compartments"], f"{t_max} ms",
                     *(f"{here[key]['ns_per_compartment_step']:.1f}" if key in here else "" for key in keys)))
    names = {row["key"]: row["simulator"].split(" go1")[0] for row in rows}
    return ("## Rallpack\n\nNanoseconds a compartment-step of the three cases of [rallpack.md](rallpack.md) (Bhalla, Bilitch and Bower 1992) in several sizes, in steps of\n"
            "50 us by backward Euler, on one core, the simulators in turns. It is one cell at a time, so that no two cells share a vector, and the cable of 1 and 3 has\n"
            "no two branches either: there each node waits for the division of the one before. 1000 compartments, and 1023, are the standard.\n\n"
            + table(("case", "compartments", "duration", *(names[key] for key in keys)), body) + "\n")


def scaling(options, aims, everywhere):
    """Points of all series, on one core but for the last."""
    points = []
    for series in SERIES:
        if everywhere and series == "workers":
            os.sched_setaffinity(0, everywhere)
        least = ["--repetitions", str(max(5, options.repetitions) if series == "workers" else min(3, options.repetitions))]
        points += golgi(options, "scale", series, *least)
    for series in ("cells", "compartments"):
        here = [p["ns_per_comp_step"] for p in points if p["series"] == series]
        aims.at_most(f"dearest over cheapest compartment-step, series of {series}", 1.25, max(here) / min(here))
    two = [p for p in points if p["series"] == "workers, the same cells" and p["workers"] == 2]
    if two:
        aims.at_least("`pop 1000 10` on two workers, times faster than one", 1.8, two[0]["relative"])
    return points


def points_table(points):
    body = [(p["series"], p["workers"], p["ncomp"], p["synapses"] or "", f"{p['best_s']:.4g}", f"{p['ns_per_comp_step']:.2f}", f"{p['relative']:.2f}",
             f"{p['ns_per_synapse_step']:.2f}" if p.get("ns_per_synapse_step") else "", f"{p['bytes_per_comp']:.0f}",
             f"{p['bandwidth'] / 1e9:.0f}", f"{p['moving_ns']:.1f}") for p in points]
    return table(("series", "workers", "compartments", "synapses", "s", "ns a compartment-step", "relative", "ns a synapse-step", "bytes a compartment",
                  "GB/s", "ns to move them"), body)


# What a step of one large cell does to memory beyond reading all that belongs to a compartment, bytes: it writes back voltage, previous voltage, gates,
# current, slope, injected current and the eliminated system (10 numbers), and reads the system, its couplings and places and the voltage again on the way down.
WRITTEN_BACK, READ_AGAIN = 10 * 8, 4 * 8 + 4


def reason(points, series, what, besides=0):
    """What memory has to do with the dearest point of a series."""
    here = [p for p in points if p["series"] == series]
    cheap, dear = min(here, key=lambda p: p["ns_per_comp_step"]), max(here, key=lambda p: p["ns_per_comp_step"])
    more = dear["ns_per_comp_step"] - cheap["ns_per_comp_step"]
    moving = [p["moving_ns"] * (p["bytes_per_comp"] + besides) / p["bytes_per_comp"] for p in (cheap, dear)]
    moved = moving[1] - moving[0]
    return (f"- {series}: from {cheap['ns_per_comp_step']:.1f} ns ({cheap['ncomp']:,} compartments) to {dear['ns_per_comp_step']:.1f} ns ({dear['ncomp']:,}), "
            f"{more:.1f} ns more. {what} At the dearest point the model is {dear['bytes_per_comp'] * dear['ncomp'] / 1e6:.1f} MB. One core moves the {dear['bytes_per_comp'] + besides:.0f} bytes of a compartment in "
            f"{moving[1]:.1f} ns there, {moved:.1f} ns more than at the cheapest: {'enough' if moved >= 0.8 * more else 'not enough'} to account for the difference.\n")


def busy():
    """A sentence, if other processes had much of the machine when this began."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    return "" if load < 0.5 else f"The machine was not idle when this began (load {load:.1f}): times are longer than they have to be, and uneven.\n"


def caches():
    """Sizes of the caches, as Linux has them."""
    found = []
    for k in range(8):
        try:
            where = f"/sys/devices/system/cpu/cpu0/cache/index{k}/"
            level, kind, size = (open(where + name).read().strip() for name in ("level", "type", "size"))
        except OSError:
            break
        if kind != "Instruction":
            found.append(f"L{level} {size}")
    return ", ".join(found) or "caches unknown"


MECHANISMS = "machine code of the mechanisms"


def profile(options, *args):
    """The shares of the run of a workload, by what runs: a table, and the share of the mechanisms; "" and 0 without perf."""
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "perf.data")
        try:
            subprocess.run(["perf", "record", "-q", "-o", data, options.golgi, "bench", *args], check=True, capture_output=True)
            text = subprocess.run(["perf", "report", "-i", data, "--stdio", "--sort", "dso,sym"], check=True, capture_output=True, text=True).stdout
        except (OSError, subprocess.CalledProcessError):
            return "", 0
    shares = {}
    for percent, place, symbol in re.findall(r"^\s*([\d.]+)%\s+(\[JIT\] tid|\S+)\s.*?\[[.k]\]\s+(\S+)", text, re.MULTILINE):
        if place.startswith("[JIT]"):
            symbol = MECHANISMS
        elif place.startswith("[kernel") or place == "[vdso]":
            symbol = "the system"
        else:
            symbol = f"`{symbol.removesuffix('.abi0').removeprefix('golgi/')}`"
        shares[symbol] = shares.get(symbol, 0) + float(percent)
    top = sorted(shares.items(), key=lambda item: -item[1])[:12]
    rest = sum(shares.values()) - sum(share for _, share in top)
    return table(("where", "%"), [(name, f"{share:.1f}") for name, share in top] + [("all else", f"{rest:.1f}")]), shares.get(MECHANISMS, 0)


def profile_section(options, rows, points):
    text = ("## Where the time goes\n\nOne core; shares of samples of the processor's time, building and starting included. The system's share is what other processes and\n"
            "interrupts took.\n")
    runs = [("pop", "1000", "40")] + ([("cell", options.swc, n, "400") for n in ("1", "4")] if options.swc else [])
    for args in runs:
        shares, mechanisms = profile(options, *args, "--repetitions", str(options.repetitions))
        if shares:
            text += f"\n`{' '.join(os.path.basename(a) for a in args)}`:\n\n{shares}"
            like = [row for row in rows if row["key"] == "golgi" and row["workload"].split()[:-1] == [os.path.basename(a) for a in args[:-1]]]
            if like:
                ns = like[0]["ns_per_compartment_step"]
                text += (f"\nOf {ns:.1f} ns a compartment-step (`{like[0]['workload']}`, above) that is {ns * mechanisms / 100:.1f} ns for gates, currents and slopes, and\n"
                         f"{ns * (1 - mechanisms / 100):.1f} ns for the solve and all that surrounds it.\n")
    return text + limit_section(options, {row["key"]: row for row in rows if row["workload"].startswith("pop")}, points)


def vector_instructions(options):
    """How many vector instructions the membrane by hand takes for eight compartments, and how many of them are divisions; 0 without objdump."""
    try:
        text = subprocess.run(["objdump", "-d", "--disassemble=golgi/bench/limit.sweepWritten.abi0", options.golgi], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0, 0
    names = re.findall(r"\t(v\w+)", text)
    return len(names), names.count("vdivpd")


def limit_section(options, found, points):
    """How far pop and cell are from what the arithmetic and the memory allow."""
    if "limit" not in found:
        return ""
    own, limit, factored = (found[key]["ns_per_compartment_step"] for key in ("golgi", "limit", "factored"))
    membrane = golgi(options, "limit", "1000", "10", "--membrane", "--repetitions", str(options.repetitions))
    count, divisions = vector_instructions(options)
    point = max((p for p in points if p["series"] == "cells"), key=lambda p: p["ncomp"])
    clock = membrane["clock_hz"] / 1e9
    text = (f"\nThe limit of the arithmetic. Of `{found['golgi']['workload']}` golgi takes {own:.2f} ns a compartment-step, the program by hand (bench/limit) {limit:.2f} with the equations as they\n"
            f"stand and {factored:.2f} with exponentials factored and one division for all gates, which golgi does not do: a sum or a product is\n"
            f"never arranged anew, so that results stay the same to the last bit. That is {own / limit:.2f} times the first and {own / factored:.2f} times the second. Its exp, too, is good to\n"
            f"1e-14 and golgi's to 0.95 units in the last place. Gates, currents and slopes alone, without the solve, take {membrane['ns_per_comp_step']:.2f} ns by hand")
    if count:
        text += (f": {count} vector instructions for eight compartments, {divisions} of them divisions. Two a\n"
                 f"cycle, as many as the processor can take, at {clock:.2f} GHz would be {count / 2 / 8 / clock:.2f} ns")
    text += (". The same holds for `cell`, whose membrane is the same: what machine code takes above that is the distance from that limit. The solve of a traced cell\n"
             "has no such figure: with few compartments a branch it waits for divisions, one after the other along the longest way to the root, and lanes of strips stand empty where\n"
             "fewer than eight branches are ready.\n")
    return text + (f"\nThe limit of memory is far: moving all that belongs to a compartment, {point['bytes_per_comp']:.0f} bytes,\n"
                   f"takes {point['moving_ns']:.1f} ns where a million of them do not fit any cache ({point['bandwidth'] / 1e9:.0f} GB/s), and without synapses a tile of cells takes many steps\n"
                   "while it is close, so that this is paid once in many steps. A traced cell stays in the first two levels of cache altogether.\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    compare.flags(parser)
    parser.add_argument("--docs", default="docs", metavar="DIR", help="where to write")
    parser.add_argument("--peers", metavar="FILE", help="comparison of an earlier run, CSV")
    options = parser.parse_args()
    idle, earlier = busy(), ""
    version = subprocess.run([options.golgi, "version"], check=True, capture_output=True, text=True).stdout.strip().removeprefix("golgi ")
    if options.peers:
        with open(options.peers) as file:
            rows = [typed(row) for row in csv.DictReader(file)]
        earlier = f"The comparison with other simulators is of {rows[0]['date']}, {rows[0]['cpu']}.\n"
    aims, everywhere = Aims(), os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    if not options.peers:
        rows = compare.compare_all(compare.default_lines(options.swc) + compare.rallpack_lines(), options)
    elif everywhere:
        os.sched_setaffinity(0, {max(everywhere)})
    place = lambda name: os.path.join(options.docs, name)  # noqa: E731
    if os.path.abspath(options.peers or "") != os.path.abspath(place("benchmarks.csv")):
        compare.write_csv(place("benchmarks.csv"), rows)
    beside = [row for row in rows if not row["workload"].startswith("rallpack")]
    peers = peers_section(beside, aims)
    once, points = once_section(options, aims), scaling(options, aims, everywhere)
    with open(place("scaling.csv"), "w", newline="") as file:
        fields = list(dict.fromkeys(key for p in points for key in p))
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(points)
    drawn = plots.draw(options.docs, beside, points)
    picture = lambda name, what: f"![{what}]({name})\n\n" if drawn else ""  # noqa: E731
    text = f"""# How fast golgi is

{compare.processor()}, {caches()}; {datetime.date.today()}. Every figure is the shortest of at least {options.repetitions} runs, where not said
otherwise on one core. {idle}{earlier}Golgi: {version}. Written by

    go build -o golgi ./cmd/golgi
    pip install arbor jaxley neuron matplotlib
    python bench/peers/page.py --golgi ./golgi --swc l5pc_with_axon.swc --docs docs

in some minutes. Single workloads: [bench.md](bench.md) and `golgi bench --help`; beside others: `python bench/peers/compare.py --help`.

## What is aimed at

{table(("what", "aim", "measured", "reached"), aims.rows)}
## Beside other simulators

The simulators take turns on one core: each is a process that keeps its model, golgi one that makes it anew; building, compiling and a first run are not counted, but stand
under "ready". In all workloads every compartment has the channels of Hodgkin and Huxley and the step is 0.025 ms by backward Euler, with axial resistivity 5000 ohm cm; 1 nA flows from 1 to 3 ms into the first compartment, which is
recorded. `pop` is so many cells of 28 compartments, `cell` a traced neuron with so many compartments a branch, `net` the population with so
many ionotropic synapses a cell, between first compartments or, with `--random`, between any, all with the same parameters or, with `--vary`, each with its own; `grad` the mean squared voltage with its derivatives by HH_gNa and radius of every branch, in Jaxley with two levels of
checkpoints. "Times own run" is the gradient in units of the simulator's own run of the same model. Arbor and NEURON have no gradients. Arbor's
gates are advanced by a Pade form in place of the exponential. Simulators are as their packages are distributed: Arbor's is built for the instruction set in brackets. "By hand" is
bench/limit, the same equations written for this processor and of no other use.

{peers}
{picture("benchmarks.png", "Time a compartment-step of each simulator, by workload")}The figures: [benchmarks.csv](benchmarks.csv).

## Start, import, batch, build

{once}
## Size

The cost of a compartment-step against the size of the model. `cells` are more and more cells of 28 compartments, `compartments` one cell of 255 branches with more and more
compartments each, `synapses` more and more synapses among 1000 cells, `workers` more workers for the same 1000 cells, and for
as many times more cells. "Relative" is the cost in units of the cheapest of the series; of workers, how many times faster they are than one (ideal: their
number; with as many times more cells: 1). The last columns are a model of what memory costs: the bytes of a compartment in plan, columns and recordings, over the bandwidth with which one core copies memory of
which it uses as much as the whole model has.

{points_table(points)}
{picture("scaling.png", "Time a compartment-step against the number of compartments")}{reason(points, "cells", "Cells without synapses take many steps tile by tile, so the whole model does not come by in each.")}{reason(points, "compartments", f"Each step of one cell comes across all of it twice, up to the root with sweep and elimination and back with substitution: beside reading all that belongs to a compartment it writes {WRITTEN_BACK} bytes back and reads {READ_AGAIN} again.", WRITTEN_BACK + READ_AGAIN)}
The figures: [scaling.csv](scaling.csv).

{rallpack_section([row for row in rows if row["workload"].startswith("rallpack")])}{profile_section(options, rows, points)}"""
    with open(place("benchmarks.md"), "w") as file:
        file.write(text)


if __name__ == "__main__":
    main()
