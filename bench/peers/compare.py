#!/usr/bin/env python3
"""Times golgi beside Arbor, Jaxley and NEURON on the workloads of `golgi bench`, and writes one table.

    pip install arbor jaxley neuron
    go build -o golgi ./cmd/golgi
    python bench/peers/compare.py --golgi ./golgi --swc NEURON.swc --out benchmarks.md --csv benchmarks.csv
    python bench/peers/compare.py --golgi ./golgi "pop 1000 10" "cell NEURON.swc 4 20" "grad pop 100 20"

The simulators take turns: each is a process that keeps its model (golgi one that makes it anew), and each round runs every
one of them once. The shortest of the rounds counts. Building the model, compiling it, and a first run are not in it; the
column "ready" says how long these take. Without --cores all of them share one core.

Workloads: pop CELLS T_MAX, cell FILE.swc NCOMP T_MAX, net CELLS SYNAPSES_PER_CELL T_MAX [--random] [--vary], grad FILE.swc
NCOMP T_MAX, grad pop CELLS T_MAX, rallpack NUMBER SIZE T_MAX. In all but the last every compartment has Hodgkin and Huxley's channels, dt is 0.025 ms by backward Euler, axial
resistivity 5000 ohm cm, with 1 nA from 1 to 3 ms into the first compartment, which is recorded. net is pop with ionotropic
synapses between the first compartments of random cells, with --random between random compartments, with --vary with parameters
that differ from synapse to synapse. grad is the mean square of the recorded voltage with its derivatives
by HH_gNa and radius, a value a branch each, with two levels of checkpoints in Jaxley. rallpack is one of the three Rallpacks in steps of 0.05 ms, with
so many compartments of the cable, or levels of the tree.
A simulator that is not installed, or cannot do it (gradients and these synapses are Jaxley's alone), is left out. Beside pop runs
the same written by hand for the processor (`golgi bench limit`), as its equations stand and with exponentials factored.
page.py writes all of docs/benchmarks.md.
"""

import argparse
import csv
import datetime
import json
import math
import os
import platform
import shlex
import subprocess
import sys
import time
import warnings

sys.dont_write_bytecode = True  # leave nothing beside the sources
from peers import PEERS, Workload  # noqa: E402


def serve(peer, text):
    """Makes a model, says on standard output what it is, and runs it once for every line on standard input."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the libraries print is no answer
    started = time.perf_counter()
    warnings.filterwarnings("ignore")
    try:
        about, runs = PEERS[peer](Workload(text))
        for run in runs:
            run()
    except ImportError as missing:
        print(json.dumps({"missing": str(missing)}), file=out, flush=True)
        return
    about["ready_s"] = time.perf_counter() - started
    print(json.dumps(about), file=out, flush=True)
    for _ in sys.stdin:
        seconds = []
        for run in runs:
            started = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - started)
        print(json.dumps({"seconds": seconds}), file=out, flush=True)


class Peer:
    """A process that serves one workload of one simulator."""

    def __init__(self, name, w):
        self.process = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), "--serve", name, w.text],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.about = self.answer(name)

    def answer(self, what):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"compare: {what} ended; run this script with --serve {what} WORKLOAD to see why")
        return json.loads(line)

    def run(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.answer(self.process.args[3])["seconds"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Golgi:
    """The binary, which makes its model anew in every round."""

    def __init__(self, binary, w, flags):
        self.command = [binary, "bench", *w.words, "--json", "--repetitions", "1", *flags]
        version = subprocess.run([binary, "version"], check=True, capture_output=True, text=True).stdout.split("\n")[0]
        self.about = {"version": version, "ready_s": math.inf}

    @staticmethod
    def limits(binary, w):
        """The same by hand: for pop alone."""
        found = {}
        if w.words[0] == "pop":
            for name, flags in (("limit", []), ("factored", ["--factored"])):
                found[name] = Golgi(binary, w, flags)
                found[name].command[2:3] = ["limit"]
        return found

    def run(self):
        started = time.perf_counter()
        done = subprocess.run(self.command, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit("compare: " + done.stderr.strip())
        m = json.loads(done.stdout)
        forward = m.get("forward_best_s")
        counted = m["best_s"] + (forward or 0)
        self.about["ready_s"] = min(self.about["ready_s"], time.perf_counter() - started - counted)
        self.about["ncomp"], self.about["synapses"] = m["ncomp"], m["synapses"]
        if m["workload"].startswith("limit"):
            self.about["version"] = m["engine"]
        return [m["best_s"]] + ([forward] if forward else [])

    def close(self):
        pass


def compare(w, options):
    """Runs one workload everywhere, in turns, and returns a row for each simulator."""
    flags = ["--workers", "0" if options.cores else "1"]
    if options.engine:
        flags += ["--engine", options.engine]
    if options.budget is not None and w.gradient:
        flags += ["--budget", str(options.budget)]
    everyone = {"golgi": Golgi(options.golgi, w, flags)}
    for name in PEERS:
        peer = Peer(name, w)
        if "missing" in peer.about:
            print(f"{w.name()}: without {name}: {peer.about['missing']}", file=sys.stderr)
            peer.close()
        else:
            everyone[name] = peer
    if not options.cores:
        everyone.update(Golgi.limits(options.golgi, w))
    best = {}
    for _ in range(options.repetitions):
        for name, simulator in everyone.items():
            seconds = simulator.run()
            best[name] = [min(pair) for pair in zip(seconds, best.get(name, seconds))]
    rows = []
    for name, simulator in everyone.items():
        simulator.close()
        seconds, about = best[name], simulator.about
        rows.append({
            "workload": w.name(), "simulator": about["version"], "compartments": about["ncomp"],
            "synapses": about.get("synapses", 0), "steps": w.steps,
            "seconds": seconds[0], "ns_per_compartment_step": seconds[0] / about["ncomp"] / w.steps * 1e9,
            "times_golgi": seconds[0] / best["golgi"][0],
            "key": name,
            "times_own_run": seconds[0] / seconds[1] if w.gradient else None, "ready_s": about["ready_s"],
        })
        print(markdown_row(rows[-1]), file=sys.stderr)
    return rows


def processor():
    """The name of the CPU."""
    try:
        with open("/proc/cpuinfo") as info:
            for line in info:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def markdown_row(row):
    own = "" if row["times_own_run"] is None else f"{row['times_own_run']:.2f}"
    synapses = row["synapses"] or ""
    return (f"| {row['workload']} | {row['simulator']} | {row['compartments']} | {synapses} | {row['steps']} | {row['seconds']:.4f} | "
            f"{row['ns_per_compartment_step']:.1f} | {row['times_golgi']:.2f} | {own} | {row['ready_s']:.2f} |")


def markdown(rows, options):
    cores = "all cores" if options.cores else "one core"
    lines = [
        f"{processor()}, {cores}, {datetime.date.today()}. The shortest of {options.repetitions} rounds in which the simulators took turns; "
        "\"own run\" is the simulator's own run of the same model without a gradient.",
        "",
        "| workload | simulator | compartments | synapses | steps | s | ns a compartment-step | times golgi | times own run | ready, s |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join(lines + [markdown_row(row) for row in rows]) + "\n"


def default_lines(swc):
    """The workloads that are compared if none are named."""
    lines = ["pop 1000 10"]
    if swc:
        file = shlex.quote(swc)
        lines += [f"{kind} {file} {ncomp} 20" for kind in ("cell", "grad") for ncomp in (1, 4)]
    return lines + ["grad pop 100 20"] + ["net 1000 100 10" + flags for flags in ("", " --random", " --vary", " --random --vary")]


def rallpack_lines():
    """The Rallpacks in several sizes, the standard one among them."""
    cables = [f"rallpack {number} {size} {t_max}" for number in (1, 3) for size, t_max in ((100, 250), (1000, 250), (10000, 25))]
    return cables[:3] + [f"rallpack 2 {levels} 250" for levels in (7, 10)] + ["rallpack 2 13 25"] + cables[3:]


def compare_all(lines, options):
    """Rows for all workloads; without --cores on one core, the last one."""
    if not options.cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return [row for line in lines for row in compare(Workload(line), options)]


def write_csv(file, rows):
    """Rows of an earlier run keep their processor and date."""
    rows = [{**row, "cpu": row.get("cpu", processor()), "date": row.get("date", datetime.date.today())} for row in rows]
    with open(file, "w", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def flags(parser):
    """The flags that page.py has too."""
    parser.add_argument("--golgi", default="golgi", metavar="FILE", help="the binary")
    parser.add_argument("--swc", metavar="FILE", help="traced neuron for the default set")
    parser.add_argument("--repetitions", type=int, default=5, metavar="N")
    parser.add_argument("--engine", metavar="NAME", help="golgi's engine for the mechanisms")
    parser.add_argument("--budget", type=int, metavar="BYTES", help="memory for golgi's gradient")
    parser.add_argument("--cores", action="store_true", help="let the simulators use all cores that they know how to use")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workload", nargs="*", help='such as "pop 1000 10"; default a set of them')
    flags(parser)
    parser.add_argument("--out", metavar="FILE", help="Markdown; default standard output")
    parser.add_argument("--csv", metavar="FILE")
    parser.add_argument("--serve", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.workload[0])
        return
    if options.repetitions < 1:
        sys.exit("compare: --repetitions must be 1 or more")
    rows = compare_all(options.workload or default_lines(options.swc), options)
    text = markdown(rows, options)
    if options.out:
        with open(options.out, "w") as out:
            out.write(text)
    else:
        print(text, end="")
    if options.csv:
        write_csv(options.csv, rows)


if __name__ == "__main__":
    main()
