"""An Outcome made by hand, in either language and any size: what the sheets are drawn from when no pass has run."""

from __future__ import annotations

import io
import random
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from custsheet.checking import quality
from custsheet.drawing.results import draw_results
from custsheet.drawing.template import draw_workbook
from custsheet.model.errors import Lang
from custsheet.model.finding import Edit, Finding
from custsheet.model.load import load_schema
from custsheet.model.outcome import Card, DuplicateGroup, Figures, Outcome, Reason, Tiers, finding_key
from custsheet.model.schema import Schema
from custsheet.model.snapshot import Lists, Memory, Snapshot, Table
from custsheet.model.text import text
from custsheet.resources import folder

TODAY = date(2026, 6, 17)
HEADER_ROW = 4
SCORES = {
    "2026-06-12": {"total": 0.91, "completeness": 0.9, "uniqueness": 0.97, "validity": 0.95, "consistency": 0.9},
    "2026-06-16": {"total": 0.93, "completeness": 0.91, "uniqueness": 0.99, "validity": 0.96, "consistency": 0.9},
}

NOW = datetime(2026, 6, 17, 14, 3)
MakeOutcome = Callable[..., Outcome]
Draw = Callable[[Outcome], Any]
Opened = Callable[..., Any]

_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ["芳", "伟", "敏", "静", "磊", "婷", "晓琳", "志远", "建国", "雨桐", "海", "欣"]
_CITIES = ["杭州", "上海", "宁波", "苏州", "南京", "合肥", "无锡", "常州"]
_BRANDS = ["和泽", "青木", "启点", "云龙", "越秀", "佳美", "瑞康", "远帆", "海棠", "竹溪", "芸台", "拾光"]
_TRADES = ["酒店管理", "家居", "科技", "办公用品", "布艺", "百货", "超市连锁", "餐饮", "日用品", "文创"]
_EN_BRANDS = ["Harbour", "Greenwood", "Northstar", "Riverside", "Maple", "Summit", "Bluebell", "Granite"]
_EN_TRADES = ["Hotels", "Furniture", "Software", "Office Supplies", "Textiles", "Grocers", "Catering"]
_EN_NAMES = ["Anna Lee", "Ben Carter", "Chloe Evans", "David Moore", "Emma Clark", "Frank Young", "Grace Hill"]
_OWNERS = {
    "zh": ["陈静", "李伟", "王芳", "赵磊", "孙悦"],
    "en": ["Chen Jing", "Li Wei", "Wang Fang", "Zhao Lei", "Sun Yue"],
}


@pytest.fixture(scope="session")
def draw(opened: Opened) -> Draw:
    """`draw(outcome)`: all results drawn, as openpyxl, the independent witness, sees them."""

    def run(outcome: Outcome) -> Any:
        return opened(draw_results(outcome, now=NOW, version="0").data)

    return run


@pytest.fixture(scope="session")
def zh(make_outcome: MakeOutcome, draw: Draw) -> Any:
    """The Chinese outcome of 60 customers, drawn once; tests only read it."""
    return draw(make_outcome("zh"))


@pytest.fixture(scope="session")
def en(make_outcome: MakeOutcome, draw: Draw) -> Any:
    """The same in English."""
    return draw(make_outcome("en"))


@pytest.fixture(scope="session")
def schema() -> Schema:
    path = folder("schemas") / "customers.yaml"
    return load_schema(path.read_text(encoding="utf-8"), origin=path.name)


@pytest.fixture(scope="session")
def make_outcome(schema: Schema) -> MakeOutcome:
    """`make_outcome(lang="zh", customers=60, native=True, **replacements)`; equal arguments, equal outcomes."""

    def make(lang: Lang = "zh", customers: int = 60, native: bool = True, **changes: Any) -> Outcome:
        return _Maker(schema, lang, customers, native).outcome(changes)

    return make


class _Maker:
    def __init__(self, schema: Schema, lang: Lang, customers: int, native: bool) -> None:
        self.schema, self.lang, self.count, self.native = schema, lang, customers, native
        self.random = random.Random(7)
        self.customers = self._table("customers", [self._customer(number) for number in range(1, customers + 1)])
        self.orders = self._table("orders", self._order_rows())

    def outcome(self, changes: dict[str, Any]) -> Outcome:
        findings = self._findings()
        seen = {
            finding_key(finding): (TODAY - timedelta(days=(n * 5) % 23)).isoformat()
            for n, finding in enumerate(findings)
        }
        tiers = self._tiers()
        snapshot, duplicates = self._snapshot(), self._duplicates()
        made = Outcome(
            workbook=Path("客户.xlsx"),
            digest="sha256:0",
            today=TODAY,
            snapshot=snapshot,
            findings=findings,
            duplicates=duplicates,
            quality=quality(snapshot, findings, duplicates, TODAY),
            tiers=tiers,
            figures=self._figures(tiers),
            completeness={row: 0.5 + (row % 50) / 100 for row in self.customers.raw.index},
            first_seen=seen,
        )
        return replace(made, **changes)

    def _snapshot(self) -> Snapshot:
        settings: dict[str, Any] = {one.name: one.default for one in self.schema.settings}
        settings["company_name"] = "青禾家居用品" if self.lang == "zh" else "Greenfield Home"
        settings["revenue_target"] = 450_000
        return Snapshot(
            schema=self.schema,
            lang=self.lang,
            native=self.native,
            settings=settings,
            lists=Lists({one.name: one.values for one in self.schema.lists}),
            tables={"customers": self.customers, "orders": self.orders},
            findings=(),
            owned={},
            titles=tuple(sheet.title(self.lang) for sheet in self.schema.sheets),
            memory=Memory(scores=SCORES),
        )

    def _table(self, name: str, rows: list[dict[str, Any]]) -> Table:
        fields = self.schema.sheet(name).enabled
        names = [field.name for field in fields]
        index = range(HEADER_ROW + 1, HEADER_ROW + 1 + len(rows))
        frame = pd.DataFrame(rows, columns=names, index=index, dtype=object)
        frame = frame.where(frame.notna(), None)
        typed = frame.copy()
        for field in fields:
            if field.type in {"number", "integer"}:
                typed[field.name] = pd.to_numeric(typed[field.name], errors="coerce").astype("float64")
            elif field.type in {"date", "datetime"}:
                typed[field.name] = pd.to_datetime(typed[field.name], errors="coerce").astype("datetime64[us]")
        return Table(
            name=name,
            title=self.schema.sheet(name).title(self.lang),
            header_row=HEADER_ROW,
            columns={field: number for number, field in enumerate(names, 1)},
            labels={field.name: field.title(self.lang) for field in fields},
            raw=frame,
            typed=typed,
        )

    def _customer(self, number: int) -> dict[str, Any]:
        pick = self.random.choice
        if self.lang == "zh":
            name = pick(_FAMILY) + pick(_GIVEN)
            company = f"{pick(_CITIES)}{pick(_BRANDS)}{pick(_TRADES)}有限公司" if number % 4 else None
        else:
            name = pick(_EN_NAMES)
            company = f"{pick(_EN_BRANDS)} {pick(_EN_TRADES)} Ltd" if number % 4 else None
        return {
            "customer_id": f"C{number:06d}",
            "kind": "company" if company else "person",
            "name": name,
            "company": company,
            "mobile": f"139{self.random.randrange(10**8):08d}",
            "phone": f"0571-8{self.random.randrange(10**7):07d}" if number % 3 == 0 else None,
            "email": f"contact{number}@client-{number % 17}.example.cn" if number % 2 else None,
            "owner": _OWNERS[self.lang][number % 5],
            "entered_on": datetime(2025, 1, 1) + timedelta(days=number % 300),
        }

    def _order_rows(self) -> list[dict[str, Any]]:
        rows = []
        for number in range(1, self.count + 1):
            for nth in range((number * 7) % 5):
                rows.append(
                    {
                        "order_no": f"SO{number:05d}-{nth}",
                        "line": 1,
                        "customer_id": f"C{number:06d}",
                        "date": datetime(2025, 7, 3) + timedelta(days=(number * 31 + nth * 40) % 340),
                        "amount": float(1_000 + (number * 7919) % 90_000) / (1 + number % 9),
                        "order_status": "valid",
                        "owner": _OWNERS[self.lang][number % 5],
                    }
                )
        return rows

    def _findings(self) -> tuple[Finding, ...]:
        rows = self.customers.raw.index
        ids = self.customers.raw["customer_id"]

        def at(code: str, n: int, field: str, value: Any, proposal: Any = None, **params: Any) -> Finding:
            row = int(rows[n % len(rows)])
            edits = (Edit("customers", row, field, proposal),) if proposal is not None else ()
            return Finding(code, "customers", row, field, value, str(ids[row]), params=params, edits=edits)

        if not len(rows):
            return ()
        return (
            at("E111", 1, "mobile", "+86 139 0000 2741", "13900002741"),
            at("E101", 8, "industry", None),
            at("E121", 5, "email", "sales＠qinghe.163.con", "sales@qinghe.163.com"),
            at("E161", 3, "verified_on", "2026.3.5", datetime(2026, 3, 5)),
            at("W113", 6, "phone", "057185001234", "0571-85001234"),
            at("W184", 9, "notes", "喜欢上午接电话。" * 80, limit=500, length=640),
            at("I193", 4, "company", " 扬州邗江瑞丰宾馆", "扬州邗江瑞丰宾馆"),
            Finding(
                "E311",
                place="参数" if self.lang == "zh" else "Settings",
                cell="B12",
                value="很多",
                params={"name": text("窗口", "Window"), "allowed": text("1 到 600", "1 to 600")},
            ),
        )

    def _duplicates(self) -> tuple[DuplicateGroup, ...]:
        rows = [int(row) for row in self.customers.raw.index]
        if len(rows) < 20:
            return ()
        ids = [str(one) for one in self.customers.raw["customer_id"]]

        def group(number: int, band: Any, score: float, places: list[int], *reasons: tuple[str, str]) -> DuplicateGroup:
            return DuplicateGroup(
                number,
                band,
                score,
                tuple(rows[p] for p in places),
                tuple(ids[p] for p in places),
                tuple(Reason(text(*reason)) for reason in reasons),
            )

        return (
            group(
                1,
                "same",
                0.97,
                [0, 6],
                ("手机相同", "same mobile"),
                ("联系人相同", "same contact"),
                ("公司核心词“和泽酒店管理”相同", "same core of the company name"),
            ),
            group(
                2,
                "review",
                0.88,
                [3, 9, 12],
                ("手机相同", "same mobile"),
                ("公司核心词“青木家居”相同", "same core of the company name"),
            ),
            group(3, "related", 0.61, [5, 14], ("邮箱域名相同", "same e-mail domain")),
        )

    def _tiers(self) -> Tiers:
        zh = self.lang == "zh"
        rows = []
        bought = max(0, round(self.count * 0.85))
        total = sum(900_000 / (n + 1) ** 0.9 for n in range(bought))
        running = 0.0
        for n, row in enumerate(self.customers.raw.index):
            record = self.customers.raw.loc[row]
            common = {
                "record": record["customer_id"],
                "customer": record["company"] or record["name"],
                "owner": record["owner"],
                "manual": "A" if n == 20 else None,
            }
            if n < bought:
                amount = round(900_000 / (n + 1) ** 0.9, 2)
                tier = "A" if running / total < 0.8 else "B" if running / total < 0.95 else "C"
                running += amount
                rows.append(
                    common
                    | {
                        "tier": common["manual"] or tier,
                        "computed": tier,
                        "recency": float((n * 13) % 420),
                        "frequency": float(1 + (n * 7) % 30),
                        "monetary": amount,
                        "r": float(1 + n % 5),
                        "f": float(1 + (n + 2) % 5),
                        "m": float(max(1, 5 - n * 5 // bought)),
                        "group": ["hhh", "lhh", "hlh", "llh", "hhl", "lhl", "hll", "lll"][n % 8],
                        "rank": float(n + 1),
                        "share": min(1.0, running / total),
                        "stage": ["new", "growing", "mature", "at_risk", "dormant"][n % 5],
                        "reason": f"近 24 个月成交 ¥{amount:,.0f}，排第 {n + 1}；{(n * 13) % 420} 天前刚买过"
                        if zh
                        else f"¥{amount:,.0f} in 24 months, rank {n + 1}; last order {(n * 13) % 420} days ago",
                        "missing": ("已是最高级" if zh else "Top tier")
                        if tier == "A"
                        else (f"再成交 ¥{1200 + n * 40:,} → A" if zh else f"¥{1200 + n * 40:,} more → A"),
                        "service": "14 天回访 · 2 小时响应" if zh else "contact every 14 days · answer in 2 h",
                    }
                )
            else:
                rows.append(
                    common
                    | {
                        "tier": "P",
                        "computed": "P",
                        "recency": None,
                        "frequency": 0.0,
                        "monetary": 0.0,
                        "r": None,
                        "f": None,
                        "m": None,
                        "group": None,
                        "rank": None,
                        "share": None,
                        "stage": "potential",
                        "reason": "还没下过单" if zh else "No order yet",
                        "missing": "首单成交 → C 或 B" if zh else "First order → C or B",
                        "service": "45 天跟进" if zh else "contact every 45 days",
                    }
                )
        columns = [
            "record",
            "customer",
            "owner",
            "tier",
            "computed",
            "manual",
            "recency",
            "frequency",
            "monetary",
            "r",
            "f",
            "m",
            "group",
            "rank",
            "share",
            "stage",
            "reason",
            "missing",
            "service",
            "orders",
            "amount",
            "value",
            "potential",
            "score",
            "before",
            "raw",
            "last",
            "change",
            "strategy",
        ]
        table = pd.DataFrame(rows, columns=columns, index=self.customers.raw.index)
        orders = (
            self.orders.typed.groupby("customer_id")["amount"]
            .agg(["count", "sum"])
            .reindex(table["record"], fill_value=0)
        )
        table["orders"], table["amount"] = orders["count"].to_numpy(), orders["sum"].to_numpy()
        ranked = table["monetary"].astype("float64")
        table["value"] = (100 - table["rank"].astype("float64")).clip(lower=1)
        table["potential"] = [float(n * 37 % 1000) / 10 for n in range(len(table))]
        table["score"] = (0.6 * table["value"] + 0.4 * table["potential"]).round(1)
        table["before"] = (100 * (ranked.cumsum() - ranked) / total).where(ranked > 0) if total else float("nan")
        table["raw"] = table["computed"]
        table["last"] = [("A", "B", "C", None)[n % 4] for n in range(len(table))]
        table["change"] = [("up", "down", "same", None)[n % 4] for n in range(len(table))]
        table["strategy"] = "介绍相关产品，约下一次采购" if zh else "Offer related products"
        for column in ("recency", "frequency", "monetary", "r", "f", "m", "rank", "share", "orders", "amount"):
            table[column] = table[column].astype("float64")
        for column in ("value", "potential", "score", "before"):
            table[column] = table[column].astype("float64")
        for column in ("manual", "group", "last", "change"):
            table[column] = table[column].astype(object).where(table[column].notna(), None)
        return Tiers(
            table=table,
            method="pareto",
            scoring=text(f"{bought} 位买过的客户按名次分成 5 档", f"{bought} buyers ranked into 5 groups"),
            reference=TODAY,
            start=date(2024, 6, 18),
        )

    def _figures(self, tiers: Tiers) -> Figures:
        table = tiers.table
        ranked = table[table["rank"].notna()].sort_values("rank")
        total = float(ranked["monetary"].sum()) or 1.0
        by_tier = pd.DataFrame(
            {
                "customers": [int((table["tier"] == one).sum()) for one in "ABCP"],
                "amount": [float(table.loc[table["tier"] == one, "monetary"].sum()) for one in "ABCP"],
            },
            index=list("ABCP"),
        )
        by_tier["share"] = by_tier["amount"] / total
        pareto = pd.DataFrame(
            {
                "customer": ranked["customer"].head(20),
                "amount": ranked["monetary"].head(20),
                "cumulative": ranked["share"].head(20),
                "tier": ranked["tier"].head(20),
            }
        )
        top = pd.DataFrame(
            {
                "customer": ranked["customer"].head(10),
                "amount": ranked["monetary"].head(10),
                "share": ranked["monetary"].head(10) / total,
                "tier": ranked["tier"].head(10),
                "unverified": False,
            }
        )
        counted = ranked.groupby("group")["monetary"].agg(["count", "sum"])
        groups = pd.DataFrame(
            {"group": list(counted.index), "customers": list(counted["count"]), "share": list(counted["sum"] / total)}
        )
        months = [
            "25-07",
            "25-08",
            "25-09",
            "25-10",
            "25-11",
            "25-12",
            "26-01",
            "26-02",
            "26-03",
            "26-04",
            "26-05",
            "26-06",
        ]
        revenue = pd.DataFrame(
            {
                "month": months,
                "amount": [412e3, 338e3, 321e3, 350e3, 503e3, 463e3, 341e3, 281e3, 437e3, 418e3, 401e3, 257e3],
                "last_year": [168e3, 170e3, 236e3, 145e3, 266e3, 288e3, 312e3, 141e3, 260e3, 402e3, 338e3, 428e3],
                "partial": [False] * 11 + [True],
            }
        )
        satisfaction = pd.DataFrame(
            {
                "month": months,
                "share": [0.862, 0.871, 0.855, 0.881, 0.868, 0.892, 0.884, 0.901, 0.893, 0.916, 0.908, 0.912],
                "n": [24, 31, 28, 33, 36, 29, 31, 18, 40, 37, 41, 22],
            }
        )
        overdue = pd.DataFrame(
            {"owner": _OWNERS[self.lang], "overdue": [4, 2, 1, 0, 0], "today": [1, 1, 2, 2, 1], "week": [3, 5, 4, 4, 2]}
        )
        if not self.count:
            revenue, satisfaction, overdue = revenue.iloc[:0], satisfaction.iloc[:0], overdue.iloc[:0]
        trend = (0.8, 0.82, 0.79, 0.85, 0.87, 0.86, 0.9, 0.88, 0.91, 0.9, 0.92, 0.91)
        money = tuple(float(one) for one in revenue["amount"])
        same = text("同比", "on last year")
        cards = (
            Card(
                "revenue",
                text("成交额", "Revenue"),
                1_072_000.0,
                "money",
                text("目标 120 万", "target 1.2 million"),
                0.106,
                same,
                "good",
                money,
            ),
            Card(
                "active",
                text("活跃客户", "Active customers"),
                41.0,
                "count",
                text("期内有单", "bought in the period"),
                -0.02,
                same,
                "near",
                trend,
            ),
            Card(
                "repeat",
                text("复购率", "Repeat rate"),
                0.68,
                "percent",
                text("一年 ≥2 次", "two or more in a year"),
                0.01,
                same,
                "good",
                trend,
            ),
            Card(
                "csat",
                text("满意度", "Satisfaction"),
                0.912,
                "percent",
                text("目标 90% · 4–5 分", "target 90% · scores 4–5"),
                0.019,
                same,
                "good",
                trend,
            ),
            Card(
                "response",
                text("响应达标率", "Answered in time"),
                0.86,
                "percent",
                text("目标 95%", "target 95%"),
                -0.04,
                same,
                "bad",
                trend,
            ),
            Card(
                "retention", text("客户保留率", "Retention"), None, "percent", text("样本 6，暂不显示", "only 6 cases")
            ),
            Card(
                "tasks",
                text("任务完成率", "Tasks done in time"),
                0.841,
                "percent",
                text("到期 88 件", "88 due"),
                0.0,
                same,
                "near",
                trend,
            ),
            Card(
                "quality",
                text("完整度", "Completeness"),
                0.934,
                "percent",
                text("错误 10 处", "10 errors"),
                0.012,
                same,
                "good",
                trend,
            ),
        )
        sentences: tuple[Any, ...] = (
            (
                "good",
                text(
                    "成交 ¥107.2 万，比去年同期多 11%；6 月已到 ¥25.7 万，按进度月底约 ¥45 万。",
                    "Revenue ¥1.07 million, 11% more than last year; June stands at ¥257,000 so far.",
                ),
            ),
            (
                "none",
                text(
                    "A 类 8 家带来近 12 月成交的 58%；前 14 位客户合计到 80%，请优先安排回访。",
                    "8 A customers bring 58% of the revenue; the first 14 make 80% - call them first.",
                ),
            ),
            (
                "bad",
                text(
                    "瑞康超市已 131 天、明德教育已 103 天没有下单（平时约 12 天一单）。",
                    "Riverside Grocers has not ordered for 131 days, Maple Hotels for 103 (usually every 12).",
                ),
            ),
            (
                "good",
                text(
                    "满意度 91%（64 份评价），连续 3 个月达到 90% 的目标。",
                    "Satisfaction 91% (64 ratings), on target for three months.",
                ),
            ),
            (
                "near",
                text(
                    "7 件任务逾期，其中 4 件在赵磊名下，最长 9 天。",
                    "7 tasks are overdue, 4 of them with Zhao Lei, up to 9 days.",
                ),
            ),
        )
        return Figures(
            period=text("2026 年 4–6 月", "April–June 2026"),
            sentences=sentences if self.count else (),
            cards=cards if self.count else (),
            revenue=revenue,
            tiers=by_tier,
            pareto=pareto.reset_index(drop=True),
            buyers=len(ranked),
            top=top.reset_index(drop=True),
            groups=groups,
            satisfaction=satisfaction,
            overdue=overdue,
            notes=() if self.count else (text("还没有交易记录。", "There are no orders yet."),),
        )


MakeRows = Callable[..., dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="session")
def opened() -> Opened:
    """`opened(data, values=False)`: the workbook as openpyxl, the independent witness, sees it."""

    def load(data: bytes, values: bool = False) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells which extensions it would drop on saving
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values)

    return load


@pytest.fixture(scope="session")
def recalculated(
    opened: Opened, convert: Callable[[Path, str, Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    """
    `recalculated(data, extra={}, today=None)`: the values LibreOffice computes itself, as if it were `today`.

    openpyxl saves formulas without their stored values, so that LibreOffice must compute them. `extra`: address →
    formula, computed on a sheet "extra".
    """

    def compute(data: bytes, extra: dict[str, str] | None = None, today: date | None = None) -> Any:
        book = opened(data)
        if today is not None:
            for cell in (cell for one in book for row in one.iter_rows() for cell in row if cell.data_type == "f"):
                cell.value = cell.value.replace("TODAY()", f"DATE({today:%Y,%m,%d})")
        sheet = book.create_sheet("extra")
        for where, formula in (extra or {}).items():
            sheet[where] = formula
        folder = tmp_path_factory.mktemp("recalculated")
        book.save(folder / "in.xlsx")
        return opened(convert(folder / "in.xlsx", "xlsx", folder / "out").read_bytes(), values=True)

    return compute


@pytest.fixture(scope="session")
def make_rows() -> MakeRows:
    """`make_rows(lang, today, customers=12)`: made-up rows of every people's sheet, some of them dirty."""
    return _rows


def _rows(lang: Lang, today: date, customers: int = 12) -> dict[str, list[dict[str, Any]]]:
    pick = random.Random(7)

    def say(zh: str, en: str) -> str:
        return zh if lang == "zh" else en

    def customer(at: int | None = None) -> str:
        return f"C{at or pick.randrange(1, customers + 1):06}"

    owners = _OWNERS[lang]
    valid, cancelled = say("有效", "Valid"), say("取消", "Cancelled")
    rows: dict[str, list[dict[str, Any]]] = {
        "customers": [
            {
                "customer_id": customer(at),
                "kind": say("企业", "Company") if at % 3 else say("个人", "Person"),
                "name": say("张敏", "Jane Lee"),
                "company": say(f"青木{at}家居", f"Harbour {at} Ltd") if at % 3 else None,
                "mobile": f"139{at:08}",
                "birth_date": None if at % 3 else date(1960 + at, 1 + at % 12, 1 + at),
                "owner": pick.choice(owners),
            }
            for at in range(1, customers + 1)
        ],
        "orders": [
            {
                "order_no": f"SO{at:04}",
                "customer_id": customer(),
                "date": today - timedelta(pick.randrange(900)),
                "amount": pick.randrange(1, 90_000) / 100,
                "refund": 10 if at % 7 == 0 else None,
                "campaign": say("春季上新", "Spring launch") if at % 2 else None,
                "order_status": cancelled if at % 5 == 0 else None if at % 4 == 0 else valid,
            }
            for at in range(1, 5 * customers)
        ],
        "interactions": [
            {
                "interaction_id": f"I{at:04}",
                "customer_id": customer(),
                "time": datetime(2025, 1, 1, 9, 30) + timedelta(hours=pick.randrange(9000)),
                "next_date": today + timedelta(pick.randrange(-30, 30)),
            }
            for at in range(1, 3 * customers)
        ],
        "service": [
            {
                "case_id": f"S{at:04}",
                "customer_id": customer(),
                "contact_count": (1, 2, None)[at % 3],
                "resolved_at": datetime(2025, 5, 2, 16) if at % 4 else None,
                "status": say("重开", "Reopened") if at % 2 else say("已解决", "Solved"),
            }
            for at in range(1, 13)
        ],
        "campaigns": [
            {"campaign": say("春季上新", "Spring launch"), "customer_id": customer(at), "cost": 20}
            for at in range(1, 9)
        ],
        "feedback": [
            {
                "feedback_id": f"F{at:04}",
                "customer_id": customer(),
                "handler": owners[0] if at > 1 else None,
                "handled_on": today if at > 2 else None,
                "told_on": today if at > 3 else None,
            }
            for at in range(1, 6)
        ],
        "tasks": [
            {
                "task_id": f"T{at:04}",
                "customer_id": customer(),
                "content": say("回访", "call"),
                "due": today + timedelta(at - 6),
                "remind_days": (3, None)[at % 2],
                "status": say("已完成", "Done") if at % 5 == 0 else say("未开始", "Not started"),
            }
            for at in range(1, 16)
        ],
        "users": [{"user": owner, "role": say("销售", "Sales"), "active": "√"} for owner in owners],
    }
    dirty = rows["customers"]
    dirty[0]["birth_date"], dirty[1]["name"] = "不知道", '=HYPERLINK("http://example.com","x")'
    dirty[2]["mobile"], dirty[3]["mobile"], dirty[4]["company"] = "+86 139 0000 2741", 13800138000, "@SUM(A1)"
    rows["orders"][0]["amount"], rows["orders"][1]["date"] = "1.2万", "2025.3.1"
    rows["orders"][2]["customer_id"] = "c000001"  # Excel finds keys whatever their case
    return rows


@pytest.fixture(scope="session")
def blank(schema: Schema, opened: Opened) -> Callable[[Lang], Any]:
    """`blank("zh")`: a new, empty workbook, read; not to be changed."""

    @cache
    def draw(lang: Lang) -> Any:
        return opened(draw_workbook(schema, lang, today=TODAY, version="1"))

    return draw
