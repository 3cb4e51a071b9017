from datetime import datetime

import pytest

from custsheet.drawing.toolsheet import Scene, figure, fitted, plain, row_height, short, widened
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.model.fieldsheet import KINDS

NOW = datetime(2026, 6, 17, 14, 3)


@pytest.mark.parametrize(
    "text", ["上海和泽酒店管理有限公司", "Harbour Furniture Trading Company Ltd", "x" * 5_000, "", "短"]
)
def test_short__fits_on_one_line(text):
    found = short(text, 100)
    assert text_pixels(found) <= 100
    assert found == text or found.endswith("…")


def test_fitted__keeps_what_a_wrapped_cell_can_show_and_marks_what_it_cannot():
    assert fitted("一行\n两行", 200) == "一行 两行"
    long = fitted("很长的说明" * 100, 200)
    assert long.endswith("…")
    assert row_height([(long, 200)], 25) == row_height([(long + "再长", 200)], 25)


def test_row_height__grows_with_the_lines_up_to_a_limit():
    heights = [row_height([("字" * n, 160)], 25) for n in (5, 15, 30, 300, 3_000)]
    assert heights == sorted(heights)
    assert heights[0] == 25
    assert heights[-1] == heights[-2] < 100


def test_plain__drops_only_what_xml_cannot_hold():
    assert plain("a\x00b\x0bc\ufffed\ud800e\tf\n😀") == "a b c d e\tf\n😀"


def test_widened__only_named_columns_and_only_up_to_their_limit():
    found = widened([50, 60, 70], ["a", "b", "c"], {"a": (["字" * 100], 200), "c": (["x"], 200), "z": (["字"], 9)})
    assert found == [200, 60, 70]


def test_widened__a_short_chinese_text_is_wider_than_a_longer_latin_one():
    wide = "字" * 20
    texts = [wide, *(f"{number:021}" for number in range(60))]
    assert widened([10], ["a"], {"a": (texts, 900)}) == widened([10], ["a"], {"a": ([wide], 900)})


def test_figure__a_large_count_drops_its_unit(make_outcome):
    scene = Scene(make_outcome(), Book("zh", created=NOW), NOW)
    assert [run for run, _ in figure(scene, 12, "处").runs] == ["12", " 处"]
    assert [run for run, _ in figure(scene, 1_200, "处").runs] == ["1,200", ""]


def test_links__a_foreign_workbook_has_no_home_and_no_settings(make_outcome):
    scene = Scene(make_outcome(native=False), Book("zh", created=NOW), NOW)
    assert [link.text for link in scene.links("tiers", "parameters")] == ["客户", "客户分级"]
    native = Scene(make_outcome(), Book("zh", created=NOW), NOW)
    assert [link.text for link in native.links("tiers", "parameters")] == ["← 首页", "客户", "客户分级", "参数"]
    assert native.links()[1].target == "'客户'!A4"


def test_fitted__a_mistake_in_the_standard_is_told_to_its_end() -> None:
    """The longest message that names every type; its last words say what holds until it is right."""
    said = "Type of Member level of ours cannot be “numbr”; it must be " + ", ".join(one.en for one in KINDS.values())
    said += ". Until then the former value stands."
    assert fitted(said, 360) == said
