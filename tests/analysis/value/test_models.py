"""BG/NBD and Gamma-Gamma against the published numbers of CDNOW and against the formulas as printed."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.analysis.value import bgnbd, gammagamma

sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))

import value_models as oracle


@pytest.fixture(scope="module")
def cdnow(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "data" / "cdnow" / "customers_summary.csv").astype({"x": float})


def _seen(frame: pd.DataFrame) -> tuple[np.ndarray, ...]:
    return tuple(frame[name].to_numpy(dtype="float64") for name in ("x", "t_x", "T"))


def test_bgnbd__golden_numbers(cdnow: pd.DataFrame) -> None:
    """Fader, Hardie, Lee 2005, table 2."""
    model = bgnbd.fit(*_seen(cdnow))
    assert model.converged
    found = [float(f"{one:.3g}") for one in (model.r, model.alpha, model.a, model.b)]
    assert found == [0.243, 4.41, 0.793, 2.43]
    assert (round(model.alpha, 3), round(model.b, 3), round(model.loglik, 1)) == (4.414, 2.426, -9582.4)
    second = [np.array([float(one)]) for one in (2, 30.43, 38.86)]
    assert model.expected(39, *second)[0] == pytest.approx(1.226, abs=0.0005)  # the paper's own example


def test_gammagamma__golden_numbers(cdnow: pd.DataFrame) -> None:
    """Fader, Hardie 2013."""
    repeat = cdnow[cdnow["x"] > 0]
    model = gammagamma.fit(repeat["x"].to_numpy(), repeat["zbar"].to_numpy())
    assert model.converged
    assert [float(f"{one:.3g}") for one in (model.p, model.q, model.v)] == [6.25, 3.74, 15.4]
    assert round(model.mean) == 35  # dollars an order
    every = [
        oracle.gammagamma_loglik(model.p, model.q, model.v, x, z)
        for x, z in zip(repeat["x"], repeat["zbar"], strict=True)
    ]
    assert model.loglik == pytest.approx(math.fsum(every), rel=1e-10)


def test_bgnbd__is_the_likelihood_that_is_printed(cdnow: pd.DataFrame) -> None:
    few = cdnow.head(300)
    model = bgnbd.fit(*_seen(few))
    every = [
        math.log(oracle.bgnbd_likelihood(model.r, model.alpha, model.a, model.b, one))
        for one in zip(few["x"], few["t_x"], few["T"], strict=True)
    ]
    assert model.loglik == pytest.approx(math.fsum(every), rel=1e-10)


def test_bgnbd__does_not_depend_on_the_unit_of_time_nor_on_the_order_of_rows(cdnow: pd.DataFrame) -> None:
    weeks, days = bgnbd.fit(*_seen(cdnow)), bgnbd.fit(*_seen(cdnow.assign(t_x=cdnow["t_x"] * 7, T=cdnow["T"] * 7)))
    assert (days.r, days.alpha / 7, days.a, days.b) == pytest.approx((weeks.r, weeks.alpha, weeks.a, weeks.b), rel=1e-4)
    assert bgnbd.fit(*_seen(cdnow.iloc[::-1])).r == pytest.approx(weeks.r, rel=1e-9)


def test_bgnbd__a_row_may_stand_for_many(cdnow: pd.DataFrame) -> None:
    few = cdnow.head(200)
    twice = bgnbd.fit(*_seen(pd.concat([few, few])))
    weighted = bgnbd.fit(*_seen(few), weights=np.full(len(few), 2.0))
    assert (weighted.r, weighted.loglik) == pytest.approx((twice.r, twice.loglik), rel=1e-9)


_sizes = st.floats(0.05, 20)


@settings(deadline=None, max_examples=60)
@given(r=_sizes, alpha=_sizes, a=_sizes, b=_sizes, x=st.integers(0, 60), t=st.floats(0, 1), whole=st.floats(1, 200))
def test_bgnbd__forecasts_as_the_paper_prints_them(
    r: float, alpha: float, a: float, b: float, x: int, t: float, whole: float
) -> None:
    if abs(a - 1) < 0.01:  # the printed form divides by a − 1
        a += 0.02
    one = (float(x), t * whole if x else 0.0, whole)
    seen = [np.array([part]) for part in one]
    model = bgnbd.BgNbd(r, alpha, a, b)
    assert model.p_alive(*seen)[0] == pytest.approx(oracle.bgnbd_alive(r, alpha, a, b, one), rel=1e-9, abs=1e-12)
    expected = oracle.bgnbd_expected(r, alpha, a, b, whole / 4, one)
    assert model.expected(whole / 4, *seen)[0] == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("a", [1.0, 1e-4, 0.5, 400.0])
@pytest.mark.parametrize("b", [1e-4, 1.0, 0.5, 400.0])
def test_bgnbd__forecasts_are_numbers_at_every_edge(a: float, b: float) -> None:
    x = np.array([0.0, 1.0, 2.0, 30.0, 20_000.0])
    seen = x, np.array([0.0, 3.0, 900.0, 900.0, 1_000.0]), np.full(5, 1_000.0)
    model = bgnbd.BgNbd(0.3, 2.0, a, b)
    near, far = model.expected(90, *seen), model.expected(365, *seen)
    assert np.isfinite(far).all()
    assert (near >= 0).all()
    assert (far >= near - 1e-12).all()
    assert ((model.p_alive(*seen) >= 0) & (model.p_alive(*seen) <= 1)).all()


def test_bgnbd__more_of_the_hypergeometric_function_than_can_be_computed() -> None:
    """Somebody who bought on a thousand days: rate about 1 a day, and mean dropout a/(a+b+x)."""
    seen = np.array([1_000.0]), np.array([1_000.0]), np.array([1_000.0])
    model = bgnbd.BgNbd(1.0, 1.0, 2.0, 100.0)
    alive = 1 / (1 + 2 / 1_099)
    rng = np.random.default_rng(1)
    p, rate = rng.beta(2, 1_100, 400_000), rng.gamma(1_001, 1 / 1_001, 400_000)
    assert model.expected(100, *seen)[0] == pytest.approx(alive * np.mean((1 - np.exp(-rate * p * 100)) / p), rel=1e-3)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(0, 0, 0)],
        [(0, 0, 10)] * 40,
        [(0, 0, 10)],
        [(5, 50, 50), (0, 0, 1)],
        [(3, 30, 30)] * 60,
    ],
)
def test_fit__says_when_the_data_do_not_tell(rows: list[tuple[float, float, float]]) -> None:
    seen = np.array(rows, dtype="float64").reshape(-1, 3).T
    assert not bgnbd.fit(*seen).converged


@pytest.mark.parametrize("worth", [[], [10.0], [10.0] * 80])
def test_gammagamma__says_when_the_data_do_not_tell(worth: list[float]) -> None:
    assert not gammagamma.fit(np.full(len(worth), 3.0), np.array(worth)).converged


def test_gammagamma__draws_an_own_mean_to_everybodys() -> None:
    model = gammagamma.GammaGamma(6.25, 3.74, 15.44)
    few, many = (
        model.expected(np.array([1.0, 0.0]), np.array([100.0, 0.0])),
        model.expected(np.array([500.0]), np.array([100.0])),
    )
    assert few[1] == pytest.approx(model.mean)
    assert model.mean < few[0] < many[0] < 100
    assert gammagamma.GammaGamma(1, 1, 1).mean == math.inf


def test_scipy__is_loaded_only_where_a_model_is_fitted() -> None:
    """It costs a third of a second, which a small company's workbook need not pay."""
    code = "import sys, custsheet.analysis.value.bgnbd, custsheet.analysis.value.gammagamma as _;"
    code += "sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
