"""BG/NBD and Gamma-Gamma as their papers print them: one customer at a time, with nothing but `math`."""

from __future__ import annotations

import math

Customer = tuple[float, float, float]  # x, t, age


def bgnbd_likelihood(r: float, alpha: float, a: float, b: float, customer: Customer) -> float:
    x, t, age = customer
    beta = math.exp(
        math.lgamma(a)
        + math.lgamma(b + x)
        - math.lgamma(a + b + x)
        - (math.lgamma(a) + math.lgamma(b))
        + math.lgamma(a + b)
    )
    alive = beta * math.exp(math.lgamma(r + x) - math.lgamma(r)) * alpha**r / (alpha + age) ** (r + x)
    if x == 0:
        return alive
    dropped = (
        math.exp(
            math.lgamma(a + 1)
            + math.lgamma(b + x - 1)
            - math.lgamma(a + b + x)
            - math.lgamma(a)
            - math.lgamma(b)
            + math.lgamma(a + b)
        )
        * math.exp(math.lgamma(r + x) - math.lgamma(r))
        * alpha**r
        / (alpha + t) ** (r + x)
    )
    return alive + dropped


def bgnbd_alive(r: float, alpha: float, a: float, b: float, customer: Customer) -> float:
    x, t, age = customer
    if x == 0:
        return 1.0
    return 1 / (1 + a / (b + x - 1) * ((alpha + age) / (alpha + t)) ** (r + x))


def bgnbd_expected(r: float, alpha: float, a: float, b: float, days: float, customer: Customer) -> float:
    """Equation (10), the hypergeometric function summed term by term."""
    x, _, age = customer
    z = days / (alpha + age + days)
    term, total, n = 1.0, 1.0, 0
    while abs(term) > 1e-17 * abs(total) and n < 100_000:
        term *= (r + x + n) * (b + x + n) / (a + b + x - 1 + n) * z / (n + 1)
        total += term
        n += 1
    grown = 1 - ((alpha + age) / (alpha + age + days)) ** (r + x) * total
    return (a + b + x - 1) / (a - 1) * grown * bgnbd_alive(r, alpha, a, b, customer)


def gammagamma_loglik(p: float, q: float, v: float, x: float, z: float) -> float:
    return (
        math.lgamma(p * x + q)
        - math.lgamma(p * x)
        - math.lgamma(q)
        + q * math.log(v)
        + (p * x - 1) * math.log(z)
        + p * x * math.log(x)
        - (p * x + q) * math.log(x * z + v)
    )
