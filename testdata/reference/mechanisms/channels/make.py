"""Makes the tables of this folder from cases.json, with Jaxley, jaxley-mech and NEURON.

    pip install jaxley==0.14.0 jaxley-mech==0.4.0 neuron==9.0.2
    python make.py

For each channel: X_kinetics.csv, steady state and time constant of every gate, and the density of its current with the gates held at
the values of the case, over voltage (of SKE2 also over the calcium concentration); X_run.csv, a current clamp of one compartment with
the channel and Leak. HH_neuron_*.csv are the same two of NEURON's own hh. All in float64.

Differs from Jaxley and jaxley-mech in five things:
- Km and CaT start at their steady state; Jaxley takes steady state and time constant for rates there.
- SKE2 starts at the steady state of the concentration it finds; jaxley-mech takes that of 5e-5 mM.
- The kinetics are computed without the bound on the exponents (20) of Jaxley's save_exp, but for the time constant of CaT,
  which golgi bounds too. In the runs the bound stays; no exponent but that one comes near it.
- The parts of HH, which jaxley-mech has with other figures, are Jaxley's HH with the other conductances at zero.
- Points where Jaxley divides zero by zero are left out.
"""
import csv
import json
import math
import pathlib

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platform_name", "cpu")

import jax.numpy as jnp
import jaxley as jx
import numpy as np
from jaxley import channels as core
from jaxley.channels import hh, pospischil
from jaxley_mech.channels import l5pc

HERE = pathlib.Path(__file__).parent
VOLTAGES = sorted({float(v) for v in range(-120, 81, 5)} | {round(-118.63 + 10.37 * k, 2) for k in range(20)})
CALCIUM = [1e-7 * 10 ** (k / 4) for k in range(2, 25)]  # mM

# Of each channel whose functions give rates, not steady state and time constant.
BY_RATES = {"HH", "HHNa", "HHK", "Na", "K", "CaL", "CaHVA"}


class Km(core.Km):
    def init_state(self, states, v, params, delta_t):
        return {f"{self._name}_p": self.p_gate(v, params[f"{self._name}_taumax"])[0]}


class CaT(core.CaT):
    def init_state(self, states, v, params, delta_t):
        return {f"{self._name}_u": self.u_gate(v, params[f"{self._name}_vx"])[0]}


class SKE2(l5pc.SKE2):
    def init_state(self, states, v, params, delta_t):
        return {f"{self._name}_z": self.z_gate(states["CaCon_i"])[0]}


MENDED = {"Km": Km, "CaT": CaT, "SKE2": SKE2}
PARTS = {"HHNa": "gNa", "HHK": "gK", "HHLeak": "gLeak"}


def channel(name):
    """The channel, and Jaxley's name for it."""
    if name in PARTS:
        return core.HH(), "HH"
    if name in MENDED:
        return MENDED[name](), name
    return getattr(l5pc if hasattr(l5pc, name) else core, name)(), name


def parameters(case):
    """The changes of a case in Jaxley's keys; of a part of HH the other conductances are zero."""
    name = case["channel"]
    changes = dict(case["set"])
    if name in PARTS:
        changes = {"HH_gNa": 0.0, "HH_gK": 0.0, "HH_gLeak": 0.0}
        changes["HH_" + PARTS[name]] = case["set"].get(name + "_" + PARTS[name], core.HH().channel_params["HH_" + PARTS[name]])
    return changes


def unbounded(on):
    for module in (hh, pospischil, l5pc):
        module.save_exp = jnp.exp if on else BOUNDED


BOUNDED = pospischil.save_exp


def gate(case, kind, name, v, params):
    """Steady state and time constant."""
    shifts = [params["vt"]] if case["channel"] in ("Na", "K") else []
    if case["channel"] == "Km":
        shifts = [params["Km_taumax"]]
    if case["channel"] == "CaT":
        shifts = [params["CaT_vx"]]
        inf, _ = kind.u_gate(v, *shifts)
        unbounded(False)
        _, tau = kind.u_gate(v, *shifts)
        unbounded(True)
        return inf, tau
    first, second = getattr(kind, name + "_gate")(v, *shifts)
    if case["channel"] in BY_RATES:
        return first / (first + second), 1 / (first + second)
    return first, second


def table(name, columns, rows):
    with open(HERE / name, "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(columns)
        for row in rows:
            if all(math.isfinite(x) for x in row):
                w.writerow([f"{x:.12g}" for x in row])


def kinetics(case):
    kind, own = channel(case["channel"])
    changes = parameters(case)
    params = {**kind.channel_params, **{k: x for k, x in changes.items() if k in kind.channel_params}}
    held = {f"{own}_{g}": x for g, x in case["gates"].items()}
    states = {**kind.channel_states, **{k: x for k, x in changes.items() if k in kind.channel_states}, **held}
    unbounded(True)
    columns, rows = ["v"], []
    for g in case["gates"]:
        columns += [g + "_inf", g + "_tau"]
    for v in VOLTAGES:
        row = [v]
        for g in case["gates"]:
            if g == "z":
                row += kind.z_gate(jnp.asarray(states["CaCon_i"]))
            else:
                row += gate(case, kind, g, jnp.asarray(v), params)
        row.append(kind.compute_current(states, jnp.asarray(v), params))
        rows.append([float(x) for x in row])
    unbounded(False)
    table(case["channel"] + "_kinetics.csv", columns + ["i"], rows)
    if case["channel"] == "SKE2":
        rows = [[ca] + [float(x) for x in kind.z_gate(jnp.asarray(ca))] for ca in CALCIUM]
        table("SKE2_calcium.csv", ["CaCon_i", "z_inf", "z_tau"], rows)


def pulse(stimulus, dt, t_max):
    i = np.zeros(round(t_max / dt))
    i[round(stimulus["delay"] / dt) : round((stimulus["delay"] + stimulus["dur"]) / dt)] = stimulus["amp"]
    return i


def run(case, setup):
    comp = jx.Compartment()
    kind, _ = channel(case["channel"])
    comp.insert(core.Leak())
    if case["channel"] != "Leak":
        comp.insert(kind)
    for key in ("length", "radius", "v"):
        comp.set(key, float(setup[key]))
    for key, x in parameters(case).items():
        comp.set(key, float(x))
    comp.init_states(delta_t=setup["dt"])
    comp.stimulate(jnp.asarray(pulse(case["stimulus"], setup["dt"], setup["t_max"])))
    comp.record("v", verbose=False)
    comp.record(kind.current_name, verbose=False)
    out = np.asarray(jx.integrate(comp, delta_t=setup["dt"], t_max=setup["t_max"]))
    rows = [[k * setup["dt"], *out[:, k]] for k in range(0, round(setup["t_max"] / setup["dt"]) + 1, setup["every"])]
    table(case["channel"] + "_run.csv", ["t", "v", "i"], rows)


def neuron_hh(case, setup):
    from neuron import h

    h.load_file("stdrun.hoc")
    h.usetable_hh = 0
    h.celsius = 6.3
    soma = h.Section(name="soma")
    soma.L, soma.diam, soma.nseg, soma.cm = setup["length"], 2 * setup["radius"], 1, 1
    soma.insert("hh")
    soma.insert("pas")
    soma.ena, soma.ek = 50, -77
    soma(0.5).pas.g, soma(0.5).pas.e = 1e-4, -70
    hh_at, rows = soma(0.5).hh, []
    for v in VOLTAGES:
        soma.v = v
        hh_at.m, hh_at.h, hh_at.n = (case["gates"][k] for k in "mhn")
        h.fcurrent()
        i = hh_at.gna * (v - soma.ena) + hh_at.gk * (v - soma.ek) + hh_at.il
        hh_at.rates(v)
        rows.append([v, hh_at.minf, hh_at.mtau, hh_at.hinf, hh_at.htau, hh_at.ninf, hh_at.ntau, i])
    table("HH_neuron_kinetics.csv", "v m_inf m_tau h_inf h_tau n_inf n_tau i".split(), rows)
    clamp = h.IClamp(soma(0.5))
    clamp.delay, clamp.dur, clamp.amp = (case["stimulus"][k] for k in ("delay", "dur", "amp"))
    voltage, time = h.Vector().record(soma(0.5)._ref_v), h.Vector().record(h._ref_t)
    h.dt, h.steps_per_ms, h.secondorder = setup["dt"], 1 / setup["dt"], 0
    h.finitialize(setup["v"])
    for _ in range(round(setup["t_max"] / setup["dt"])):
        h.fadvance()
    table("HH_neuron_run.csv", ["t", "v"], [[time[k], voltage[k]] for k in range(0, len(voltage), setup["every"])])


def main():
    given = json.loads((HERE / "cases.json").read_text())
    for case in given["cases"]:
        kinetics(case)
        run(case, given["compartment"])
        if case["channel"] == "HH":
            neuron_hh(case, given["compartment"])


main()
