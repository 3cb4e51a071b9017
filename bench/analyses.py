"""What the analyses cost: 100,000 customers with 500,000 order lines, and the same with every other sheet filled.

The tables are made as reading leaves them, by a fixed seed, and go straight into the analyses, in the order of a pass;
each case runs in a process of its own. Seconds are processor time, memory is the peak over what the tables hold.
Writes `docs/analyses.md`.

    pip install . && python bench/analyses.py
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import platform
import pstats
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from custsheet import analysis, resources, worker
from custsheet.analysis.reports import REPORTS
from custsheet.model.load import load_schema
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Lists, Snapshot, Table

PAGE = Path(__file__).parents[1] / "docs" / "analyses.md"
CUSTOMERS, ORDERS = 100_000, 500_000
OTHERS = {"service": 20_000, "feedback": 10_000, "tasks": 20_000, "interactions": 50_000, "campaigns": 5_000}
CASES = {"customers and orders": (), "every sheet": tuple(OTHERS)}
SECONDS, MEGABYTES = 5, 1024
TODAY = date(2024, 5, 6)
DAYS = 3 * 365  # over which orders are spread
PRODUCTS = tuple(f"产品 {n}" for n in range(1, 61))
Made = dict[str, Any]
_T = TypeVar("_T")


class _Luck:
    """Columns by chance, as reading types them."""

    def __init__(self, schema: Schema, lists: Lists) -> None:
        self.random, self._schema, self._lists = np.random.default_rng(1), schema, lists

    def entry(self, name: str, rows: int) -> np.ndarray:
        """Entries of a list, one cell in ten blank."""
        return self.of([*(one.name for one in self._lists.entries[name]), None], rows)

    def of(self, choices: list[Any], rows: int) -> np.ndarray:
        """Any of these, all alike often."""
        return np.array(choices, dtype=object)[self.random.integers(0, len(choices), rows)]

    def days(self, rows: int, span: int = DAYS) -> pd.Series:
        """Days of the last `span`, the later the more."""
        ago = (span * (1 - np.sqrt(self.random.random(rows)))).astype("int64")
        return (pd.Timestamp(TODAY) - pd.to_timedelta(pd.Series(ago), unit="D")).astype("datetime64[us]")

    def hours(self, rows: int, most: int) -> pd.Series:
        """Up to so many hours."""
        return pd.to_timedelta(pd.Series(self.random.integers(1, most * 60, rows)), unit="min")


def tables(schema: Schema, lists: Lists, others: tuple[str, ...]) -> dict[str, Made]:
    """Columns by sheet and field."""
    luck = _Luck(schema, lists)
    ids = np.array([f"C{n:06d}" for n in range(1, CUSTOMERS + 1)], dtype=object)
    staff = [f"员工 {n}" for n in range(1, 31)]
    entered = luck.days(CUSTOMERS)
    kind = luck.of(["company", "company", "person"], CUSTOMERS)
    made: dict[str, Made] = {
        "customers": {
            "customer_id": ids,
            "kind": kind,
            "name": np.array([f"客户 {n}" for n in range(CUSTOMERS)], dtype=object),
            "industry": np.where(kind == "company", luck.entry("industry", CUSTOMERS), None),
            "size": np.where(kind == "company", luck.entry("size", CUSTOMERS), None),
            "source": luck.entry("source", CUSTOMERS),
            "province": luck.entry("province", CUSTOMERS),
            "interests": luck.of([("摄影", "登山"), ("阅读",), None], CUSTOMERS),
            "preference": luck.of(["想要产品 7", "价格", None], CUSTOMERS),
            "opt_out": luck.of([True, False, None, None], CUSTOMERS),
            "owner": luck.of(staff, CUSTOMERS),
            "entered_on": entered,
        }
    }
    # A few buy very often, many once, a fifth never.
    weight = luck.random.pareto(1.2, CUSTOMERS) * (luck.random.random(CUSTOMERS) > 0.2)
    who = luck.random.choice(CUSTOMERS, ORDERS, p=weight / weight.sum())
    amounts = np.round(luck.random.lognormal(6, 1, ORDERS), 2)
    made["orders"] = {
        "order_no": np.array([f"D{n:07d}" for n in np.arange(ORDERS) * 4 // 5], dtype=object),
        "line": (np.arange(ORDERS) % 5 % 2 + 1).astype("float64"),
        "customer_id": np.where(luck.random.random(ORDERS) < 0.02, None, ids[who]),
        "date": luck.days(ORDERS),
        "product": luck.of([*PRODUCTS, None], ORDERS),
        "amount": amounts,
        "refund": np.where(luck.random.random(ORDERS) < 0.03, amounts, np.nan),
        "order_status": luck.of(["valid"] * 18 + ["cancelled", "returned"], ORDERS),
    }
    fill: Mapping[str, Callable[[int], Made]] = {
        "service": lambda n: _service(luck, ids, staff, n),
        "feedback": lambda n: _feedback(luck, ids, staff, n),
        "tasks": lambda n: {
            "task_id": _numbers("T", n), "customer_id": luck.of(list(ids), n), "task_type": luck.entry("task_type", n),
            "content": luck.of(["回访", "报价", None], n), "due": luck.days(n, 400), "owner": luck.of(staff, n),
            "status": luck.entry("task_status", n), "done_on": luck.days(n, 400),
        },
        "interactions": lambda n: {
            "interaction_id": _numbers("I", n), "customer_id": luck.of(list(ids), n), "time": luck.days(n, 800),
            "channel": luck.entry("channel", n), "direction": luck.entry("direction", n),
            "content": luck.of(["谈了报价", "竞品便宜一些", None], n), "result": luck.entry("interaction_result", n),
            "next_date": luck.days(n, 400), "owner": luck.of(staff, n), "auto_topic": luck.entry("topic", n),
        },
        "campaigns": lambda n: {
            "campaign": luck.of([f"活动 {one}" for one in range(1, 11)], n),
            "start_date": luck.of([pd.Timestamp(2024, 2, 1)], n).astype("datetime64[us]"),
            "end_date": luck.of([pd.Timestamp(2024, 3, 1)], n).astype("datetime64[us]"),
            "customer_id": luck.of(list(ids), n), "reach_channel": luck.entry("reach_channel", n),
            "participation": luck.entry("participation", n), "arm": luck.entry("arm", n),
            "cost": np.full(n, 3.0),
        },
    }  # fmt: skip
    return made | {name: fill[name](OTHERS[name]) for name in others}


def _numbers(letter: str, rows: int) -> np.ndarray:
    return np.array([f"{letter}{n:06d}" for n in range(1, rows + 1)], dtype=object)


def _service(luck: _Luck, ids: np.ndarray, staff: list[str], rows: int) -> Made:
    asked = luck.days(rows, 800) + luck.hours(rows, 24)
    answered = asked + luck.hours(rows, 12)
    solved = (answered + luck.hours(rows, 90)).where(pd.Series(luck.random.random(rows) < 0.95))
    return {
        "case_id": _numbers("S", rows), "customer_id": luck.of(list(ids), rows),
        "service_type": luck.entry("service_type", rows), "requested_at": asked, "first_response_at": answered,
        "details": luck.of(["产品 3 坏了", "产品 12 质量差", "发票没收到", None], rows), "staff": luck.of(staff, rows),
        "contact_count": luck.of([1.0, 1.0, 2.0, 3.0], rows).astype("float64"),
        "escalated": luck.of([True, None, None], rows),
        "resolved_at": solved, "wait_hours": luck.of([0.0, 2.0], rows).astype("float64"),
        "status": luck.of(["solved", "closed", "reopened", "working"], rows),
        "feedback": luck.of(["太慢了", "很满意", None], rows),
        "csat": luck.random.integers(1, 6, rows).astype("float64"),
        "order_no": luck.of([f"D{n:07d}" for n in range(1000)], rows), "auto_topic": luck.entry("topic", rows),
    }  # fmt: skip


def _feedback(luck: _Luck, ids: np.ndarray, staff: list[str], rows: int) -> Made:
    given = luck.days(rows, 800)
    told = (given + pd.to_timedelta(5, unit="D")).where(pd.Series(luck.random.random(rows) < 0.7))
    return {
        "feedback_id": _numbers("F", rows), "customer_id": luck.of(list(ids), rows), "date": given,
        "kind": luck.entry("feedback_kind", rows), "csat": luck.random.integers(1, 6, rows).astype("float64"),
        "nps": luck.random.integers(0, 11, rows).astype("float64"),
        "content": luck.of(["物流太慢", "产品 5 好用", "包装破了", None], rows), "handler": luck.of(staff, rows),
        "told_on": told,
        "status": luck.entry("feedback_status", rows),
    }  # fmt: skip


def _column(cells: Any, rows: pd.RangeIndex) -> pd.Series:
    """As reading types it: texts are objects, not pandas' own."""
    told = pd.Series(cells, dtype=getattr(cells, "dtype", None)).to_numpy()
    return pd.Series(told, index=rows, dtype=told.dtype)


def snapshot(others: tuple[str, ...]) -> Snapshot:
    """The workbook as reading leaves it."""
    schema = load_schema((resources.folder("schemas") / "customers.yaml").read_text("utf-8"))
    lists = Lists({one.name: one.values for one in schema.lists})
    found = {}
    for name, made in tables(schema, lists, others).items():
        rows = len(next(iter(made.values())))
        frame = pd.DataFrame({one: _column(cells, pd.RangeIndex(5, 5 + rows)) for one, cells in made.items()})
        places = {one: at for at, one in enumerate(made, 1)}
        found[name] = Table(name, schema.sheet(name).title.zh, 4, places, {}, frame, frame)
    settings = {one.name: one.default for one in schema.settings}
    return Snapshot(schema, "zh", True, settings, lists, found, (), {}, tuple(one.title for one in found.values()))


def measure(case: str, profile: str | None = None) -> dict[str, Any]:
    """Seconds of each analysis and the peak memory of all, in the order of a pass."""
    given = snapshot(CASES[case])
    import_module("scipy.optimize")  # which a worker has loaded after its first pass
    worker.collect_rarely()  # as in a pass
    before, seconds = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, dict[str, float]()

    def timed(name: str, make: Callable[[], _T]) -> _T:
        watch = cProfile.Profile() if profile == name else None
        start = time.process_time()
        made = watch.runcall(make) if watch else make()
        seconds[name] = time.process_time() - start
        if watch:
            pstats.Stats(watch, stream=sys.stderr).sort_stats("cumulative").print_stats(45)
        return made

    ledger = timed("orders", lambda: analysis.orders(given, TODAY))
    tiers = timed("tiers", lambda: analysis.tiers(given, TODAY, ledger))
    facts = analysis.Facts.of(given, tiers, TODAY, ledger=ledger)
    for name, make in REPORTS.items():
        timed(name, lambda make=make: make(facts))  # type: ignore[misc]
    timed("figures", lambda: analysis.figures(facts))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": seconds, "all": sum(seconds.values()), "memory": peak / 1024}


NAMES = {"tiers": "客户分级, tiers", "orders": "orders, read once for all", "figures": "经营看板, dashboard"}


def page(results: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole page."""
    schema = load_schema((resources.folder("schemas") / "customers.yaml").read_text("utf-8"))
    rest = ", ".join(f"{many:,} rows of {name}" for name, many in OTHERS.items())
    lines = [
        "# What the analyses cost",
        "",
        f"{CUSTOMERS:,} customers with {ORDERS:,} order lines, and the same with {rest},",
        "straight into the analyses in the order of a pass, after reading. Each line is what the analysis adds to the",
        "lines above: what several sheets need is computed by the first that asks. Seconds are processor time of a",
        "warm process, memory is the peak over what the tables hold. The limits for customers and orders, all analyses",
        f"together, are {SECONDS} seconds and {MEGABYTES:,} MB.",
        "`python bench/analyses.py` writes this page.",
        "",
        f"| seconds | {' | '.join(results)} |",
        f"| --- | {' | '.join('---' for _ in results)} |",
    ]
    every = list(results.values())
    rows = {_called(schema, name): [f"{one['seconds'][name]:.2f}" for one in every] for name in every[0]["seconds"]}
    rows["**all**"] = [f"**{one['all']:.2f}**" for one in every]
    rows["**memory (MB)**"] = [f"**{one['memory']:.0f}**" for one in every]
    lines += [f"| {called} | {' | '.join(cells)} |" for called, cells in rows.items()]
    return (
        "\n".join(
            [*lines, "", f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors."]
        )
        + "\n"
    )


def _called(schema: Schema, name: str) -> str:
    if name in NAMES:
        return NAMES[name]
    title = schema.tool(name).title
    return f"{title.zh}, {title.en}"


def main() -> None:
    """Runs every case and writes the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--case", choices=CASES)
    arguments.add_argument("--profile", help="one analysis, with --case")
    arguments.add_argument("--print", action="store_true", help="write no page")
    chosen = arguments.parse_args()
    if chosen.case is not None:
        print(json.dumps(measure(chosen.case, chosen.profile)))
        return
    results = {}
    for case in CASES:
        command = [sys.executable, __file__, "--case", case]
        around = {"OPENBLAS_NUM_THREADS": "1", **os.environ}  # as a pass runs
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=around)
        results[case] = json.loads(done.stdout)
        print(case, results[case], flush=True)
    if not chosen.print:
        PAGE.write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    main()
