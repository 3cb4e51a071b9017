"""Large workbooks to measure with: a company's customers and orders, as Excel would have saved them.

The XML is joined from strings and packed once, because drawing millions of cells with a library takes minutes. Sizes
are those of a company: S 1,000 customers and 5,000 orders, M 20,000 and 100,000, L 100,000 and 500,000, XL 300,000 and
1,000,000; 20 and 8 columns.
"""

from __future__ import annotations

import argparse
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

SIZES = {"S": (1_000, 5_000), "M": (20_000, 100_000), "L": (100_000, 500_000), "XL": (300_000, 1_000_000)}
HEAVY = (107_000, 294_000)
"""Customers and orders that make 4.5 million cells and, with long notes, 70 MB."""
CUSTOMERS = (
    *(
        "客户编号",
        "客户类型",
        "姓名",
        "公司名称",
        "职位",
        "手机",
        "固定电话",
        "邮箱",
        "省份",
        "城市",
        "详细地址",
        "邮编",
    ),
    *("行业", "规模", "客户来源", "负责人", "处理依据", "备注", "录入人", "录入日期"),
)
ORDERS = ("订单号", "行号", "客户编号", "购买日期", "产品/服务", "数量", "单价", "购买金额")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DAY_ZERO = date(1899, 12, 30).toordinal()
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文博宇轩浩然子涵欣怡"
_CITIES = (
    ("北京市", "北京市", "010", "100000"),
    ("上海市", "上海市", "021", "200000"),
    ("广东省", "深圳市", "0755", "518000"),
)


Row = tuple[str | float, ...]
Fault = Callable[[Row], dict[str, str | float]]
WRONG_CUSTOMERS: tuple[Fault, ...] = (
    lambda row: {"手机": str(row[5])[:-1]},
    lambda row: {"邮箱": str(row[7]).replace("@", "")},
    lambda _: {"规模": "很大"},
    lambda _: {"负责人": ""},
    lambda row: {"固定电话": str(row[6])[:-3]},
    lambda _: {"录入日期": 60_000},
)
WRONG_ORDERS: tuple[Fault, ...] = (
    lambda _: {"客户编号": "C999999"},
    lambda _: {"客户编号": ""},
    lambda _: {"数量": 0, "购买金额": 0},
    lambda row: {"购买金额": round(float(row[7]) + 1, 2)},
    lambda _: {"购买日期": 60_000},
)
"""What people get wrong in a row, one kind after the other; each fault breaks one rule."""


class _Strings:
    """The shared strings: each text once, its number in return."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cell(self, text: str) -> str:
        number = self._numbers.setdefault(text, len(self._numbers))
        return f' t="s"><v>{number}</v></c>'

    def part(self) -> bytes:
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self._numbers)
        return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(self._numbers)}">{items}</sst>'.encode()


def make(customers: int, orders: int, *, note: int = 0, faults: int = 0, seed: int = 1) -> bytes:
    """A workbook with sheets 客户 and 交易.

    Args:
        customers: how many.
        orders: how many order lines.
        note: bytes of text that does not compress in each customer's notes.
        faults: one row in so many holds a wrong cell, and one customer in so many has been entered twice; 0: none.
        seed: another one, other people.
    """
    chance = random.Random(seed)
    strings = _Strings()
    people, lines = _customers(customers, note, chance), _orders(orders, customers, chance)
    if faults:
        people, lines = _spoilt(_twice(people, faults), WRONG_CUSTOMERS, faults), _spoilt(lines, WRONG_ORDERS, faults)
    sheets = {"客户": _sheet(CUSTOMERS, people, strings), "交易": _sheet(ORDERS, lines, strings)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in _frame(tuple(sheets)).items():
            archive.writestr(name, content)
        for number, body in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", body)
        archive.writestr("xl/sharedStrings.xml", strings.part())
    return out.getvalue()


def _customers(count: int, note: int, chance: random.Random) -> Iterator[Row]:
    for number in range(1, count + 1):
        name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=2))
        company = "".join(chance.choices(_GIVEN, k=4)) + "科技有限公司"
        province, city, area, postcode = chance.choice(_CITIES)
        phone = f"{area}-{chance.randint(20_000_000, 89_999_999)}"
        mobile = f"13{chance.randint(0, 9)}{chance.randint(0, 99_999_999):08d}"
        street = "".join(chance.choices(_GIVEN, k=2))
        yield (
            *(f"C{number:06d}", "企业", name, f"{company}{number}", "经理", mobile, phone, f"c{number}@example.com.cn"),
            *(province, city, f"{street}路{chance.randint(1, 999)}号", postcode, "制造业", "20–99 人", "展会", "王芳"),
            *("履行合同", chance.randbytes(note // 2).hex() if note else "", "李娜", 45_000 + number % 900),
        )


def _orders(count: int, customers: int, chance: random.Random) -> Iterator[Row]:
    first = date(2024, 1, 1).toordinal() - _DAY_ZERO
    for number in range(1, count + 1):
        amount, price = chance.randint(1, 20), chance.randint(100, 999_900) / 100
        owner = f"C{min(int(chance.paretovariate(0.6)), customers):06d}"
        day = first + chance.randint(0, 900)
        yield f"D{number:08d}", 1, owner, day, f"产品{chance.randint(1, 40)}", amount, price, round(amount * price, 2)


def _twice(people: Iterator[Row], one_in: int) -> Iterator[Row]:
    """Every `one_in`th customer once more, under the number of the next: the same person with another phone."""
    before: Row = ()
    for number, row in enumerate(people):
        if number % one_in == one_in // 2 and before:
            row = (row[0], *before[1:5], row[5], *before[6:])
        yield row
        before = row


def _spoilt(rows: Iterator[Row], faults: tuple[Fault, ...], one_in: int) -> Iterator[Row]:
    header = CUSTOMERS if faults is WRONG_CUSTOMERS else ORDERS
    for number, row in enumerate(rows, 1):
        if number % one_in == 0:
            wrong = faults[number // one_in % len(faults)](row)
            row = tuple(wrong.get(title, value) for title, value in zip(header, row, strict=True))
        yield row


def _sheet(header: tuple[str, ...], rows: Iterator[Row], strings: _Strings) -> bytes:
    letters = [chr(65 + column) for column in range(len(header))]
    dated = {column for column, title in enumerate(header) if title.endswith("日期")}
    out = [f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_REL}"><sheetData>']
    for number, row in enumerate(_with_header(header, rows), 1):
        cells = []
        for column, value in enumerate(row):
            place = f'<c r="{letters[column]}{number}"'
            if isinstance(value, str):
                cells.append(place + strings.cell(value) if value else f"{place}/>")
            else:
                style = ' s="1"' if column in dated else ""
                cells.append(f"{place}{style}><v>{value!r}</v></c>")
        out.append(f'<row r="{number}" spans="1:{len(header)}">{"".join(cells)}</row>')
    out.append("</sheetData></worksheet>")
    return "".join(out).encode()


def _with_header(header: tuple[str, ...], rows: Iterator[Row]) -> Iterator[Row]:
    yield header
    yield from rows


def _frame(titles: tuple[str, ...]) -> dict[str, str]:
    """All parts but the sheets and their strings."""
    listed = "".join(f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>' for n, title in enumerate(titles, 1))
    linked = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(titles) + 1)
    )
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, len(titles) + 1)
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{typed}'
        '<Override PartName="/docProps/app.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_REL}/extended-properties" Target="docProps/app.xml"/></Relationships>',
        "docProps/app.xml": f'{_HEAD}<Properties xmlns="{_REL.rpartition("/")[0]}/extended-properties">'
        "<Application>Microsoft Excel</Application></Properties>",
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{linked}'
        f'<Relationship Id="rId8" Type="{_REL}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId9" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
        '<fonts count="1"><font><sz val="11"/><name val="等线"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }


def main() -> None:
    """Write one workbook of a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=[*SIZES, "heavy"])
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    data = make(*HEAVY, note=700) if given.size == "heavy" else make(*SIZES[given.size])
    given.file.write_bytes(data)
    print(f"{given.file}: {len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
