"""BG/NBD: how often a customer buys, and whether it still does, from the days it bought on.

Fader, Hardie, Lee (2005): "Counting Your Customers" the Easy Way: An Alternative to the Pareto/NBD Model. Marketing
Science 24(2), 275–284. While alive a customer buys at a rate λ ~ Gamma(r, α); after each purchase it drops out with
probability p ~ Beta(a, b). Of a customer with x repeat purchases, the last at time t, watched until its age T, the
likelihood is

    B(a, b+x)/B(a, b) · Γ(r+x) α^r / Γ(r) · { (α+T)^−(r+x)  +  [x > 0] · a/(b+x−1) · (α+t)^−(r+x) }

The sum in braces (still alive, or dropped out at t) is taken in logs, so that nothing over- or underflows. Time may be
in any unit; α is in the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_NODES = 24  # of the quadrature over p: years ahead, five digits and more agree with the closed form
_EDGE = 12.0  # |log of a parameter| beyond which it has run away: the data do not tell it
_ROUGH = 1e-8  # largest slope of the mean log-likelihood, by the log of a parameter, at which the search may stop


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The model with its parameters, and how well it fits.

    Attributes:
        loglik: natural log of the likelihood of all customers together.
        converged: whether a maximum was found, with every parameter away from 0 and from infinity.
    """

    r: float
    alpha: float
    a: float
    b: float
    loglik: float = float("nan")
    converged: bool = True

    def p_alive(self, x: Numbers, t: Numbers, age: Numbers) -> Numbers:
        """Probability of not having dropped out yet; 1 for x = 0, as only a repeat purchase is followed by that."""
        from scipy.special import expit

        alive, gone = _branches(x, t, age, self.r, self.alpha, self.a, self.b)
        return np.asarray(expit(alive - gone), dtype="float64")

    def expected(self, days: float, x: Numbers, t: Numbers, age: Numbers) -> Numbers:
        """Purchases expected in the next `days`, counted in the unit of `age`.

        Of who is alive at age T, λ ~ Gamma(r+x, α+T) and p ~ Beta(a, b+x) are independent, so the mean over p of
        (1 − (1 + p·days/(α+T))^−(r+x)) / p is wanted: equation (10) of the paper without its hypergeometric function,
        which overflows for large x, and without its hole at a = 1.
        """
        repeats, which = np.unique(x, return_inverse=True)
        nodes, weights = _beta_quadrature(self.a, self.b + repeats)
        span = days / (self.alpha + age)
        total = np.zeros(len(x))
        for node in range(_NODES):  # one at a time: all at once would fill memory
            p = nodes[which, node]
            total += weights[which, node] * -np.expm1(-(self.r + x) * np.log1p(p * span)) / p
        return total * self.p_alive(x, t, age)


def fit(x: Numbers, t: Numbers, age: Numbers, *, weights: Numbers | None = None) -> BgNbd:
    """The parameters that make what was seen likeliest.

    Args:
        x: repeat purchases, 0 for who bought once.
        t: time of the last purchase, counted from the first; 0 where x is 0.
        age: time from the first purchase to the end of watching.
        weights: how many customers each row stands for.
    """
    from scipy.optimize import minimize

    alike, where = _alike(x, t, age)
    count = np.bincount(where, weights=weights).astype("float64")
    if not alike[:, 0].any():  # nobody came back: that says nothing of how often somebody would
        return BgNbd(1.0, 1.0, 1.0, 1.0, converged=False)
    unit = float(alike[:, 2].max()) / 10  # the search goes by times of about one, whatever they are given in
    columns = alike[:, 0], alike[:, 1] / unit, alike[:, 2] / unit
    by_x = np.unique(columns[0], return_inverse=True)  # few: Γ and ψ cost most

    def loss(logs: Numbers) -> tuple[float, Numbers]:
        value, slope = _loglik(np.exp(logs), *columns, count, by_x)
        return -value / count.sum(), -slope * np.exp(logs) / count.sum()

    box = [(-_EDGE, _EDGE)] * 4
    options = {"maxiter": 1_000, "ftol": 1e-15, "gtol": _ROUGH}
    found = minimize(loss, np.zeros(4), jac=True, method="L-BFGS-B", bounds=box, options=options)
    r, alpha, a, b = (float(one) for one in np.exp(found.x))
    inside = bool(np.all(np.abs(found.x) < _EDGE - 1e-6))
    flat = bool(np.max(np.abs(found.jac)) < 100 * _ROUGH)
    # α was found in the unit of the search; each purchase timed in it counts a factor of the likelihood.
    loglik = float(-found.fun * count.sum() - (count * alike[:, 0]).sum() * np.log(unit))
    return BgNbd(r, alpha * unit, a, b, loglik, inside and flat)


def _alike(*columns: Numbers) -> tuple[Numbers, NDArray[np.intp]]:
    """The different rows, in order, and which of them each row is: by one number a row, as rows are compared slowly."""
    parts = [np.unique(column, return_inverse=True) for column in columns]
    key, where = np.unique(
        np.ravel_multi_index([code for _, code in parts], [max(len(known), 1) for known, _ in parts]),
        return_inverse=True,
    )
    codes = np.unravel_index(key, [max(len(known), 1) for known, _ in parts])
    return np.column_stack([known[code] for (known, _), code in zip(parts, codes, strict=True)]), where


def _branches(
    x: Numbers,
    t: Numbers,
    age: Numbers,
    r: float,
    alpha: float,
    a: float,
    b: float,
) -> tuple[Numbers, Numbers]:
    """Logs of the two terms in braces: alive at age; dropped out at t (−inf for x = 0)."""
    alive = -(r + x) * np.log(alpha + age)
    gone = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t)
    return alive, np.where(x > 0, gone, -np.inf)


def _loglik(
    parameters: Numbers,
    x: Numbers,
    t: Numbers,
    age: Numbers,
    count: Numbers,
    repeated: tuple[Numbers, NDArray[np.intp]],
) -> tuple[float, Numbers]:
    """Log-likelihood and its slope by r, α, a, b. `repeated`: the different x, and which of them each row has."""
    from scipy.special import betaln, expit, gammaln, psi

    r, alpha, a, b = parameters
    repeats, which = repeated
    by_x = betaln(a, b + repeats) - betaln(a, b) + gammaln(r + repeats) - gammaln(r) + r * np.log(alpha)
    alive, gone = _branches(x, t, age, r, alpha, a, b)
    value = float((count * (by_x[which] + np.logaddexp(alive, gone))).sum())
    dead = expit(gone - alive)
    dropped = count * dead
    both = psi(a + b) - psi(a + b + repeats)
    slope_r = (psi(r + repeats) - psi(r) + np.log(alpha))[which] - (1 - dead) * np.log(alpha + age)
    slope_r -= dead * np.log(alpha + t)
    slope_alpha = r / alpha - (r + x) * ((1 - dead) / (alpha + age) + dead / (alpha + t))
    slope_a = float((count * both[which]).sum() + dropped.sum() / a)
    slope_b = float((count * (both + psi(b + repeats) - psi(b))[which]).sum())
    slope_b -= float((dropped / (b + np.maximum(x, 1) - 1)).sum())
    return value, np.array([(count * slope_r).sum(), (count * slope_alpha).sum(), slope_a, slope_b])


def _beta_quadrature(a: float, b: Numbers) -> tuple[Numbers, Numbers]:
    """Nodes and weights (one row for each of `b`) that give the mean of a smooth function of p ~ Beta(a, b).

    Golub and Welsch (1969): the nodes are the eigenvalues of the Jacobi matrix of the weight (1−s)^(b−1) (1+s)^(a−1),
    s = 2p − 1. scipy's `roots_jacobi` scales the weights by their sum, which overflows from b = 1,000 on.
    """
    u, v = (b - 1)[:, None], a - 1
    n = np.arange(_NODES, dtype="float64")[None, :]
    whole = 2 * n + u + v
    with np.errstate(divide="ignore", invalid="ignore"):  # 0/0 at n = 0 where a + b = 2: the first row is set below
        middle = (v**2 - u**2) / (whole * (whole + 2))
    middle[:, 0] = ((v - u) / (u + v + 2))[:, 0]
    k = n[:, 1:]
    whole = 2 * k + u + v
    with np.errstate(divide="ignore", invalid="ignore"):
        beside = 4 * k * (k + u) * (k + v) * (k + u + v) / (whole**2 * (whole + 1) * (whole - 1))
    beside[:, 0] = (4 * (1 + u) * (1 + v) / ((u + v + 2) ** 2 * (u + v + 3)))[:, 0]
    matrix = np.zeros((len(b), _NODES, _NODES))
    at = np.arange(_NODES)
    matrix[:, at, at] = middle
    matrix[:, at[1:], at[:-1]] = np.sqrt(beside)
    roots, vectors = np.linalg.eigh(matrix)  # reads the lower triangle
    return np.clip((1 + roots) / 2, 1e-12, 1.0), vectors[:, 0, :] ** 2
