"""合并台账: one line a merge with all the record held, one a pair that is not the same; each can be taken back."""

from dataclasses import replace

from custsheet.model.decision import open_key
from custsheet.model.merge import Merge, Moved, Rewrite
from custsheet.model.review import Apart, Review

FIRST = 9
HELD = Merge(
    1, "C000001", "C000007", "顾婷", "王芳", "2026-06-17", False, {"name": "顾婷", "mobile": "13900002741"},
    (Rewrite("mobile", None, "13900002741"),),
    tuple(Moved("orders", "customer_id", f"SO{n}/1", "ab", "C000007", n) for n in (5, 6)),
)  # fmt: skip
UNDONE = Merge(2, "C000001", "C000002", "范冰", day="2026-06-18", automatic=True, undone="2026-06-19")
REVIEW = Review(merges=(HELD, UNDONE), apart=(Apart("C000003", "C000004", "李伟", "2026-06-17"),))


def lines(make_outcome, draw, lang="zh", review=REVIEW):
    made = make_outcome(lang)
    memory = replace(made.snapshot.memory, review=review)
    book = draw(replace(made, snapshot=replace(made.snapshot, memory=memory)))
    title = {"zh": "合并台账", "en": "Merge ledger"}[lang]
    if title not in book.sheetnames:
        return None
    sheet = book[title]
    heads = [cell.value for cell in sheet[8]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=FIRST) if row[1].value is not None]


def test_draw_ledger__comes_once_there_is_something_to_list(make_outcome, draw):
    assert lines(make_outcome, draw, review=Review()) is None


def test_draw_ledger__newest_first_with_all_it_takes_to_judge(make_outcome, draw):
    undone, held, apart = lines(make_outcome, draw)
    said = [{head: cell.value for head, cell in row.items()} for row in (undone, held, apart)]
    assert [one["处理"] for one in said] == ["合并", "合并", "不是同一客户"]
    assert (said[1]["记录"], said[1]["并入 · 相对"], said[1]["处理人"]) == ("C000007", "C000001", "王芳")
    assert said[1]["保留记录改了什么"] == "手机 （空） → 13900002741"
    assert said[1]["转过去的记录"] == "交易 2 条"
    assert said[1]["原来的全部内容"] == "姓名：顾婷；手机：13900002741"
    assert (said[0]["依据"], said[0]["状态"]) == ("自动：证件号相同", "2026-06-19 已取消")
    assert (said[2]["记录"], said[2]["并入 · 相对"]) == ("C000004", "C000003")


def test_draw_ledger__a_row_is_known_by_its_hidden_key(make_outcome, draw):
    keys = [open_key(row["标识"].value)[2] for row in lines(make_outcome, draw)]
    assert keys == [UNDONE.key, HELD.key, REVIEW.apart[0].key]


def test_draw_ledger__only_what_holds_can_be_ticked(make_outcome, draw):
    fills = [row["取消合并"].fill.fgColor.rgb for row in lines(make_outcome, draw)]
    assert fills[1] == fills[2] != fills[0]


def test_draw_ledger__in_english(make_outcome, draw):
    _, held, apart = lines(make_outcome, draw, "en")
    assert held["What was re-pointed"].value == "Transactions 2"
    assert (held["State"].value, apart["State"].value) == ("holds", "holds, not asked again")
