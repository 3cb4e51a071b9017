"""What is told of damaged rules is what `patch` restores."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable

import pytest
import xlsxwriter

from custsheet.model.errors import WorkbookError
from custsheet.package import Package, RuleDamage, RulesPatch, damaged_rules, patch

Make = Callable[..., bytes]
SHEET = "xl/worksheets/sheet1.xml"
DATA = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


def draw() -> bytes:
    """Three validations, two flags, a format of its own, a data bar with its partner."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("表")
    book.define_name("cs_flag_x", "='表'!A1")
    for column in range(3):
        rule = {"validate": "custom", "value": f"=LEN({'ABC'[column]}2)<{column + 5}", "input_message": "x"}
        sheet.data_validation(1, column, 99, column, rule)
    red, bold = book.add_format({"bg_color": "#FFC7CE"}), book.add_format({"bold": True})
    for letter, look in (("E", red), ("W", bold)):
        rule = {"type": "formula", "criteria": f'=LEFT(cs_flag_x)="{letter}"', "format": look}
        sheet.conditional_format("A2:F100", rule)
    sheet.conditional_format("B2:B100", {"type": "formula", "criteria": "=B2>$C2", "format": bold})
    sheet.conditional_format("D2:D100", {"type": "data_bar", "data_bar_2010": True})
    book.close()
    return held.getvalue()


RULES = RulesPatch("客户", draw(), "表")
FLAG = '<cfRule type="expression" dxfId="{}" priority="{}"><formula>LEFT(cs_flag_x)="{}"</formula></cfRule>'


def body(data: bytes) -> str:
    return Package.read(data).part(SHEET).decode()


def edited(data: bytes, *pairs: tuple[str, str]) -> bytes:
    text = body(data)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return Package.read(data).assemble({SHEET: text.encode()})


def told(data: bytes) -> RuleDamage:
    """What is told, after making sure that `patch` agrees and leaves nothing to tell."""
    found = damaged_rules(data, [RULES])["客户"]
    after = patch(data, [RULES])
    assert (found.count == 0) is (after is data)
    assert damaged_rules(after, [RULES]) == {"客户": RuleDamage()}
    return found


def block(sqref: str, *rules: str) -> str:
    inner = "".join(rules)
    return f'<conditionalFormatting sqref="{sqref}">{inner}</conditionalFormatting><dataValidations'


@pytest.mark.parametrize(
    ("pairs", "validations", "formats"),
    [
        ((), 0, 0),
        ((('sqref="A2:A100"', 'sqref="A2:A50 A52:A100"'),), 1, 0),
        ((('sqref="A2:A100"', 'sqref="A2:A100 H5"'),), 0, 0),
        ((('sqref="A2:A100"', 'sqref="A2:A100 B5"'),), 1, 0),
        ((('sqref="A2:F100"', 'sqref="A2:F4 A6:F100"'),), 0, 2),
        ((('sqref="A2:F100"', 'sqref="A2:G100"'),), 0, 2),
        ((('sqref="B2:B100"><cf', 'sqref="B3:B100"><cf'),), 0, 1),
        ((("<dataValidations", block("H1:H9", FLAG.format(0, 9, "E"))),), 0, 1),
        ((("<dataValidations", block("H1:H9", FLAG.format(0, 9, "other"))),), 0, 1),
        ((("<dataValidations", block("H1:H9", FLAG.format(0, 9, "E"), FLAG.format(1, 10, "W"))),), 0, 2),
        ((('priority="1"', 'priority="8"'),), 0, 1),
        ((('<x14:cfRule type="dataBar" id="{', '<x14:cfRule type="dataBar" id="{0'),), 0, 1),
        ((("<formula1>LEN(A2)&lt;5", "<formula1>LEN(A2)&lt;9"), ("B2&gt;$C2", "B2&gt;$C3")), 1, 1),
    ],
)
def test_damaged_rules(handmade: Make, pairs: tuple[tuple[str, str], ...], validations: int, formats: int) -> None:
    whole = patch(handmade(DATA), [RULES])
    assert told(edited(whole, *pairs)) == RuleDamage(validations, formats)


def test_damaged_rules__on_a_sheet_without_any(handmade: Make) -> None:
    assert told(handmade(DATA)) == RuleDamage(3, 4)
    assert told(handmade(DATA)).count == 7


def test_damaged_rules__of_several_sheets_and_donors(handmade: Make) -> None:
    data = handmade(DATA)
    other = RulesPatch("别处", RULES.donor, "表")
    once = patch(data, [RULES])
    assert damaged_rules(once, [RULES, other]) == {"客户": RuleDamage(), "别处": RuleDamage(3, 4)}
    assert damaged_rules(data, [RULES, RULES]) == {"客户": RuleDamage(6, 8)}
    assert damaged_rules(data, []) == {}


def test_damaged_rules__no_such_sheet(handmade: Make) -> None:
    with pytest.raises(WorkbookError, match="no worksheet"):
        damaged_rules(handmade(DATA), [RulesPatch("没有", RULES.donor, "表")])
    with pytest.raises(ValueError, match="no worksheet"):
        damaged_rules(handmade(DATA), [RulesPatch("客户", RULES.donor, "没有")])


def test_damaged_rules__agrees_with_patch_on_any_rubble(handmade: Make) -> None:
    """Ranges moved, cut and widened at random, rules doubled, taken out and put elsewhere in the order."""
    whole = patch(handmade(DATA), [RULES])
    text = body(whole)
    chance = random.Random(5)
    damaged = 0
    for _ in range(120):
        rubble = text
        for _ in range(chance.randint(0, 3)):
            match chance.randint(0, 4):
                case 0:
                    column, top = chance.choice("ABCDEFG"), chance.randint(1, 99)
                    rubble = _somewhere(chance, rubble, 'sqref="[^"]*"', f'sqref="{column}{top}:{column}100"')
                case 1:
                    rubble = _somewhere(chance, rubble, 'priority="[0-9]+"', f'priority="{chance.randint(1, 9)}"')
                case 2:
                    rubble = _somewhere(chance, rubble, "<conditionalFormatting.*?</conditionalFormatting>", "")
                case 3:
                    rubble = _somewhere(chance, rubble, "(<conditionalFormatting.*?</conditionalFormatting>)", r"\1\1")
                case 4:
                    rubble = _somewhere(chance, rubble, "<dataValidation .*?</dataValidation>", "")
        rubble = rubble.replace('<dataValidations count="3"></dataValidations>', "")
        damaged += bool(told(Package.read(whole).assemble({SHEET: rubble.encode()})).count)
    assert 60 < damaged < 120


def _somewhere(chance: random.Random, text: str, pattern: str, new: str) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + match.expand(new) + text[match.end() :]
