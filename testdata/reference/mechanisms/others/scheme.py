"""One step of single compartments, coupled or not, written from docs and papers: the oracle where Jaxley has none.

Backward Euler: states of each mechanism in order, with V(n); currents at the new states and V(n), linear in V by their exact
slope (complex step); concentrations C' = (C + dt (F - S C))/(1 - dt S) with the fluxes at C(n) and their exact slope; voltages of all
compartments by one dense solve, gap junctions on both sides.
"""
import numpy as np

H = 1e-40  # of the complex step


class Compartment:
    def __init__(self, mechanisms, v=-70.0, radius=1.0, length=10.0, celsius=6.3, **values):
        self.mechanisms = mechanisms
        self.area, self.volume = 2 * np.pi * radius * length, np.pi * radius**2 * length
        self.celsius, self.capacitance = celsius, 1.0
        self.s = {}
        for m in mechanisms:
            for key, x in m.states.items():
                self.s.setdefault(key, x)
        self.s.update(values)
        self.s["v"] = v
        for m in mechanisms:
            m.start(self, self.s)
        self.i = {}
        self.currents()

    def currents(self):
        """Named currents (mA/cm2) at the present states, total and slope (nA, uS), fluxes and their slopes."""
        named, i, g, self.fluxes = {}, 0.0, 0.0, {}
        v = self.s["v"]
        for m in self.mechanisms:
            for name, x in m.currents(self, self.s, v + 1j * H).items():
                x = complex(x)
                named[name] = named.get(name, 0.0) + x.real
                i += x.real * self.area * 0.01
                g += x.imag / H * self.area * 0.01
        for m in self.mechanisms:
            for ion in m.ions:
                shifted = dict(self.s)
                shifted[ion] = self.s[ion] + 1j * H
                f = complex(m.flux(self, shifted, named, self.i, ion))
                a, b = self.fluxes.get(ion, (0.0, 0.0))
                self.fluxes[ion] = (a + f.real, b + f.imag / H)
        self.i = named
        return i, g


class Mechanism:
    states, ions = {}, ()

    def start(self, c, s):
        pass

    def advance(self, c, s, dt):
        pass

    def currents(self, c, s, v):
        return {}

    def flux(self, c, s, now, before, ion):
        return 0.0


class Gated(Mechanism):
    """gates: name -> function of v that gives (inf, tau)."""

    gates = {}

    def start(self, c, s):
        for name, rates in self.gates.items():
            s[name] = rates(s["v"])[0]

    def advance(self, c, s, dt):
        for name, rates in self.gates.items():
            inf, tau = rates(s["v"])
            s[name] = s[name] * np.exp(-dt / tau) + inf * (1 - np.exp(-dt / tau))


def run(compartments, stimuli, dt, junctions=(), electrode=None):
    """stimuli: compartment -> nA of each step. electrode(n, v) gives (i, g) of compartment 0. Returns a list of states, one a sample."""
    steps = len(next(iter(stimuli.values())))
    out = [[dict(c.s) for c in compartments]]
    for n in range(steps):
        k = len(compartments)
        matrix, right = np.zeros((k, k)), np.zeros(k)
        for c in compartments:
            for m in c.mechanisms:
                m.advance(c, c.s, dt)
        for j in junctions:
            j.advance(compartments[j.pre].s["v"], compartments[j.post].s["v"], dt)
        for a, c in enumerate(compartments):
            i, g = c.currents()
            v = c.s["v"]
            if electrode is not None and a == 0:
                ie, ge = electrode(n, v)
                i, g = i + ie, g + ge
            capacitance = c.capacitance * c.area * 1e-5 / dt  # uF/cm2 um2/ms in uS
            matrix[a, a] += capacitance + g
            right[a] += capacitance * v + g * v - i + stimuli.get(a, np.zeros(steps))[n]
            for ion, (f, s) in c.fluxes.items():
                c.s[ion] = (c.s[ion] + dt * (f - s * c.s[ion])) / (1 - dt * s)
        for j in junctions:
            g = j.conductance()
            for a, b in ((j.pre, j.post), (j.post, j.pre)):
                matrix[a, a] += g
                matrix[a, b] -= g
        for c, v in zip(compartments, np.linalg.solve(matrix, right)):
            c.s["v"] = v
        out.append([dict(c.s) for c in compartments])
    return out
