from dataclasses import replace
from datetime import date, datetime

from custsheet.model.decision import Decision
from custsheet.model.load import load_schema
from custsheet.model.memory import CHUNK, as_json, from_rows, to_rows
from custsheet.model.merge import Merge, Moved, Rewrite
from custsheet.model.prediction import Batch
from custsheet.model.review import Apart, Review
from custsheet.model.snapshot import Memory
from custsheet.resources import folder

SCHEMA = load_schema((folder("schemas") / "customers.yaml").read_text("utf-8"))
MEMORY = Memory(
    "stamp",
    {"tiers": "ab12"},
    {"customers|C1|mobile|E111": "2026-05-01"},
    {"pareto_a": 80.0, "currency": "¥"},
    decisions={"customers|C1|mobile|E111": Decision("customers|C1|mobile|E111", "0" * 16, {"ignore": "√"})},
    numbers={"customers": 12},
    records={"customers": {f"C{number:06}": "0123abcd" for number in range(3000)}},
    layouts={"customers": ("customer_id", "name")},
    adopted=True,
    scores={"2026-05-01": {"total": 0.9312, "validity": 1.0}},
    seed=as_json(SCHEMA),
    awaited=(("customers", "col_1"),),
    review=Review(
        merges=(
            Merge(
                1,
                "C1",
                "C2",
                "李文静",
                "王芳",
                "2026-06-17",
                False,
                {"name": "李\n文静", "born": datetime(1990, 1, 5)},
                (Rewrite("mobile", 13912345678.0, "13912345678"), Rewrite("opt_out", None, True, "<r/>", "@")),
                (Moved("orders", "customer_id", "SO1/1", "0123abcd", "C2", 12, 2, 1),),
                "● 错误 1",
                known=("name", "born", "会员卡"),
                columns={"orders": ("order_no", "amount")},
                said={"changes": "手机"},
            ),
            Merge(2, "C1", "C3", undone="2026-06-18"),
        ),
        apart=(Apart("C4", "C5", "李伟", "2026-06-17"),),
        newcomers=("C6", "C7"),
        answers={"group:ab:C8": Decision("group:ab:C8", "0" * 16, {"decision": "待定"})},
        days={"group:ab:C8": "2026-06-17"},
    ),
    predictions=(
        Batch(date(2026, 4, 30), {}, 40, 31),
        Batch(date(2026, 5, 2), {'客户|/"1': date(2026, 5, 9)}, 1),
        Batch(date(2026, 6, 1), {f"C{n:06}": date(2026, 6, 2 + n // 1_000) for n in range(3_000)}, 3_000),
    ),
)


def test_rows__come_back_as_they_were() -> None:
    back = from_rows(to_rows(MEMORY, "en", SCHEMA, "0.1"))
    assert back.memory == MEMORY
    assert back.lang == "en"
    assert load_schema(back.schema or "") == SCHEMA


def test_rows__fit_excel_cells_and_hold_only_text() -> None:
    rows = to_rows(MEMORY, "zh", SCHEMA, "0.1")
    assert all(isinstance(part, str) and len(part) <= CHUNK for row in rows for part in row)


def test_from_rows__line_breaks_that_libreoffice_put_into_long_texts_do_no_harm() -> None:
    broken = [
        (kind, key, value[:500] + "\n" + value[500:1_000] + "\r\n" + value[1_000:] if len(value) > 1_000 else value)
        for kind, key, value in to_rows(MEMORY, "zh", SCHEMA, "1.0.0")
    ]
    assert sum("\n" in value for _, _, value in broken) > 10
    carried = from_rows(broken)
    assert (carried.schema, carried.memory) == (as_json(SCHEMA), MEMORY)


def test_rows__dates_are_iso_text() -> None:
    rows = to_rows(Memory(settings={"reference_date": date(2026, 5, 1)}), "zh", None, "0.1")
    assert from_rows(rows).memory.settings == {"reference_date": "2026-05-01"}


def test_from_rows__a_damaged_sheet_never_raises() -> None:
    back = from_rows([("number", "c", "9" * 5000), ("layout", "c", "[" * 100_000), ("setting", "a", "9" * 5000)])
    assert back.memory == Memory()


def test_from_rows__ignores_what_it_does_not_know() -> None:
    back = from_rows(
        [
            ("later", "x", "y"),
            ("setting", "a", "{broken"),
            ("decision", "k", "[1]"),
            ("record", "c/0000", "["),
            ("number", "c", "x"),
            ("meta", "stamp", "s"),
        ]
    )
    assert back.memory == Memory("s")
    assert back.schema is None


def test_from_rows__drops_scores_that_are_none() -> None:
    rows = [
        ("score", "2026-05-01", '{"total": 0.9, "validity": 3, "completeness": "x", "timeliness": NaN}'),
        ("score", "2026-05-02", "{broken"),
        ("score", "2026-05-03", "[1]"),
    ]
    assert from_rows(rows).memory.scores == {"2026-05-01": {"total": 0.9}}


def test_from_rows__damaged_decisions_are_left_out_and_the_others_kept() -> None:
    rows = to_rows(MEMORY, "zh", None, "0.1")
    spoilt = [(kind, key, "{" if key.startswith("merge-000001") else value) for kind, key, value in rows]
    assert [one.number for one in from_rows(spoilt).memory.review.merges] == [2]
    for value in ("[[1]]", '{"a": 1}', '[["C1", "C2", 3, [], 5]]', "9" * 5000, '"x"'):
        for key in ("merge-000009/0000", "apart/0000", "newcomers/0000", "answers/0000"):
            assert from_rows([("review", key, value)]).memory.review.merges == ()


def test_records__are_read_anew_where_they_say_something_else() -> None:
    def read(mark: str, orders: str) -> dict[str, dict[str, str]]:
        memory = replace(MEMORY, records={"customers": {"C1": mark}, "orders": {"S1": orders}})
        return {
            name: dict(marks) for name, marks in from_rows(to_rows(memory, "zh", None, "0.1")).memory.records.items()
        }

    assert read("a", "b") == {"customers": {"C1": "a"}, "orders": {"S1": "b"}}
    assert read("c", "b") == {"customers": {"C1": "c"}, "orders": {"S1": "b"}}
    assert read("c", "a") == {"customers": {"C1": "c"}, "orders": {"S1": "a"}}
    damaged = [("record", "customers/0000", '{"C1"'), ("record", "orders/0000", '["S1"]')]
    assert from_rows(damaged).memory.records == {}
