#!/usr/bin/env python3
"""Times golgi beside Jaxley and NEURON on the workloads of `golgi bench`, and writes one table.

    pip install jaxley neuron
    go build -o golgi ./cmd/golgi
    python bench/peers/compare.py --golgi ./golgi --swc NEURON.swc --out benchmarks.md --csv benchmarks.csv
    python bench/peers/compare.py --golgi ./golgi "pop 1000 10" "cell NEURON.swc 4 20" "grad pop 100 20"

The simulators take turns: each is a process that keeps its model (golgi one that makes it anew), and each round runs every
one of them once. The shortest of the rounds counts. Building the model, compiling it, and a first run are not in it; the
column "ready" says how long these take. Without --cores all of them share one core.

Workloads: pop CELLS T_MAX, cell FILE.swc NCOMP T_MAX, grad FILE.swc NCOMP T_MAX, grad pop CELLS T_MAX. In all of them every
compartment has Hodgkin and Huxley's channels, dt is 0.025 ms by backward Euler, axial resistivity 5000 ohm cm, with
1 nA from 1 to 3 ms into the first compartment, which is recorded. grad is the mean square of the recorded voltage with its
derivatives by HH_gNa and radius, a value a branch each, with two levels of checkpoints in Jaxley.
A simulator that is not installed, or has no gradients, is left out.
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

DT = 0.025  # ms
TREE = [-1, 0, 0, 1, 1, 2, 2]
NCOMP = 4  # compartments a branch of the tree


class Workload:
    """What a line such as "grad cell.swc 4 20" asks for."""

    def __init__(self, text):
        words = shlex.split(text)
        self.text, self.gradient = text, words[:1] == ["grad"]
        of = words[1:] if self.gradient else words
        if self.gradient and of[:1] != ["pop"]:
            of = ["cell"] + of
        if len(of) == 3 and of[0] == "pop":
            self.file, self.cells, self.ncomp = None, int(of[1]), NCOMP
        elif len(of) == 4 and of[0] == "cell":
            self.file, self.cells, self.ncomp = of[1], 1, int(of[2])
        else:
            sys.exit(f'compare: "{text}" is no workload; there are: pop CELLS T_MAX, cell FILE.swc NCOMP T_MAX, grad FILE.swc NCOMP T_MAX, grad pop CELLS T_MAX')
        self.words, self.t_max = words, float(of[-1])
        self.steps = round(self.t_max / DT)

    def name(self):
        """The line without folders."""
        return " ".join(os.path.basename(word) for word in self.words)


# Each model below is made once; it returns what it is, and functions that run it: the workload, and the run alone if that is a gradient.


def jaxley_model(w):
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platform_name", "cpu")
    import jaxley
    from jax import numpy
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
    first.record("v", verbose=False)
    first.stimulate(jaxley.step_current(1.0, 2.0, 1.0, DT, w.t_max), verbose=False)
    about = {"ncomp": len(model.nodes), "version": f"Jaxley {jaxley.__version__} (JAX {jax.__version__})"}
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
        return numpy.mean(jaxley.integrate(model, params=p, delta_t=DT, t_max=w.t_max, checkpoint_lengths=[level, level]) ** 2)

    gradient = jax.jit(jax.value_and_grad(loss))
    run = jax.jit(lambda p: jaxley.integrate(model, params=p, delta_t=DT, t_max=w.t_max))
    return about, [lambda: jax.block_until_ready(gradient(parameters)), lambda: jax.block_until_ready(run(parameters))]


def neuron_model(w):
    if w.gradient:
        raise ImportError("NEURON has no gradients")
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


PEERS = {"jaxley": jaxley_model, "neuron": neuron_model}


def serve(peer, text):
    """Makes a model, says on standard output what it is, and runs it once for every line on standard input."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the libraries print is no answer
    started = time.perf_counter()
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

    def run(self):
        started = time.perf_counter()
        done = subprocess.run(self.command, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit("compare: " + done.stderr.strip())
        m = json.loads(done.stdout)
        forward = m.get("forward_best_s")
        counted = m["best_s"] + (forward or 0)
        self.about["ready_s"] = min(self.about["ready_s"], time.perf_counter() - started - counted)
        self.about["ncomp"] = m["ncomp"]
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
            "workload": w.name(), "simulator": about["version"], "compartments": about["ncomp"], "steps": w.steps,
            "seconds": seconds[0], "ns_per_compartment_step": seconds[0] / about["ncomp"] / w.steps * 1e9,
            "times_golgi": seconds[0] / best["golgi"][0],
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
    return (f"| {row['workload']} | {row['simulator']} | {row['compartments']} | {row['steps']} | {row['seconds']:.4f} | "
            f"{row['ns_per_compartment_step']:.1f} | {row['times_golgi']:.2f} | {own} | {row['ready_s']:.2f} |")


def markdown(rows, options):
    cores = "all cores" if options.cores else "one core"
    lines = [
        f"{processor()}, {cores}, {datetime.date.today()}. The shortest of {options.repetitions} rounds in which the simulators took turns; "
        "\"own run\" is the simulator's own run of the same model without a gradient.",
        "",
        "| workload | simulator | compartments | steps | s | ns a compartment-step | times golgi | times own run | ready, s |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join(lines + [markdown_row(row) for row in rows]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workload", nargs="*", help='such as "pop 1000 10"; default a set of them')
    parser.add_argument("--golgi", default="golgi", metavar="FILE", help="the binary")
    parser.add_argument("--swc", metavar="FILE", help="traced neuron for the default set")
    parser.add_argument("--repetitions", type=int, default=5, metavar="N")
    parser.add_argument("--engine", metavar="NAME", help="golgi's engine for the mechanisms")
    parser.add_argument("--budget", type=int, metavar="BYTES", help="memory for golgi's gradient")
    parser.add_argument("--cores", action="store_true", help="let the simulators use all cores that they know how to use")
    parser.add_argument("--out", metavar="FILE", help="Markdown; default standard output")
    parser.add_argument("--csv", metavar="FILE")
    parser.add_argument("--serve", choices=PEERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.workload[0])
        return
    if options.repetitions < 1:
        sys.exit("compare: --repetitions must be 1 or more")
    lines = options.workload or ["pop 1000 10", "grad pop 100 20"]
    if not options.workload and options.swc:
        file = shlex.quote(options.swc)
        lines += [f"{kind} {file} {ncomp} 20" for kind in ("cell", "grad") for ncomp in (1, 4)]
    workloads = [Workload(line) for line in lines]
    if not options.cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows = [row for w in workloads for row in compare(w, options)]
    text = markdown(rows, options)
    if options.out:
        with open(options.out, "w") as out:
            out.write(text)
    else:
        print(text, end="")
    if options.csv:
        with open(options.csv, "w", newline="") as out:
            rows = [{**row, "cpu": processor(), "date": datetime.date.today()} for row in rows]
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
