from dataclasses import replace
from datetime import datetime

import pytest

from custsheet.drawing.book import Book
from custsheet.drawing.captions import Captions
from custsheet.drawing.toolsheet import Scene


@pytest.fixture
def captions(make_outcome):
    def make(lang="zh", settings=None, **frames):
        made = make_outcome(lang=lang)
        made = replace(made, snapshot=replace(made.snapshot, settings={**made.snapshot.settings, **(settings or {})}))
        book = Book(lang, created=datetime(2026, 1, 1))
        return Captions(Scene(made, book, datetime(2026, 1, 1)), replace(made.figures, **frames))

    return make


def text_of(caption):
    return "".join(run for run, _ in caption.legend.runs)


def test_revenue__compares_whole_months_only(captions):
    assert captions().revenue().title == "11 个整月的成交比上年同期多 56%；2 个月达到目标"
    assert captions("en").revenue().title == (
        "11 whole months brought 56% more than a year before; 2 of them reached the target"
    )


def test_revenue__without_last_year_and_target_names_the_chart(captions, make_outcome):
    frame = make_outcome().figures.revenue.assign(last_year=float("nan"))
    said = captions(settings={"revenue_target": None}, revenue=frame).revenue()
    assert said.title == "成交额按月"
    assert "上年同月" not in text_of(said)
    assert "目标" not in text_of(said)


def test_tiers__says_what_the_a_customers_bring(captions):
    assert captions().tiers().title == "A 类 24 家，贡献 80% 的成交"
    assert captions("en").tiers().title == "24 A customers bring 80% of revenue"


def test_groups__important_ones_to_win_back_come_first(captions, make_outcome):
    """Not "cooling": that is what the sentences call customers who left their own rhythm, and they are others."""
    assert captions().groups().title == "13 家重要客户要保持或挽留"
    assert "变冷" not in text_of(captions().groups())
    frame = make_outcome().figures.groups
    assert captions(groups=frame[frame["group"] == "hhh"]).groups().title == "7 家重要价值客户，没有要挽留的"


def test_pareto__counts_the_customers_up_to_the_line(captions, make_outcome):
    assert captions().pareto().title == "前 20 位客户合计 76%"  # the line lies beyond the twenty shown
    assert captions(settings={"pareto_a": 50}).pareto().title == "前 7 位客户合计 52%"


def test_pareto__one_customer_beyond_the_line_makes_what_it_makes(captions, make_outcome):
    frame = make_outcome().figures.pareto.head(2).assign(cumulative=[0.87, 1.0])
    assert captions(pareto=frame).pareto().title == "第 1 位客户就占 87%"
    assert captions("en", pareto=frame).pareto().title == "The largest customer alone makes 87%"
    both = frame.assign(cumulative=[0.6, 0.87])
    assert captions(pareto=both).pareto().title == "前 2 位客户合计 87%"  # not the 80 % of the line


def test_top__says_how_much_hangs_on_the_largest(captions):
    assert captions().top().title == "最大客户占 19%，前 10 位占 60%"


def test_satisfaction__speaks_of_all_ratings_not_of_the_last_month(captions, make_outcome):
    frame = make_outcome().figures.satisfaction.copy()
    assert captions().satisfaction().title == "12 个月满意度 89%，低于目标 90%"
    frame.loc[11, ["share", "n"]] = [1.0, 2]
    assert captions(satisfaction=frame).satisfaction().title == "12 个月满意度 89%，低于目标 90%"


def test_satisfaction__a_month_without_ratings_does_not_count(captions, make_outcome):
    frame = make_outcome().figures.satisfaction.copy()
    frame.loc[0, "share"], frame.loc[0, "n"] = float("nan"), 0
    assert captions("en", satisfaction=frame).satisfaction().title == "Satisfaction 89%, below target 90%"


def test_overdue__names_who_has_most(captions, make_outcome):
    frame = make_outcome().figures.overdue
    assert captions().overdue().title == "逾期 7 件，陈静 4 件"
    assert captions(overdue=frame.assign(overdue=0)).overdue().title == "没有逾期，7 天内到期 25 件"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["revenue", "tiers", "groups", "pareto", "top", "satisfaction", "overdue"])
def test_captions__without_data_there_is_a_calm_sentence(captions, make_outcome, lang, name):
    empty = make_outcome(customers=0).figures
    frames = {one: getattr(empty, one) for one in ("revenue", "tiers", "groups", "pareto", "top")}
    said = getattr(captions(lang, satisfaction=empty.satisfaction, overdue=empty.overdue, **frames), name)()
    assert said.empty.endswith("。" if lang == "zh" else ".")
    assert said.title
    assert said.description
