"""A score never stands without its formula, its sample and what to mend first."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from custsheet.drawing.quality import quality_tables
from custsheet.drawing.quality.quality_trend import MOST, points
from custsheet.drawing.quality.quality_words import FORMULAS, fraction, moved
from custsheet.drawing.results import draw_results
from custsheet.model.load import load_schema
from custsheet.model.outcome import Ignored
from custsheet.model.quality import DIMENSIONS, WEIGHTS, Fix, Quality, Ratio, Score

TODAY = date(2026, 6, 17)
NOW = datetime(2026, 6, 17, 14, 3)
ZH, EN = "质量评分", "Quality scores"


def text(sheet: Any) -> str:
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def row_of(sheet: Any, first: str) -> list[Any]:
    """The first row that begins with these words."""
    return next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == first)


def table(sheet: Any, name: str) -> list[dict[str, Any]]:
    """The rows of an Excel table: header → cell."""
    heads, *rows = sheet[sheet.tables[name].ref]
    return [dict(zip([head.value for head in heads], row, strict=True)) for row in rows]


def with_quality(outcome: Any, **changes: Any) -> Any:
    return replace(outcome, quality=replace(outcome.quality, **changes))


def test_draw_quality__every_dimension_shows_its_formula_with_both_numbers(zh, en, make_outcome):
    quality = make_outcome().quality
    for name, label in zip(DIMENSIONS, ("完整性", "唯一性", "有效性", "一致性", "及时性"), strict=True):
        row, ratio = row_of(zh[ZH], label), quality.whole.ratios[name]
        assert row[1] == pytest.approx(WEIGHTS[name] / 100)
        assert row[3] == (fraction(ratio) or None)
        assert (
            (row[2] == pytest.approx(ratio.rate)) if ratio.rate is not None else row[2] in ("–", f"样本 {ratio.count}")
        )
        assert FORMULAS[name].zh in text(zh[ZH])
        assert FORMULAS[name].en in text(en[EN])


def test_draw_quality__accuracy_is_a_sentence_and_no_number(zh, en):
    at = next(row[0].row for row in zh[ZH].iter_rows() if row[0].value == "准确性")
    assert zh[ZH].cell(at + 1, 1).value == "要抽样核对才知道，这里不算"
    assert [zh[ZH].cell(at, col).value for col in (3, 4, 5)] == ["–", None, None]
    assert "only sampling can tell it" in text(en[EN])


def test_draw_quality__cards_say_how_scores_have_moved(zh, make_outcome):
    quality, sheet = make_outcome().quality, zh[ZH]
    assert sheet["A4"].value.startswith("总分")
    assert sheet["A5"].value == pytest.approx(quality.whole.total)
    change = 100 * (quality.whole.total - 0.93)
    assert sheet["A6"].value == f"{'▲ 升' if change > 0 else '▼ 降'} {abs(change):.1f} 点（比 06-16）"
    assert sheet["E6"].value.startswith("▼ 降")  # uniqueness fell: a group of duplicates was found
    assert sheet["F6"].value.startswith("▲ 升")
    assert sheet["A5"].number_format == "0.0%"


def test_draw_quality__the_first_time_says_so_and_draws_no_chart(make_outcome, draw):
    first = with_quality(make_outcome(), history={"2026-06-17": make_outcome().quality.whole.rates})
    sheet = draw(first)[ZH]
    assert sheet["A6"].value == "第一次记分"
    assert sheet._charts == []
    assert "从有总分的第二天起" in text(sheet)
    assert row_of(sheet, "完整性")[5] is None


def test_draw_quality__from_the_second_day_on_a_line_chart_with_a_description(zh, make_outcome, draw):
    assert len(zh[ZH]._charts) == 1
    day = [cell[0].value.date() for cell in zh[ZH].iter_rows() if hasattr(cell[0].value, "date")]
    assert day == [date(2026, 6, 12), date(2026, 6, 16), TODAY]
    total, target = zh[ZH]._charts[0].series
    first = next(row[0].row for row in zh[ZH].iter_rows() if hasattr(row[0].value, "date"))
    assert total.val.numRef.f == f"质量评分!$C${first}:$C${first + 2}"
    assert target.val.numRef.f == f"质量评分!$I${first}:$I${first + 2}"


def test_draw_quality__the_chart_says_in_words_what_it_shows(make_outcome):
    with zipfile.ZipFile(io.BytesIO(draw_results(make_outcome(figures=None), now=NOW, version="0").data)) as whole:
        drawing = "".join(whole.read(name).decode() for name in whole.namelist() if "drawings/drawing" in name)
    (said,) = re.findall(r'descr="([^"]+)"', drawing)
    assert re.fullmatch(r"总分 \d\d\.\d%，比 06-16 [▲▼] [升降] \d\.\d 点；自 2026-06-12 起 3 次", said)


def test_draw_quality__owners_stand_by_name_with_what_to_mend(zh, make_outcome):
    rows = table(zh[ZH], "t质量评分_owners")
    assert [row["负责人"].value for row in rows] == ["陈静", "李伟", "孙悦", "王芳", "赵磊"]
    by_name = {one.name: one for one in make_outcome().quality.owners}
    for row in rows:
        score = by_name[row["负责人"].value]
        assert row["行数"].value == score.rows
        shown = [row[head].value for head in ("先改", "其次", "再次")]
        assert len([one for one in shown if one and "×" in one]) == len(score.fixes)
        for head, fix in zip(("先改", "其次", "再次"), score.fixes, strict=False):
            assert row[head].value.startswith(f"{fix.count} × ")
            assert row[head].hyperlink.location.startswith("'疑似重复'" if not fix.code else "'客户'!")


def test_draw_quality__links_to_the_first_place_to_mend(zh):
    fixes = {
        row["先改"].value: row["先改"].hyperlink for row in table(zh[ZH], "t质量评分_sheets") if row["先改"].hyperlink
    }
    (link,) = fixes.values()
    assert link.location in {"'疑似重复'!A1", "'客户'!F6"}


@pytest.mark.parametrize(
    ("code", "said"),
    [("E163", "12 × Dates in the wrong order (√ 12)"), ("W122", "12 × E-mail domain looks mistyped (√ 12)")],
)
def test_draw_quality__what_to_mend_is_not_cut_in_english(make_outcome, draw, code, said):
    outcome = make_outcome("en")
    first = outcome.quality.whole.fixes[0].first
    owners = [replace(one, fixes=(Fix(code, 12, 12, first),)) for one in outcome.quality.owners]
    drawn = draw(with_quality(outcome, owners=tuple(owners)))
    assert {row["Mend first"].value for row in table(drawn[EN], "tQualityScores_owners")} == {said}


def test_draw_quality__sheets_stand_in_the_standards_order(zh, en):
    assert [row["工作表"].value for row in table(zh[ZH], "t质量评分_sheets")] == ["客户", "交易"]
    assert [row["Sheet"].value for row in table(en[EN], "tQualityScores_sheets")] == ["Customers", "Transactions"]


def test_draw_quality__small_samples_are_said_and_nothing_stays_blank(make_outcome, draw):
    sheet = draw(make_outcome(customers=6))[ZH]
    (row,) = [one for one in table(sheet, "t质量评分_sheets") if one["工作表"].value == "客户"]
    assert (row["总分"].value, row["唯一性"].value) == ("样本 6", "样本 6")
    (orders,) = [one for one in table(sheet, "t质量评分_sheets") if one["工作表"].value == "交易"]
    assert (orders["唯一性"].value, orders["及时性"].value) == (None, None)
    assert sheet["E5"].value == "样本 6"


def test_draw_quality__below_the_target_a_sign_and_not_only_a_colour(zh, make_outcome, draw):
    made = make_outcome()
    low = replace(made, snapshot=replace(made.snapshot, settings={**made.snapshot.settings, "quality_target": 100}))
    cells = [row["完整性"] for row in table(draw(low)[ZH], "t质量评分_sheets")]
    assert all(cell.number_format.startswith('"▼ "') for cell in cells if cell.value < 1)
    none = replace(made, snapshot=replace(made.snapshot, settings={**made.snapshot.settings, "quality_target": None}))
    sheet = draw(none)[ZH]
    assert "▼ " not in "".join(cell.number_format for row in sheet.iter_rows() for cell in row)
    assert len(sheet._charts[0].series) == 1


def test_rate_format__never_says_all_where_something_fails():
    assert quality_tables.rate_format(0.9999) == "0.00%"
    assert quality_tables.rate_format(1.0) == quality_tables.rate_format(0.5) == "0.0%"


def test_draw_quality__says_what_is_ignored_and_which_sheet_knows_no_owner(make_outcome, draw):
    made = make_outcome()
    changed = replace(with_quality(made, unowned=("campaigns",)), ignored=(Ignored(made.findings[0], "对的"),))
    said = text(draw(changed)[ZH])
    assert "已忽略的 1 处不算错。" in said
    assert "「活动」没有负责人一栏，只计入总分。" in said


def test_draw_quality__a_column_of_owners_full_of_sentences_is_cut(make_outcome, draw, monkeypatch):
    monkeypatch.setattr(quality_tables, "MAX_OWNERS", 3)
    made = make_outcome()
    sheet = draw(made)[ZH]
    assert len(table(sheet, "t质量评分_owners")) == 3
    assert "另有 2 位没有列出。" in text(sheet)


def test_draw_quality__where_nobody_owns_anything_it_says_so(make_outcome, draw):
    sheet = draw(with_quality(make_outcome(), owners=()))[ZH]
    assert set(sheet.tables) == {"t质量评分_sheets"}
    assert "没有负责人一栏，分不出是谁的。" in text(sheet)


def test_draw_quality__without_a_total_it_says_why(make_outcome, draw):
    made = make_outcome()
    for rows, figure, note in ((60, "–", "没有计分的维度"), (6, "样本 6", "满 10 行才有总分")):
        whole = replace(made.quality.whole, total=None, rows=rows)
        sheet = draw(with_quality(made, whole=whole))[ZH]
        assert (sheet["A5"].value, sheet["A6"].value) == (figure, note)


def test_draw_quality__names_the_sheet_of_settings_only_where_there_is_one(zh, make_outcome, draw):
    assert "权重在「参数」里改" in text(zh[ZH])
    assert "参数" not in text(draw(make_outcome(native=False))[ZH])


def test_draw_quality__without_rows_one_calm_sentence(make_outcome, draw):
    for outcome in (make_outcome(customers=0), make_outcome(quality=None)):
        assert draw(outcome)[ZH]["A8"].value == "还没有数据可以评分。"


def test_draw_quality__a_standard_that_does_not_know_the_sheet_goes_without(make_outcome, draw):
    made = make_outcome()
    data = made.snapshot.schema.dump()
    data["toolSheets"] = [one for one in data["toolSheets"] if one["name"] != "quality"]
    older = load_schema(data)
    book = draw(replace(made, snapshot=replace(made.snapshot, schema=older)))
    assert ZH not in book.sheetnames
    assert "客户分级" in book.sheetnames


def test_draw_quality__titles_people_gave_stand_in_links_and_charts(make_outcome, draw):
    made = make_outcome()
    owned = {"quality": "O'Neil 的分", "duplicates": "像不像"}
    sheet = draw(replace(made, snapshot=replace(made.snapshot, owned=owned)))["O'Neil 的分"]
    assert sheet._charts[0].series[0].val.numRef.f.startswith("'O''Neil 的分'!")
    assert any(cell.hyperlink and cell.hyperlink.location == "'像不像'!A1" for row in sheet.iter_rows() for cell in row)


def test_points__one_a_day_while_few_then_one_a_week():
    def made(days: int) -> Quality:
        history = {(TODAY - timedelta(days=back)).isoformat(): {"total": 0.9} for back in range(days)}
        return Quality(TODAY, 10, WEIGHTS, Score("", 0, {}, 0.9), (), (), history=history)

    assert len(points(made(MOST))) == MOST
    weekly = points(made(200))
    assert len(weekly) == 30
    assert weekly[-1][0] == TODAY
    assert {day.isoweekday() for day, _ in weekly[:-1]} == {7}
    assert len(points(made(1000))) <= MOST


def test_said__unchanged_is_said_in_words(make_outcome, draw):
    made = make_outcome()
    total = made.quality.whole.total
    same = with_quality(made, history={"2026-06-16": {"total": total}, "2026-06-17": {"total": total}})
    assert f"总分 {total:.1%}，和 06-16 持平" in text(draw(same)[ZH])


@pytest.mark.parametrize(
    ("now", "then", "zh_", "en_"),
    [
        (0.9, 0.8, "▲ 升 10.0 点", "▲ up 10.0 pts"),
        (0.8, 0.9, "▼ 降 10.0 点", "▼ down 10.0 pts"),
        (0.9, 0.9004, "— 持平", "— unchanged"),
        (None, 0.9, "", ""),
        (0.9, None, "", ""),
    ],
)
def test_moved__has_a_sign_and_a_word(now, then, zh_, en_):
    class Scene:
        def __init__(self, place: int) -> None:
            self.place = place

        def say(self, *said: str) -> str:
            return said[self.place]

    assert (moved(Scene(0), now, then), moved(Scene(1), now, then)) == (zh_, en_)  # type: ignore[arg-type]


def test_fraction__whole_numbers_where_weights_are_whole():
    assert fraction(Ratio(1184, 1204, 1204, 0.98)) == "1,184 ÷ 1,204"
    assert fraction(Ratio(10.5, 12.5, 9, None)) == "10.5 ÷ 12.5"
    assert fraction(Ratio(0, 0, 0, None)) == ""
