"""What checking costs: 100,000 customers of 30 columns, right ones, and with one column in which every cell fails.

Each case runs in a process of its own: cells are cast as reading does it, then `custsheet.checking.check` is timed and
its memory taken as the peak over what the cast cells held. Beside it, pandera alone checks the same frame with a schema
as one would write it by hand (patterns, lists, ranges, a unique key). Writes `docs/checking.md`.

    pip install . && python bench/checking.py
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from os import cpu_count
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
from stdnum.cn import ric

from custsheet import resources, worker
from custsheet.checking import check
from custsheet.model.finding import Edit, Finding
from custsheet.model.load import load_schema
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Lists, Snapshot, Table
from custsheet.reading.cast import Caster, blank_texts, digits_lost, person_reads

PAGE = Path(__file__).parents[1] / "docs" / "checking.md"
ROWS = 100_000
TODAY = date(2024, 5, 6)
SIZE = 20  # a list entry or place in so many
PLACES = (
    ("北京市", "北京市", "海淀区", "100080"),
    ("浙江省", "杭州市", "西湖区", "310013"),
    ("上海市", "上海市", "徐汇区", "200030"),
    ("广东省", "深圳市", "南山区", "518052"),
    ("四川省", "成都市", "武侯区", "610041"),
)
Columns = dict[str, list[object]]
Spoil = Callable[[int], object]


def customers() -> Columns:
    """Thirty columns of right cells, nearly all different where they would be."""
    luck = random.Random(1)
    days = [datetime(2023, 1, 1) + timedelta(days=n) for n in range(400)]
    births = [datetime(1950, 1, 1) + timedelta(days=n * 7) for n in range(2000)]
    rows = range(ROWS)
    places = [PLACES[n % len(PLACES)] for n in rows]
    born = [births[n % len(births)] for n in rows]
    columns: Columns = {
        "customer_id": [f"C{n:06d}" for n in rows],
        "kind": ["企业" if n % 2 else "个人" for n in rows],
        "name": [f"张{n}" for n in rows],
        "company": [f"海鸥{n}贸易有限公司" if n % 2 else "" for n in rows],
        "job_title": ["采购经理"] * ROWS,
        "mobile": [f"139{n * 7919 % 10**8:08d}" for n in rows],
        "phone": [f"010-{60_000_000 + n}" for n in rows],
        "email": [f"user{n}@haiou{n % 999}.cn" for n in rows],
        "wechat": [f"wx_{n}" for n in rows],
        "province": [place[0] for place in places],
        "city": [place[1] for place in places],
        "district": [place[2] for place in places],
        "address": [f"中山路 {n} 号" for n in rows],
        "postcode": [place[3] for place in places],
        "gender": ["男"] * ROWS,
        "birth_date": born,
        "occupation": ["教师"] * ROWS,
        "interests": [luck.choice(["摄影、登山", "阅读", ""]) for _ in rows],
        "preference": [f"要求 {n % 90} 小时送达" for n in rows],
        "industry": ["制造业" if n % 3 else "零售业" for n in rows],
        "size": ["20–99 人"] * ROWS,
        "source": ["官网"] * ROWS,
        "category": [luck.choice(["经销商", "经销商、会员", ""]) for _ in rows],
        "owner": [f"员工{n % 40}" for n in rows],
        "id_no": [_id(n, day) for n, day in zip(rows, born, strict=True)],
        "consent_basis": ["履行合同"] * ROWS,
        "notes": [f"喜欢上午接电话 {n}" for n in rows],
        "entered_by": [f"员工{n % 40}" for n in rows],
        "entered_on": [days[n % 400] for n in rows],
        "verified_on": [datetime(2024, 4, 1)] * ROWS,
    }
    assert len(columns) == 30
    return columns


def _id(number: int, born: datetime) -> str:
    head = f"110105{born:%Y%m%d}{number % 500 * 2 + 1:03d}"
    return head + ric.calc_check_digit(head + "0")


FAILING: dict[str, tuple[str, Spoil]] = {
    "numbers in another notation (E111)": ("mobile", lambda n: f"+86 139-{n // 10_000:04d}-{n % 10_000:04d}"),
    "numbers that are none (E111)": ("mobile", lambda n: f"无{n}"),
    "mobiles in the column of landlines (W115)": ("phone", lambda n: f"138{n:08d}"),
    "no area code (W114)": ("phone", lambda n: str(60_000_000 + n)),
    "addresses with full-width signs (E121)": ("email", lambda n: f"user{n}＠haiou。cn"),
    "mistyped domains (W122)": ("email", lambda n: f"user{n}@gmial.com"),
    "short cities (W152)": ("city", lambda n: PLACES[n % len(PLACES)][1][:-1]),
    "places that are none, all different (W152)": ("district", lambda n: f"火星{n}号区"),
    "wrong postcodes (W151)": ("postcode", lambda n: f"8{n % 100_000:05d}"),
    "dates as text (E161)": ("entered_on", lambda n: f"2023.{n % 12 + 1}.{n % 28 + 1}"),
    "not in the list, all different (E181)": ("industry", lambda n: f"行业{n}"),
    "wrong check digits (E131)": ("id_no", lambda n: f"11010519900307{n % 10_000:04d}"),
    "one identifier for all (E191)": ("customer_id", lambda _: "C000001"),
    "nothing where something must be (E101)": ("owner", lambda _: ""),
    "untidy (I193)": ("name", lambda n: f" 张{n}"),
}


def read(schema: Schema, columns: Columns) -> Snapshot:
    """What reading makes of the cells."""
    sheet = schema.sheet("customers")
    lists = Lists({one.name: one.values for one in schema.lists})
    canonical = {name: lists.canonical(name) for name in lists.entries}
    caster = Caster(blank_texts(schema.missing_values), canonical, date1904=False, today=TODAY)
    index = pd.RangeIndex(5, 5 + ROWS)
    raw, typed, findings = {}, {}, []
    for name, given in columns.items():
        field = sheet.by_name[name]
        cells = person_reads(field, given)
        values, failures = caster.typed(field, cells, digits_lost(field, given))
        raw[name], typed[name] = pd.Series(cells, index, dtype=object), pd.Series(values, index, dtype=values.dtype)
        for one in failures:
            row = index[one.index]
            edits = (Edit("customers", row, name, one.proposal),) if one.proposal is not None else ()
            findings.append(Finding(one.code, "customers", row, name, cells[one.index], edits=edits))
    places = {name: number for number, name in enumerate(columns, 1)}
    table = Table("customers", "客户", 4, places, {}, pd.DataFrame(raw, index), pd.DataFrame(typed, index))
    return Snapshot(schema, "zh", True, {}, lists, {"customers": table}, tuple(findings), {}, ("客户",))


def by_hand(schema: Schema, frame: pd.DataFrame) -> pa.DataFrameSchema:
    """The same columns in plain pandera."""
    patterns = {
        "mobile": r"1[3-9]\d{9}",
        "phone": r"0\d{2,3}-[1-9]\d{6,7}(-\d{1,6})?|[48]00-\d{3}-\d{4}",
        "email": r"[\w.+-]+@[\w-]+(\.[\w-]+)+",
        "postcode": r"\d{6}",
        "id_no": r"\d{17}[\dX]",
    }
    columns: dict[str, pa.Column] = {}
    for name in frame.columns:
        field = schema.sheet("customers").by_name[name]
        checks: list[pa.Check] = []
        if name in patterns:
            checks.append(pa.Check.str_matches(f"^(?:{patterns[name]})$"))
        if field.constraints.enum and field.type == "string":
            checks.append(pa.Check.isin([value.name for value in schema.value_list(field.constraints.enum).values]))
        if field.type == "date":
            checks.append(pa.Check.in_range(datetime(1900, 1, 1), datetime(2024, 5, 6)))
        if field.constraints.max_length and field.type == "string":
            checks.append(pa.Check.str_length(max_value=field.constraints.max_length))
        required = field.constraints.required
        columns[name] = pa.Column(None, checks, nullable=not required, unique=field.constraints.unique)
    return pa.DataFrameSchema(columns)


def measure(case: str) -> dict[str, Any]:
    """Seconds and megabytes of one case."""
    schema = load_schema((resources.folder("schemas") / "customers.yaml").read_text("utf-8"))
    columns = customers()
    if case in FAILING:
        name, spoil = FAILING[case]
        columns[name] = [spoil(n) for n in range(ROWS)]
        if name == "phone":  # a number may only be moved to where none is
            columns["mobile"] = [""] * ROWS if "W115" in case else columns["mobile"]
    snapshot = read(schema, columns)
    worker.collect_rarely()  # as in a pass
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    found = check(snapshot, TODAY)
    ours = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    frame = snapshot.tables["customers"].typed
    start = time.process_time()
    with suppress(pa.errors.SchemaErrors):
        by_hand(schema, frame).validate(frame, lazy=True)
    theirs = time.process_time() - start
    proposed = sum(bool(one.edits) for one in found)
    return {"ours": ours, "memory": memory / 1024, "pandera": theirs, "found": len(found), "proposed": proposed}


def main() -> None:
    """Runs every case and writes the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--case")
    arguments.add_argument("--print", action="store_true", help="write no page")
    chosen = arguments.parse_args()
    if chosen.case is not None:
        print(json.dumps(measure(chosen.case)))
        return
    results = {}
    for case in ("right", *FAILING):
        command = [sys.executable, __file__, "--case", case]
        results[case] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(case, results[case], flush=True)
    if not chosen.print:
        PAGE.write_text(page(results), encoding="utf-8")


def page(results: dict[str, dict[str, Any]]) -> str:
    """The whole page."""
    right = results["right"]
    lines = [
        "# What checking costs",
        "",
        f"{ROWS:,} customers of 30 columns, checked by every rule that applies to them, after reading. In each row but",
        "the first, every cell of one column fails; the limit there is twice that of a workbook that is right:",
        "6 seconds, 1,200 MB. Seconds are processor time, and memory is the peak over what the cells that were read",
        "hold. Beside it stands plain pandera on the same frame in the same run, with a schema written by hand",
        "(patterns, lists, ranges, lengths, a unique key): it knows no check digits, divisions, keys of other sheets",
        "or contradictions within a row, and proposes nothing.",
        "`python bench/checking.py` writes this page.",
        "",
        "| every cell of one column | seconds | of right cells | memory (MB) | findings | with a proposal "
        "| plain pandera (s) | ratio |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for case, one in results.items():
        times = f"{one['ours'] / right['ours']:.1f} ×"
        ratio = f"{one['ours'] / one['pandera']:.2f}"
        lines.append(
            f"| {case} | {one['ours']:.2f} | {times} | {one['memory']:.0f} | {one['found']:,} | {one['proposed']:,} "
            f"| {one['pandera']:.2f} | {ratio} |"
        )
    return (
        "\n".join([*lines, "", f"Python {platform.python_version()}, {platform.system()}, {cpu_count()} processors."])
        + "\n"
    )


if __name__ == "__main__":
    main()
