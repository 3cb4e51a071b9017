"""What a competent user writes with pandas, pandera and openpyxl to have what a pass of custsheet gives.

The workbook is read with `read_excel`, checked against a pandera schema (lazily, so that every failing cell is known),
customers get RFM scores and Pareto tiers, the year is summed up, and the sheets of results go back into the same file
with `ExcelWriter(mode="a")`. With `everything`, duplicates are found by recordlinkage (blocked on equal phone, e-mail
and name), and openpyxl draws a dashboard with charts and a sheet an analysis. It checks what custsheet checks where
the workbooks of `bench/workbooks.py` have the column; it explains nothing, remembers nothing, and keeps no backup.

    python bench/naive.py FILE [--everything]
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa
from openpyxl import load_workbook
from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

MOBILE = r"^1[3-9]\d{9}$"
LANDLINE = r"^0\d{2,3}-\d{7,8}$"
EMAIL = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
SIZES = ["1–19 人", "20–99 人", "100–499 人", "500 人以上"]
KINDS = ["企业", "个人"]
SOURCES = ["老客户介绍", "官网", "门店", "展会", "微信社群", "短视频", "电商平台", "电话开发", "广告投放", "其他来源"]
BASES = ["本人同意", "履行合同", "法定义务", "已公开信息"]
EARLIEST = pd.Timestamp("1990-01-01")
GROUPS = {
    "111": "重要价值客户",
    "101": "重要发展客户",
    "011": "重要保持客户",
    "001": "重要挽留客户",
    "110": "一般价值客户",
    "100": "一般发展客户",
    "010": "一般保持客户",
    "000": "一般挽留客户",
}


@dataclass
class Found:
    """What a pass found: failing cells by (sheet, column), customers by tier, sales in 24 months, duplicates."""

    failing: dict[tuple[str, str], int]
    tiers: dict[str, int]
    sales: float
    duplicates: set[tuple[str, str]] = field(default_factory=set)


def run(path: Path, today: date, *, everything: bool = False) -> Found:
    """One pass over the workbook at `path`, which then holds the results."""
    day = pd.Timestamp(today)
    texts = dict.fromkeys(("客户编号", "手机", "固定电话", "邮箱", "邮编", "订单号"), str)
    with pd.ExcelFile(path, engine="openpyxl") as book:
        customers = pd.read_excel(book, "客户", dtype=texts)
        orders = pd.read_excel(book, "交易", dtype=texts)
    failing = pd.concat(
        [
            failures("客户", customers, customers_schema(day)),
            failures("交易", orders, orders_schema(day, customers["客户编号"])),
        ],
        ignore_index=True,
    )
    sales = sales_of(orders, customers, day)
    tiers = tiered(customers, sales, day)
    sheets = {"检查结果": failing, "分级": tiers, "汇总": summary(sales, tiers, failing, day)}
    pairs = pd.DataFrame()
    if everything:
        pairs = duplicates(customers)
        sheets |= {"重复客户": pairs, **analyses(sales, tiers, day)}
    with pd.ExcelWriter(path, engine="openpyxl", mode="a", if_sheet_exists="replace") as writer:
        for title, frame in sheets.items():
            frame.to_excel(writer, sheet_name=title, index=False)
        if everything:
            dashboard(writer.book.create_sheet("看板"), writer.sheets)
    found = failing.groupby(["工作表", "列"]).size()
    return Found(
        {(str(sheet), str(column)): int(count) for (sheet, column), count in found.items()},
        tiers["级别"].value_counts().to_dict(),
        round(float(tiers["M"].sum()), 2),
        set(zip(pairs["客户编号"], pairs["客户编号2"], strict=True)) if len(pairs) else set(),
    )


def customers_schema(today: pd.Timestamp) -> pa.DataFrameSchema:
    """The rules of sheet 客户."""
    required = pa.Column(str)
    optional = pa.Column(str, nullable=True)
    return pa.DataFrameSchema(
        {
            "客户编号": pa.Column(str, pa.Check.str_matches(r"^C\d{6}$"), unique=True),
            "客户类型": pa.Column(str, pa.Check.isin(KINDS)),
            "姓名": pa.Column(str, pa.Check.str_length(max_value=40)),
            "公司名称": pa.Column(str, pa.Check.str_length(max_value=100), nullable=True),
            "职位": optional,
            "手机": pa.Column(str, pa.Check.str_matches(MOBILE), nullable=True),
            "固定电话": pa.Column(str, pa.Check.str_matches(LANDLINE), nullable=True),
            "邮箱": pa.Column(str, pa.Check.str_matches(EMAIL), nullable=True),
            "省份": optional,
            "城市": optional,
            "详细地址": pa.Column(str, pa.Check.str_length(max_value=200), nullable=True),
            "邮编": pa.Column(str, pa.Check.str_matches(r"^\d{6}$"), nullable=True),
            "行业": required,
            "规模": pa.Column(str, pa.Check.isin(SIZES), nullable=True),
            "客户来源": pa.Column(str, pa.Check.isin(SOURCES), nullable=True),
            "负责人": required,
            "处理依据": pa.Column(str, pa.Check.isin(BASES)),
            "录入人": required,
            "录入日期": pa.Column("datetime64[us]", pa.Check.in_range(EARLIEST, today), coerce=True),
        }
    )


def orders_schema(today: pd.Timestamp, customers: pd.Series) -> pa.DataFrameSchema:
    """The rules of sheet 交易."""
    known = set(customers.dropna())
    product = pa.Check(
        lambda frame: (frame["数量"] * frame["单价"] - frame["购买金额"]).abs() <= 0.0101, name="数量×单价"
    )
    return pa.DataFrameSchema(
        {
            "订单号": pa.Column(str, pa.Check.str_length(max_value=60)),
            "行号": pa.Column(int, pa.Check.ge(1)),
            "客户编号": pa.Column(str, pa.Check(lambda column: column.isin(known), name="客户存在")),
            "购买日期": pa.Column("datetime64[us]", pa.Check.in_range(EARLIEST, today), coerce=True),
            "产品/服务": pa.Column(str, pa.Check.str_length(max_value=100)),
            "数量": pa.Column(float, pa.Check.gt(0), coerce=True),
            "单价": pa.Column(float, pa.Check.ge(0), coerce=True),
            "购买金额": pa.Column(float, pa.Check.ge(0), coerce=True),
        },
        checks=product,
        unique=["订单号", "行号"],
    )


def failures(sheet: str, frame: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Every failing cell: sheet, row in Excel, column, value, rule."""
    columns = ["工作表", "行", "列", "现值", "规则"]
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return pd.DataFrame(columns=columns)
    # A check of the whole frame fails once for each of its columns; the cell to blame is the amount.
    cases.loc[cases["check"] == "数量×单价", "column"] = "购买金额"
    cases = cases.drop_duplicates(["index", "column", "check"])
    row = cases["index"].astype("Int64") + 2
    made = [pd.Series(sheet, cases.index), row, cases["column"], cases["failure_case"], cases["check"]]
    return pd.concat(made, axis=1, keys=columns).sort_values(["列", "行"])


def sales_of(orders: pd.DataFrame, customers: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """The order lines that count, with the day as a date."""
    dated = orders.assign(购买日期=pd.to_datetime(orders["购买日期"], errors="coerce"))
    counted = dated["购买日期"].le(today) & dated["购买金额"].notna()
    return dated[counted].assign(本公司=dated["客户编号"].isin(customers["客户编号"]))


def tiered(customers: pd.DataFrame, sales: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """RFM scores over 24 months, the eight groups, and Pareto tiers: A up to 80 % of sales, B up to 95 %."""
    window = sales[sales["本公司"] & (sales["购买日期"] > today - pd.DateOffset(months=24))]
    by = window.groupby("客户编号")
    rfm = pd.DataFrame(
        {"R": (today - by["购买日期"].max()).dt.days, "F": by["购买日期"].nunique(), "M": by["购买金额"].sum()}
    )
    out = customers[["客户编号", "姓名", "公司名称", "负责人"]].merge(
        rfm, how="left", left_on="客户编号", right_index=True
    )
    out["R分"] = 5 - np.searchsorted([30, 90, 180, 365], out["R"].to_numpy())
    out["F分"] = 1 + np.searchsorted([1, 2, 4, 8], out["F"].to_numpy())
    out["M分"] = 1 + np.searchsorted([1_000, 5_000, 20_000, 100_000], out["M"].to_numpy())
    bought = out["M"].notna()
    out.loc[~bought, ["R分", "F分", "M分"]] = np.nan
    high = pd.concat([(out[name] > out[name].mean()).astype(int).astype(str) for name in ("R分", "F分", "M分")], axis=1)
    out["客户群"] = (high["R分"] + high["F分"] + high["M分"]).map(GROUPS).where(bought)
    out = out.sort_values("M", ascending=False, kind="stable")
    larger = out["M"].cumsum() - out["M"]
    share = larger / out["M"].sum()
    out["级别"] = np.select([~out["M"].gt(0), share < 0.80, share < 0.95], ["P", "A", "B"], "C")
    out["累计占比"] = out["M"].cumsum() / out["M"].sum()
    return out


def summary(sales: pd.DataFrame, tiers: pd.DataFrame, failing: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """The figures of the last twelve months beside those of the twelve before, customers by tier, failing cells."""
    year = today - pd.DateOffset(months=12)
    periods = {
        "近 12 个月": sales[sales["购买日期"] > year],
        "之前 12 个月": sales[(sales["购买日期"] <= year) & (sales["购买日期"] > year - pd.DateOffset(months=12))],
    }
    columns = {}
    for title, part in periods.items():
        days = part.groupby("客户编号")["购买日期"].nunique()
        columns[title] = {
            "成交额": part["购买金额"].sum(),
            "订单数": part["订单号"].nunique(),
            "买家": len(days),
            "客单价": part["购买金额"].sum() / max(part["订单号"].nunique(), 1),
            "复购率": (days > 1).mean(),
        }
    buyers = [set(part["客户编号"].dropna()) for part in periods.values()]
    columns["近 12 个月"]["保留率"] = len(buyers[0] & buyers[1]) / max(len(buyers[1]), 1)
    table = pd.DataFrame(columns).rename_axis("指标").reset_index()
    by_tier = tiers["级别"].value_counts().sort_index().rename_axis("指标").rename("近 12 个月").reset_index()
    by_tier["指标"] += " 类客户"
    wrong = failing.groupby(["工作表", "列"]).size().rename("近 12 个月").reset_index()
    wrong["指标"] = "有问题：" + wrong["工作表"] + " " + wrong["列"]
    return pd.concat([table, by_tier, wrong[["指标", "近 12 个月"]]], ignore_index=True)


def duplicates(customers: pd.DataFrame) -> pd.DataFrame:
    """Pairs of customers that share a phone, an e-mail or a name, and agree in two more of what is compared."""
    import recordlinkage

    table = customers.set_index("客户编号")
    indexer = recordlinkage.Index()
    for column in ("手机", "邮箱", "姓名"):
        indexer.block(column)
    pairs = indexer.index(table)
    compare = recordlinkage.Compare()
    for column in ("手机", "邮箱", "固定电话"):
        compare.exact(column, column, label=column)
    for column in ("姓名", "公司名称", "详细地址"):
        compare.string(column, column, method="jarowinkler", threshold=0.9, label=column)
    agreeing = compare.compute(pairs, table)
    kept = agreeing[agreeing.sum(axis=1) >= 3].assign(相同项=lambda frame: frame.sum(axis=1)).reset_index()
    first, second = kept.columns[:2]
    kept = kept.rename(columns={first: "客户编号", second: "客户编号2"})
    for column in ("客户编号", "客户编号2"):
        shown = table[["姓名", "公司名称", "手机", "负责人"]].add_suffix("2" if column.endswith("2") else "1")
        kept = kept.merge(shown, how="left", left_on=column, right_index=True)
    return kept


def analyses(sales: pd.DataFrame, tiers: pd.DataFrame, today: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """A table for each question that custsheet answers of such a workbook."""
    own = sales[sales["本公司"]].assign(月份=sales["购买日期"].dt.to_period("M"))
    monthly = own.groupby("月份").agg(
        成交额=("购买金额", "sum"), 订单=("订单号", "nunique"), 买家=("客户编号", "nunique")
    )
    first = own.groupby("客户编号")["月份"].transform("min")
    cohort = own.assign(首购=first, 第几月=(own["月份"].astype("int64") - first.astype("int64")))
    kept = cohort.groupby(["首购", "第几月"])["客户编号"].nunique().unstack(fill_value=0)
    retention = kept.div(kept[0], axis=0).iloc[:, :13]
    by = own.groupby("客户编号")["购买日期"]
    spans = pd.DataFrame({"首购": by.min(), "最近": by.max(), "次数": by.nunique()})
    spans["周期"] = (spans["最近"] - spans["首购"]).dt.days / (spans["次数"] - 1).where(spans["次数"] > 1)
    spans["空窗"] = (today - spans["最近"]).dt.days
    limit = spans["周期"].fillna(90)
    spans["状态"] = np.select(
        [spans["空窗"] > 365, spans["空窗"] > (3 * limit).clip(lower=60), spans["空窗"] > (2 * limit).clip(lower=30)],
        ["流失", "沉睡", "预警"],
        "活跃",
    )
    worth = tiers.set_index("客户编号")[["姓名", "公司名称", "负责人", "级别", "M"]]
    leaving = spans[spans["状态"] != "活跃"].join(worth).sort_values("M", ascending=False).reset_index()
    value = worth.join(spans["次数"]).dropna(subset="M").reset_index()
    value["客单价"] = value["M"] / value["次数"]
    value["预计 12 个月"] = value["M"] / 2
    weekday = own.groupby(own["购买日期"].dt.dayofweek + 1)["购买金额"].agg(["sum", "count"]).rename_axis("星期")
    product = own.groupby("产品/服务").agg(
        成交额=("购买金额", "sum"), 数量=("数量", "sum"), 买家=("客户编号", "nunique")
    )
    year = today - pd.DateOffset(months=12)
    recent = own[own["购买日期"] > year].groupby("产品/服务")["购买金额"].sum()
    before = own[own["购买日期"].between(year - pd.DateOffset(months=12), year)].groupby("产品/服务")["购买金额"].sum()
    market = pd.DataFrame({"近 12 个月": recent, "之前": before}).fillna(0)
    market["增长"] = market["近 12 个月"] / market["之前"] - 1
    return {
        "月度": monthly.reset_index().assign(月份=lambda frame: frame["月份"].astype(str)),
        "保留": retention.reset_index().assign(首购=lambda frame: frame["首购"].astype(str)),
        "流失预警": leaving,
        "客户价值": value,
        "细分": tiers.groupby(["客户群", "级别"]).agg(客户=("客户编号", "count"), 金额=("M", "sum")).reset_index(),
        "购买时间": weekday.reset_index(),
        "产品": product.sort_values("成交额", ascending=False).reset_index(),
        "市场趋势": market.reset_index(),
        "推荐": recommended(own, worth),
    }


def recommended(own: pd.DataFrame, worth: pd.DataFrame) -> pd.DataFrame:
    """For each customer the product they lack that buyers of theirs most often buy as well."""
    has = pd.crosstab(own["客户编号"], own["产品/服务"]).clip(upper=1)
    together = has.T @ has
    likely = together.div(np.diag(together), axis=0).mask(np.eye(len(together), dtype=bool), 0.0)
    score = (has @ likely).where(has == 0)
    open_ones = score[score.notna().any(axis=1)]
    out = pd.DataFrame({"推荐产品": open_ones.idxmax(axis=1), "得分": open_ones.max(axis=1)})
    return out.join(worth).sort_values("M", ascending=False).reset_index(names="客户编号")


def dashboard(sheet: Worksheet, sheets: dict[str, Worksheet]) -> None:
    """Charts over the tables of the other sheets, on one page."""
    kinds = {"月度": (LineChart, 2), "细分": (BarChart, 3), "购买时间": (BarChart, 2), "产品": (BarChart, 2),
             "市场趋势": (BarChart, 2), "客户价值": (BarChart, 6)}  # fmt: skip
    for place, (title, (kind, column)) in enumerate(kinds.items()):
        table, chart = sheets[title], kind()
        last = min(table.max_row, 25)
        chart.add_data(Reference(table, min_col=column, min_row=1, max_row=last), titles_from_data=True)
        chart.set_categories(Reference(table, min_col=1, min_row=2, max_row=last))
        chart.title = title
        sheet.add_chart(chart, f"{'AK'[place % 2]}{1 + 16 * (place // 2)}")
    pie, tiers = PieChart(), sheets["汇总"]
    pie.add_data(Reference(tiers, min_col=2, min_row=8, max_row=11))
    pie.set_categories(Reference(tiers, min_col=1, min_row=8, max_row=11))
    pie.title = "客户分级"
    sheet.add_chart(pie, "U1")


def main() -> None:
    """One pass over a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--everything", action="store_true")
    given = parser.parse_args()
    print(run(given.file, date.today(), everything=given.everything))
    print(load_workbook(given.file, read_only=True).sheetnames)


if __name__ == "__main__":
    main()
