"""The equations of the mechanisms, for scheme.py, each from the source that the mechanism names."""
import numpy as np

from scheme import Gated, Mechanism

F, R = 96485.33212, 8.31446262


def ef(x):
    return 1.0 - x / 2 if abs(x) < 1e-9 else x / np.expm1(x)


def cef(x):
    return x / (np.exp(x) - 1)


def rates(alpha, beta):
    return lambda v: (alpha(v) / (alpha(v) + beta(v)), 1 / (alpha(v) + beta(v)))


class Leak(Mechanism):
    def __init__(self, g=1e-4, e=-70.0):
        self.g, self.e = g, e

    def currents(self, c, s, v):
        return {"i_Leak": self.g * (v - self.e)}


class HH(Gated):
    states = {"HH_m": 0.2, "HH_h": 0.2, "HH_n": 0.2}
    gates = {
        "HH_m": rates(lambda v: ef(-(v + 40) / 10), lambda v: 4 * np.exp(-(v + 65) / 18)),
        "HH_h": rates(lambda v: 0.07 * np.exp(-(v + 65) / 20), lambda v: 1 / (np.exp(-(v + 35) / 10) + 1)),
        "HH_n": rates(lambda v: 0.1 * ef(-(v + 55) / 10), lambda v: 0.125 * np.exp(-(v + 65) / 80)),
    }

    def currents(self, c, s, v):
        m, h, n = s["HH_m"], s["HH_h"], s["HH_n"]
        return {"i_HH": 0.12 * m**3 * h * (v - 50) + 0.036 * n**4 * (v + 77) + 0.0003 * (v + 54.3)}


class Na(Gated):
    """Pospischil et al. 2008, vt -60."""

    states = {"Na_m": 0.2, "Na_h": 0.2, "eNa": 50.0}
    gates = {
        "Na_m": rates(lambda v: 1.28 * ef(-(v + 47) / 4), lambda v: 1.4 * ef((v + 20) / 5)),
        "Na_h": rates(lambda v: 0.128 * np.exp(-(v + 43) / 18), lambda v: 4 / (1 + np.exp(-(v + 20) / 5))),
    }

    def currents(self, c, s, v):
        return {"i_Na": 0.05 * s["Na_m"] ** 3 * s["Na_h"] * (v - s["eNa"])}


class K(Gated):
    states = {"K_n": 0.2, "eK": -90.0}
    gates = {"K_n": rates(lambda v: 0.16 * ef(-(v + 45) / 5), lambda v: 0.5 * np.exp(-(v + 50) / 40))}

    def currents(self, c, s, v):
        return {"i_K": 0.005 * s["K_n"] ** 4 * (v - s["eK"])}


class CaL(Gated):
    """Pospischil et al. 2008."""

    states = {"CaL_q": 0.2, "CaL_r": 0.2, "eCa": 120.0}
    gates = {
        "CaL_q": rates(lambda v: 0.055 * 3.8 * ef(-(v + 27) / 3.8), lambda v: 0.94 * np.exp(-(v + 75) / 17)),
        "CaL_r": rates(lambda v: 0.000457 * np.exp(-(v + 13) / 50), lambda v: 0.0065 / (np.exp(-(v + 15) / 28) + 1)),
    }

    def __init__(self, g=1e-4):
        self.g = g

    def currents(self, c, s, v):
        return {"i_Ca": self.g * s["CaL_q"] ** 2 * s["CaL_r"] * (v - s["eCa"])}


class CaGHK(Gated):
    states = {"CaGHK_m": 0.2, "CaCon_i": 5e-5, "CaCon_e": 2.0}
    gates = {"CaGHK_m": rates(lambda v: 1.6 / (1 + np.exp(-0.072 * (v - 5))), lambda v: 0.02 * 5.36 * ef((v - 1.31) / 5.36))}

    def currents(self, c, s, v):
        x = 2e-3 * F * v / (R * (c.celsius + 273.15))
        flow = s["CaCon_i"] * cef(-x) - s["CaCon_e"] * cef(x)
        return {"i_Ca": 1e-3 * 8e-5 * s["CaGHK_m"] ** 2 * 2 * F * flow}


class Shell(Mechanism):
    """CaPump (previous current, F 96485) and CaDynamics (this step's)."""

    states, ions = {"CaCon_i": 5e-5}, ("CaCon_i",)

    def __init__(self, previous, faraday):
        self.previous, self.faraday = previous, faraday

    def flux(self, c, s, now, before, ion):
        i = (before or now)["i_Ca"] if self.previous else now["i_Ca"]
        return -1e4 * i * 0.05 / (2 * self.faraday * 0.1) - (s["CaCon_i"] - 1e-4) / 80


class Faraday(Mechanism):
    def __init__(self, ion, valence, rest):
        self.ion, self.valence = ion, valence
        self.ions, self.states = (ion + "Con_i",), {ion + "Con_i": rest}

    def flux(self, c, s, now, before, ion):
        return -1e4 * now["i_" + self.ion] * c.area / (self.valence * F * c.volume)


class PreviousFaraday(Faraday):
    def flux(self, c, s, now, before, ion):
        return super().flux(c, s, before or now, before, ion) * F / 96485.3329


class Nernst(Mechanism):
    def __init__(self, ion, inside, outside):
        self.ion = ion
        self.states = {ion + "Con_i": inside, ion + "Con_e": outside}

    def start(self, c, s):
        s["e" + self.ion] = 1000 * R * (c.celsius + 273.15) / F * np.log(s[self.ion + "Con_e"] / s[self.ion + "Con_i"])

    def advance(self, c, s, dt):
        self.start(c, s)


class PMCA(Mechanism):
    states, ions = {"CaCon_i": 5e-5}, ("CaCon_i",)

    def flux(self, c, s, now, before, ion):
        x = s["CaCon_i"]
        return -1e-5 * c.area / c.volume * (x / (x + 5e-4) - 5e-5 / (5e-5 + 5e-4))


class CaBuffer(Mechanism):
    """Backward Euler of Ca + B <-> CaB alone, its sum fixed; the root by Newton's method, not by a formula."""

    states, ions = {"CaCon_i": 5e-5, "CaBuffer_CaB": 0.0}, ("CaCon_i",)
    kf, kb, total = 100.0, 0.1, 0.1

    def start(self, c, s):
        s["CaBuffer_CaB"] = self.total * self.kf * s["CaCon_i"] / (self.kf * s["CaCon_i"] + self.kb)
        self.binding = 0.0

    def advance(self, c, s, dt):
        old, together = s["CaBuffer_CaB"], s["CaBuffer_CaB"] + s["CaCon_i"]
        x = old
        for _ in range(50):
            f = x - old - dt * (self.kf * (together - x) * (self.total - x) - self.kb * x)
            x -= f / (1 + dt * (self.kf * (together + self.total - 2 * x) + self.kb))
        self.binding, s["CaBuffer_CaB"] = (x - old) / dt, x

    def flux(self, c, s, now, before, ion):
        return -self.binding


class NaKPump(Mechanism):
    states, ions = {"NaCon_i": 10.0, "KCon_i": 54.4, "KCon_e": 2.5}, ("NaCon_i", "KCon_i")

    def cycle(self, s):
        return 0.01 * (1 + 10 / s["NaCon_i"]) ** -3 * (1 + 3.5 / s["KCon_e"]) ** -2

    def currents(self, c, s, v):
        return {"i_NaKPump": self.cycle(s)}

    def flux(self, c, s, now, before, ion):
        return {"NaCon_i": -3, "KCon_i": 2}[ion] * 1e4 * self.cycle(s) * c.area / (F * c.volume)


class GapJunction:
    def __init__(self, pre, post, g=0.001):
        self.pre, self.post, self.g = pre, post, g

    def advance(self, pre, post, dt):
        pass

    def conductance(self):
        return self.g


class VoltageGated(GapJunction):
    m, h = 1.0, 1.0

    def advance(self, pre, post, dt):
        def after(x, v):
            alpha, beta = 0.0013 * np.exp(-0.077 * (v - 14.3)), 0.0013 * np.exp(0.14 * (v - 14.3))
            inf, fall = alpha / (alpha + beta), np.exp(-dt * (alpha + beta))
            return x * fall + inf * (1 - fall)

        self.m, self.h = after(self.m, pre - post), after(self.h, post - pre)

    def conductance(self):
        return self.g * (0.05 + 0.95 * self.m * self.h)
