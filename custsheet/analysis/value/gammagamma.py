"""Gamma-Gamma: what an order of a customer is worth, from what its orders were worth so far.

Fader, Hardie (2013): The Gamma-Gamma Model of Monetary Value. An order is worth Gamma(p, ν) with ν ~ Gamma(q, v) a
customer's own, independent of how often it buys. Of a customer with x orders worth z each on average, the likelihood is

    Γ(px+q) / (Γ(px) Γ(q)) · v^q · z^(px−1) · x^(px) / (v + xz)^(px+q)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_EDGE = 15.0  # |log of a parameter| beyond which it has run away: the data do not tell it
_ROUGH = 1e-8  # largest slope of the mean log-likelihood, by the log of a parameter, at which the search may stop


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The model with its parameters, and how well it fits.

    Attributes:
        loglik: natural log of the likelihood of all customers together.
        converged: whether a maximum was found, with every parameter away from 0 and from infinity, and q > 1: below,
            the mean of all customers is infinite.
    """

    p: float
    q: float
    v: float
    loglik: float = float("nan")
    converged: bool = True

    @property
    def mean(self) -> float:
        """What an order of a customer is worth of whom nothing is known; infinite if q is not above 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

    def expected(self, x: Numbers, z: Numbers) -> Numbers:
        """What an order of each customer is worth: its own mean, drawn to everybody's the more, the fewer its orders.

        p (v + xz) / (px + q − 1); customers without orders (x = 0) get everybody's mean.
        """
        return np.asarray(self.p * (self.v + x * z) / (self.p * x + self.q - 1), dtype="float64")


def fit(x: Numbers, z: Numbers) -> GammaGamma:
    """The parameters that make what was seen likeliest.

    Args:
        x: orders behind each mean, at least 1.
        z: mean worth of an order, above 0.
    """
    from scipy.optimize import minimize

    if not len(x):
        return GammaGamma(1.0, 2.0, 1.0, converged=False)
    unit = float(np.mean(z))  # the search goes by amounts of about one, whatever the currency
    scaled = z / unit
    by_x = np.unique(x, return_inverse=True)  # few: Γ and ψ cost most

    def loss(logs: Numbers) -> tuple[float, Numbers]:
        value, slope = _loglik(np.exp(logs), x, scaled, by_x)
        return -value / len(x), -slope * np.exp(logs) / len(x)

    box = [(-_EDGE, _EDGE)] * 3
    start, options = np.log([2.0, 3.0, 1.0]), {"maxiter": 1_000, "ftol": 1e-15, "gtol": _ROUGH}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=box, options=options)
    p, q, v = (float(one) for one in np.exp(found.x))
    inside = bool(np.all(np.abs(found.x) < _EDGE - 1e-6))
    flat = bool(np.max(np.abs(found.jac)) < 100 * _ROUGH)
    loglik = float(-found.fun * len(x) - len(x) * np.log(unit))
    return GammaGamma(p, q, v * unit, loglik, inside and flat and q > 1)


def _loglik(
    parameters: Numbers, x: Numbers, z: Numbers, orders_of: tuple[Numbers, NDArray[np.intp]]
) -> tuple[float, Numbers]:
    """Log-likelihood and its slope by p, q, v. `orders_of`: the different x, and which of them each row has."""
    from scipy.special import gammaln, psi

    p, q, v = parameters
    orders, which = orders_of
    shape, whole, total = p * x, p * x + q, np.log(x * z + v)
    by_x = gammaln(p * orders + q) - gammaln(p * orders) - gammaln(q) + q * np.log(v) + p * orders * np.log(orders)
    value = float((by_x[which] + (shape - 1) * np.log(z) - whole * total).sum())
    digamma = psi(p * orders + q)
    slope_p = (orders * (digamma - psi(p * orders) + np.log(orders)))[which] + x * (np.log(z) - total)
    slope_q = (digamma - psi(q) + np.log(v))[which] - total
    slope_v = q / v - whole / (x * z + v)
    return value, np.array([slope_p.sum(), slope_q.sum(), slope_v.sum()])
