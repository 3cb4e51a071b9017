from dataclasses import replace
from datetime import datetime

import pytest

from custsheet.drawing.dashboard.captions import Captions
from custsheet.drawing.toolsheet import Scene
from custsheet.drawing.workbook.book import Book
from custsheet.drawing.workbook.cells import Rich
from custsheet.drawing.workbook.measure import text_pixels
from custsheet.model.text import text


@pytest.fixture
def captions(make_outcome):
    def make(lang="zh", settings=None, strays=0, stage=None, **frames):
        made = make_outcome(lang=lang)
        table = made.tiers.table if stage is None else made.tiers.table.assign(stage=stage)
        made = replace(made, tiers=replace(made.tiers, strays=strays, table=table))
        made = replace(made, snapshot=replace(made.snapshot, settings={**made.snapshot.settings, **(settings or {})}))
        book = Book(lang, created=datetime(2026, 1, 1))
        return Captions(Scene(made, book, datetime(2026, 1, 1)), replace(made.figures, **frames))

    return make


WINDOWED = ("tiers", "groups", "pareto")


@pytest.mark.parametrize("name", WINDOWED)
@pytest.mark.parametrize(
    ("lang", "months", "said"),
    [
        ("zh", 24, "近 24 个月"),
        ("en", 24, "24 months"),
        ("en", 1, "1 month"),
        ("zh", None, "全部时间"),
        ("en", None, "all time"),
    ],
)
def test_captions__what_rests_on_tiers_says_which_orders_count(captions, name, lang, months, said):
    assert said in text_of(getattr(captions(lang, settings={"window_months": months}), name)())


def test_captions__the_largest_are_of_the_twelve_months_whatever_the_window(captions):
    assert text_of(captions(settings={"window_months": 24}).top()).startswith("近 12 个月成交额")
    assert text_of(captions("en", settings={"window_months": None}).top()).startswith("12 months revenue")


def test_captions__amounts_of_the_customers_sheet_are_of_no_window(captions, make_outcome):
    cards = tuple(replace(one, value=None) for one in make_outcome().figures.cards)
    assert text_of(captions(cards=cards).pareto()).rstrip().endswith("表内累计")
    assert text_of(captions(cards=cards).top()).startswith("表内累计")


def test_captions__one_is_singular_in_english(captions, make_outcome):
    made = make_outcome().figures
    one = made.tiers.assign(customers=1, share=0.5)
    assert captions("en", tiers=one).tiers().title == "1 A customer: 50% of sales"
    frame = made.groups.assign(customers=1)
    assert captions("en", groups=frame[frame["group"] == "lhh"]).groups().title == "1 key customer to win back"
    none = captions("en", stage="mature", groups=frame[frame["group"] == "hhh"])
    assert none.groups().title == "1 champion, none to win back"
    assert (
        captions("en", settings={"revenue_target": None}, revenue=made.revenue.tail(2))
        .revenue()
        .title.startswith("1 whole month: ")
    )


def text_of(caption):
    return caption.legend if isinstance(caption.legend, str) else "".join(run for run, _ in caption.legend.runs)


def test_revenue__compares_whole_months_only(captions):
    assert captions().revenue().title == "11 个整月的成交比上年同期多 56%；2 个月达到目标"
    assert captions("en").revenue().title == "11 whole months: 56% more than a year before; target met in 2"


def test_revenue__without_last_year_and_target_names_the_chart(captions, make_outcome):
    frame = make_outcome().figures.revenue.assign(last_year=float("nan"))
    said = captions(settings={"revenue_target": None}, revenue=frame).revenue()
    assert said.title == "成交额按月"
    assert "上年同月" not in text_of(said)
    assert "目标" not in text_of(said)


def test_tiers__says_what_the_a_customers_bring(captions):
    assert captions().tiers().title == "A 类 24 家，贡献 80% 的成交"
    assert captions("en").tiers().title == "24 A customers: 80% of sales"


def test_groups__important_ones_to_win_back_come_first(captions, make_outcome):
    """Not "cooling": that is what the sentences call customers who left their own rhythm, and they are others."""
    assert captions().groups().title == "13 家重要客户要保持或挽留"
    assert "变冷" not in text_of(captions().groups())
    frame = make_outcome().figures.groups
    assert captions(groups=frame[frame["group"] == "hhh"]).groups().title == "7 家重要价值客户；共 20 家空窗过长"
    assert captions("en", groups=frame[frame["group"] == "hhh"]).groups().title == "7 champions; 20 silent too long"
    calm = captions(stage="mature", groups=frame[frame["group"] == "hhh"])
    assert calm.groups().title == "7 家重要价值客户，没有要挽留的"


def test_pareto__counts_the_customers_up_to_the_line(captions, make_outcome):
    assert captions().pareto().title == "前 20 位客户合计 76%"  # the line lies beyond the twenty shown
    assert captions(settings={"pareto_a": 50}).pareto().title == "前 7 位客户合计 52%"


def test_pareto__one_customer_beyond_the_line_makes_what_it_makes(captions, make_outcome):
    frame = make_outcome().figures.pareto.head(2).assign(cumulative=[0.87, 1.0])
    assert captions(pareto=frame).pareto().title == "第 1 位客户就占 87%"
    assert captions("en", pareto=frame).pareto().title == "The largest alone makes 87%"
    both = frame.assign(cumulative=[0.6, 0.87])
    assert captions(pareto=both).pareto().title == "前 2 位客户合计 87%"  # not the 80 % of the line


def test_top__says_how_much_hangs_on_the_largest(captions):
    assert captions().top().title == "最大客户占 19%，前 10 位占 60%"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_top__says_what_a_star_is_where_there_is_one(captions, make_outcome, lang):
    assert "*" not in text_of(captions(lang).top())
    frame = make_outcome(lang=lang).figures.top
    starred = captions(lang, top=frame.assign(unverified=[True, *[False] * 9])).top()
    assert text_of(starred).endswith("* 未核实" if lang == "zh" else "* unverified")
    assert text_pixels(text_of(starred), 8.5) < 258


def test_satisfaction__says_what_the_card_says(captions, make_outcome):
    """The chart's months begin on another day than the card's year: a second figure would contradict it."""
    cards = make_outcome().figures.cards
    rated = tuple(replace(one, value=0.887) if one.name == "csat" else one for one in cards)
    said = captions(cards=rated).satisfaction()
    assert said.title == "近 12 个月满意度 89%，低于目标 90%"
    assert captions("en", cards=rated).satisfaction().title == "Satisfaction 89%, below 90%"
    assert "评价" not in text_of(said)  # how many is on the card


def test_satisfaction__of_too_few_ratings_there_is_no_figure(captions, make_outcome):
    cards = tuple(replace(one, value=None) for one in make_outcome().figures.cards)
    assert captions(cards=cards).satisfaction().title == "满意度"


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


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("large", [False, True])
def test_captions__titles_and_legends_have_the_width_of_their_panel(captions, make_outcome, lang, large):
    """With the names and numbers of a large company too; 10 points is the least that reads well as a title."""
    made = make_outcome(lang).figures
    frames = {"cards": tuple(replace(one, value=0.724) if one.name == "csat" else one for one in made.cards)}
    settings = {}
    if large:
        settings = {"currency": "HK$", "csat_target": 97.5, "window_months": 120}
        owner = {"zh": "欧阳上官慕容夏侯", "en": "Alexandrina Featherstonehaugh"}[lang]
        frames |= {
            "tiers": made.tiers.assign(customers=made.tiers["customers"] * 123),
            "groups": made.groups.assign(customers=made.groups["customers"] * 123),
            "overdue": made.overdue.assign(owner=owner, overdue=made.overdue["overdue"] * 123),
            "revenue": made.revenue.assign(amount=made.revenue["amount"] * 99),
        }
    said = captions(lang, settings=settings, **frames)
    for name in ("revenue", "tiers", "groups", "pareto", "top", "satisfaction", "overdue"):
        caption, room = getattr(said, name)(), (4 if name == "revenue" else 2) * 138 - 10
        assert text_pixels(caption.title, 10 if not large else 9, bold=True) <= room - 18, caption.title
        legend = caption.legend
        runs = legend.runs if isinstance(legend, Rich) else [(legend, {})]
        pixels = sum(text_pixels(run, look.get("font_size", 8.5)) for run, look in runs)
        assert pixels <= room - 9, legend


def test_captions__amounts_are_in_the_currency_of_the_workbook(captions):
    dollars = {"currency": "HK$"}
    assert "成交额（HK$ 万）" in text_of(captions(settings=dollars).revenue())
    assert "成交额（HK$ 万）" in captions(settings=dollars).top().legend
    assert "revenue (HK$K)" in text_of(captions("en", settings=dollars).revenue())
    assert "成交额（万元）" in text_of(captions().revenue())


def test_captions__shares_say_that_they_are_of_known_customers(captions):
    for lang, word in (("zh", "已知"), ("en", "known sales")):
        for name in ("tiers", "groups", "pareto", "top"):
            assert word not in text_of(getattr(captions(lang), name)())
            assert word in text_of(getattr(captions(lang, strays=3), name)())
        assert word in captions(lang, strays=3).tiers().title


def test_revenue__fewer_months_compared_than_shown_are_named(captions, make_outcome):
    frame = make_outcome().figures.revenue
    months = frame.index[-4:]
    some = frame.assign(last_year=frame["last_year"].where(frame.index.isin(months)))
    first, last = some["month"].iloc[-4], some["month"].iloc[-2]  # the last one is not over
    begun = text("（记录始于 2025-03-09）", " (orders since 2025-03)")
    said = {
        lang: captions(lang, {"revenue_target": None}, revenue=some, begun=begun).revenue() for lang in ("zh", "en")
    }
    assert said["zh"].title.startswith(f"{first} 至 {last} 的成交比上年同期")
    assert said["zh"].title.endswith(begun.zh)
    assert said["en"].title.startswith(f"{first} to {last}: ")
    assert said["en"].title.endswith(begun.en)


def test_captions__few_customers_are_not_the_first_of_many(captions, make_outcome):
    made = make_outcome().figures
    for n, pareto, top in (
        (1, "成交都来自 1 位客户", "只有 1 位客户有成交"),
        (2, "成交都来自 2 位客户", "2 位客户，最大的占 60%"),
    ):
        shares = [1.0] if n == 1 else [0.6, 0.4]
        few = captions(
            buyers=n,
            pareto=made.pareto.head(n).assign(cumulative=[0.7, 1.0][-n:]),
            top=made.top.head(n).assign(share=shares),
        )
        assert (few.pareto().title, few.top().title) == (pareto, top)


def test_captions__no_revenue_is_said_only_where_there_is_none(captions, make_outcome):
    made = make_outcome().figures
    none = {"pareto": made.pareto.head(0), "top": made.top.head(0)}
    empty = tuple(replace(one, value=None) for one in made.cards)
    for name in ("pareto", "top"):
        assert "还没有成交额" in captions(cards=empty, **none).pareto().empty
        assert "未知" not in getattr(captions(**none), name)().empty
        assert getattr(captions(**none), name)().empty.startswith("没有客户的成交额高于 0")
        assert getattr(captions("en", strays=3, **none), name)().empty.startswith("No revenue of known customers")
