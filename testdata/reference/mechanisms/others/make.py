"""Makes the CSV files here: runs of pumps, point neurons, points, synapses and junctions.

    pip install jaxley==0.14.0 neuron==9.0.2
    python make.py [CASE ...]

Which program made which is in README.md. Where Jaxley departs from its own equations it is mended: CaL reads the eCa that
CaNernstReversal computes, and the current of a synapse is linearised in the postsynaptic voltage alone.
"""
import csv
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platform_name", "cpu")
import jax.numpy as jnp
import jaxley as jx
from jaxley import channels, pumps
from jaxley.connect import connect
from jaxley.synapses import Synapse

import equations as eq
from scheme import Compartment, run

DT = 0.025


def pulse(delay, duration, amplitude, t_max, dt=DT):
    n = np.arange(round(t_max / dt))
    return np.where((n >= round(delay / dt)) & (n < round((delay + duration) / dt)), amplitude, 0.0)


def write(name, columns, dt=DT, every=4):
    keys = list(columns)
    with open(name + ".csv", "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["t_ms"] + keys)
        for k in range(0, len(columns[keys[0]]), every):
            w.writerow([f"{k * dt:.6g}"] + [f"{columns[key][k]:.12g}" for key in keys])


def of(samples, *keys, at=0):
    return {key: [s[at][key] for s in samples] for key in keys}


# Jaxley


class CaL(channels.CaL):
    """eCa is the state that CaNernstReversal computes."""

    def __init__(self):
        super().__init__("CaL")
        del self.channel_params["eCa"]
        self.channel_states = {**self.channel_states, "eCa": 120.0}

    def compute_current(self, states, v, params):
        return super().compute_current(states, v, {**params, "eCa": states["eCa"]})


class CaGHK(channels.Channel):
    def __init__(self):
        self.current_is_in_mA_per_cm2 = True
        super().__init__("CaGHK")
        self.channel_params = {"CaGHK_pCa": 8e-5}
        self.channel_states = {"CaGHK_m": 0.2, "CaCon_i": 5e-5}
        self.current_name = "i_Ca"

    @staticmethod
    def rates(v):
        x = (v - 1.31) / 5.36
        return 1.6 / (1 + jnp.exp(-0.072 * (v - 5))), 0.02 * 5.36 * x / jnp.expm1(x)

    def update_states(self, states, dt, v, params):
        a, b = self.rates(v)
        m, e = states["CaGHK_m"], jnp.exp(-dt * (a + b))
        return {"CaGHK_m": m * e + a / (a + b) * (1 - e)}

    def compute_current(self, states, v, params):
        x = 2e-3 * eq.F * v / (eq.R * 279.45)
        flow = x * (states["CaCon_i"] - 2.0 * jnp.exp(-x)) / (1 - jnp.exp(-x))
        return 1e-3 * params["CaGHK_pCa"] * states["CaGHK_m"] ** 2 * 2 * eq.F * flow

    def init_state(self, states, v, params, delta_t):
        a, b = self.rates(v)
        return {"CaGHK_m": a / (a + b)}


def jaxley_run(model, stimulus, keys, init, dt=DT, solver="bwd_euler", at=None):
    if init:
        model.init_states(delta_t=dt)
    spot = model if at is None else at
    spot.stimulate(jnp.asarray(stimulus), verbose=False)
    for k in keys:
        place, key = k if isinstance(k, tuple) else (model, k)
        place.record(key, verbose=False)
    return np.asarray(jx.integrate(model, delta_t=dt, solver=solver))


def calcium(mechanisms, stimulus, keys, **values):
    cell = jx.Cell()
    for m in mechanisms:
        cell.insert(m)
    for k, x in values.items():
        cell.set(k, x)
    return dict(zip(keys, jaxley_run(cell, stimulus, keys, True)))


def ca_pump():
    rest = 1000 * 8.314 * 279.45 / (2 * 96485.3329) * np.log(2 / 5e-5)  # Jaxley starts from 0
    mechanisms = [channels.Leak(), CaL(), pumps.CaPump(), pumps.CaNernstReversal()]
    keys = ["v", "CaCon_i", "eCa", "i_Ca", "i_CaPump"]
    write("ca_pump", calcium(mechanisms, pulse(2, 10, 0.02, 20), keys, CaL_gCaL=3e-4, eCa=rest))


def ca_faraday():
    stimulus = pulse(2, 10, 0.1, 20)
    got = calcium([channels.Leak(), CaL(), pumps.CaFaradayConcentrationChange()], stimulus, ["v", "CaCon_i"], radius=2.0, length=20.0)
    scheme = run([Compartment([eq.Leak(), eq.CaL(), eq.PreviousFaraday("Ca", 2, 5e-5)], radius=2.0, length=20.0)], {0: stimulus}, DT)
    error = max(abs(np.array(of(scheme, key)[key]) - got[key]).max() / scale for key, scale in (("v", 1.0), ("CaCon_i", 1e-4)))
    assert error < 1e-5, f"scheme.py departs from Jaxley by {error}"
    write("ca_faraday", got)


def ca_ghk():
    write("ca_ghk", calcium([channels.Leak(), CaGHK(), pumps.CaPump()], pulse(2, 10, 0.03, 20), ["v", "CaCon_i", "CaGHK_m"]))


def neuron_model(mechanisms, stimulus, keys, dt, values, name):
    cell = jx.Cell()
    for m in mechanisms:
        cell.insert(m)
    for k, x in values.items():
        cell.set(k, x)
    write(name, dict(zip(keys, jaxley_run(cell, stimulus, keys, False, dt=dt))), dt=dt, every=1)


def fire():
    neuron_model([channels.Leak(), channels.Fire()], pulse(5, 20, 0.005, 40, 0.1), ["v", "Fire_spikes"], 0.1, {}, "fire")


def izhikevich():
    neuron_model([channels.Izhikevich()], pulse(5, 45, 0.012, 60, 0.1), ["v", "Izhikevich_u"], 0.1, {}, "izhikevich")


def adex():
    values = {"capacitance": 200.0, "radius": 33.0, "length": 100.0, "v": -58.0, "AdEx_b": 60.0}
    neuron_model([channels.AdEx()], pulse(5, 50, 100.0, 60, 0.1), ["v", "AdEx_w", "AdEx_spikes"], 0.1, values, "adex")


def rate():
    values = {"length": 1 / (2 * np.pi * 1e-5), "v": 2.0, "Rate_tau": 3.0}
    neuron_model([channels.Rate()], pulse(0, 5, 2.0, 20, 0.5), ["v"], 0.5, values, "rate")


class Graded(Synapse):
    """Receptors that open with transmitter and close without; the transmitter is a sigmoid of the presynaptic voltage."""

    def __init__(self, name, g, e, alpha, beta, cmax=1.0):
        self._name = name
        self.g, self.e, self.alpha, self.beta, self.cmax = g, e, alpha, beta, cmax
        self.synapse_params = {f"{name}_g{name}": g}
        self.synapse_states = {f"{name}_R": 0.0}

    def receptors(self, states, dt, pre):
        r = states[f"{self._name}_R"]
        c = self.cmax / (1 + jnp.exp(-(pre - 2.0) / 5.0))
        inf, tau = self.alpha * c / (self.alpha * c + self.beta), 1 / (self.alpha * c + self.beta)
        return r * jnp.exp(-dt / tau) + inf * (1 - jnp.exp(-dt / tau))

    def update_states(self, states, delta_t, pre_voltage, post_voltage, params):
        return {f"{self._name}_R": self.receptors(states, delta_t, pre_voltage)}

    def open(self, states, post):
        return states[f"{self._name}_R"]

    def compute_current(self, states, pre_voltage, post_voltage, params):
        return params[f"{self._name}_g{self._name}"] * self.open(states, post_voltage) * (post_voltage - self.e)


class NMDA(Graded):
    def open(self, states, post):
        return states["NMDA_R"] / (1 + jnp.exp(-0.062 * post) / 3.57)


class GABAb(Graded):
    def __init__(self):
        super().__init__("GABAb", 1e-4, -95.0, 0.09, 1.2e-3, 0.5)
        self.synapse_states = {"GABAb_R": 0.0, "GABAb_G": 0.0}

    def update_states(self, states, delta_t, pre_voltage, post_voltage, params):
        e = jnp.exp(-0.034 * delta_t)
        g = states["GABAb_G"] * e + 0.18 * states["GABAb_R"] / 0.034 * (1 - e)
        return {"GABAb_R": self.receptors(states, delta_t, pre_voltage), "GABAb_G": g}

    def open(self, states, post):
        return states["GABAb_G"] ** 4 / (states["GABAb_G"] ** 4 + 100.0)


def synapse(kind, name, duration, extra=(), g=1e-3):
    point = jx.Cell()
    net = jx.Network([point, point])
    net.cell(0).insert(channels.HH())
    net.cell(1).insert(channels.Leak())
    net.cell(1).set("v", -65.0)
    connect(net.cell(0).branch(0).comp(0), net.cell(1).branch(0).comp(0), kind)
    net.set(f"{name}_g{name}", g)
    edge = getattr(net, name).edge(0)
    keys = ["v", "post:v", name + "_R", *extra]
    where = [(net.cell(0), "v"), (net.cell(1), "v"), *((edge, k) for k in keys[2:])]
    got = jaxley_run(net, pulse(1, duration - 5, 0.02, duration), where, True, at=net.cell(0).branch(0).comp(0))
    write(name.lower(), dict(zip(keys, got)))


def ampa():
    synapse(Graded("AMPA", 1e-4, 0.0, 1.1, 0.19), "AMPA", 20)


def gabaa():
    synapse(Graded("GABAa", 1e-4, -80.0, 5.0, 0.18), "GABAa", 20)


def nmda():
    synapse(NMDA("NMDA", 1e-4, 0.0, 0.072, 0.0066), "NMDA", 30)


def gabab():
    synapse(GABAb(), "GABAb", 50, ["GABAb_G"], 1.0)


# scheme.py


def ca_dynamics():
    stimulus = pulse(2, 10, 0.02, 20)
    write("ca_dynamics", of(run([Compartment([eq.HH(), eq.CaL(3e-4), eq.Shell(False, eq.F)])], {0: stimulus}, DT), "v", "CaCon_i"))


def ca_buffer():
    mechanisms = [eq.Leak(), eq.CaL(3e-4), eq.PreviousFaraday("Ca", 2, 5e-5), eq.CaBuffer()]
    write("ca_buffer", of(run([Compartment(mechanisms)], {0: pulse(2, 10, 0.02, 20)}, DT), "v", "CaCon_i", "CaBuffer_CaB"))


def pmca():
    mechanisms = [eq.Leak(), eq.CaL(3e-4), eq.PreviousFaraday("Ca", 2, 5e-5), eq.PMCA()]
    write("pmca", of(run([Compartment(mechanisms)], {0: pulse(2, 10, 0.02, 40)}, DT), "v", "CaCon_i"))


def nak_pump():
    mechanisms = [eq.Nernst("Na", 10.0, 140.0), eq.Nernst("K", 54.4, 2.5), eq.Leak(), eq.Na(), eq.K(), eq.NaKPump(),
                  eq.Faraday("Na", 1, 10.0), eq.Faraday("K", 1, 54.4)]
    write("nak_pump", of(run([Compartment(mechanisms)], {0: pulse(2, 30, 0.05, 40)}, DT), "v", "NaCon_i", "KCon_i", "eNa", "eK"))


def dynamic_clamp():
    t = np.arange(800) * DT
    g, e = 0.002 * np.sin(t / 3) ** 2, -40 + 30 * np.cos(t / 5)
    stimulus = pulse(2, 10, 0.01, 20)
    samples = run([Compartment([eq.HH()])], {0: stimulus}, DT, electrode=lambda n, v: (g[n] * (v - e[n]), g[n]))
    write("dynamic_clamp", of(samples, "v"))


def ring(name, junction, mechanisms, amplitude):
    cells = [Compartment([m]) for m in mechanisms]
    junctions = [junction(a, (a + 1) % len(cells)) for a in range(len(cells))]
    samples = run(cells, {0: pulse(1, 20, amplitude, 40)}, DT, junctions)
    columns = {f"{a}:v": [s[a]["v"] for s in samples] for a in range(len(cells))}
    write(name, columns)


def as_branch():
    """scheme.py departs from Jaxley by no more than this for two cells whose junction is as wide as the axis of a branch of two."""
    branch = jx.Cell([jx.Branch(jx.Compartment(), 2)], parents=[-1])
    branch.insert(channels.HH())
    branch.set("axial_resistivity", 1e4 * np.pi)  # 0.001 uS from centre to centre
    stimulus = pulse(1, 20, 0.02, 40)
    ends = [branch.branch(0).comp(a) for a in (0, 1)]
    got = jaxley_run(branch, stimulus, [(end, "v") for end in ends], True, at=ends[0])
    samples = run([Compartment([eq.HH()]) for _ in ends], {0: stimulus}, DT, [eq.GapJunction(0, 1)])
    return max(abs(np.array(of(samples, "v", at=a)["v"]) - got[a]).max() for a in (0, 1))


def gap_junction():
    assert as_branch() < 1e-8, "scheme.py departs from Jaxley"
    ring("gap_junction", eq.GapJunction, [eq.HH(), eq.Leak(), eq.Leak(), eq.HH()], 0.02)


def voltage_gated_gap_junction():
    ring("voltage_gated_gap_junction", eq.VoltageGated, [eq.Leak(5e-4) for _ in range(4)], 0.1)


# NEURON


def seclamp():
    from neuron import h

    h.load_file("stdrun.hoc")
    s = h.Section(name="s")
    s.L, s.diam, s.cm = 10, 2, 1
    s.insert("pas")
    s(0.5).pas.g, s(0.5).pas.e = 1e-4, -70
    clamp = h.SEClamp(s(0.5))
    clamp.rs, clamp.dur1, clamp.dur2, clamp.dur3 = 20, 2.1, 5, 3.3
    clamp.amp1, clamp.amp2, clamp.amp3 = -70, -20, -90
    h.dt, h.secondorder = DT, 0
    h.finitialize(-70)
    v = [s(0.5).v]
    for _ in range(800):
        h.fadvance()
        v.append(s(0.5).v)
    write("seclamp", {"v": v})


CASES = [ca_pump, ca_faraday, ca_ghk, fire, izhikevich, adex, rate, ampa, gabaa, nmda, gabab, ca_dynamics, ca_buffer, pmca, nak_pump,
         dynamic_clamp, gap_junction, voltage_gated_gap_junction, seclamp]


def one_sided():
    """The slope of a synapse is in the postsynaptic voltage alone: Jaxley shifts both sides."""
    from jaxley.modules import network

    plain = network.vmap

    def vmap(function, in_axes=0, **rest):
        if in_axes != (None, 0, 0, None):
            return plain(function, in_axes=in_axes, **rest)
        shifted = plain(function, in_axes=(None, None, 0, None), **rest)
        return lambda states, pre, post, params: shifted(states, pre[0], post, params)

    network.vmap = vmap


if __name__ == "__main__":
    one_sided()
    for case in CASES:
        if len(sys.argv) == 1 or case.__name__ in sys.argv[1:]:
            case()
            print(case.__name__)
