"""The library calls behind the commands."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import yaml

import custsheet
from custsheet.memory.backups import Backups
from custsheet.model.errors import WorkbookError
from custsheet.model.outcome import Outcome
from custsheet.model.schema import ToolSheet
from custsheet.reading import fingerprint
from custsheet.reading.book import Book
from custsheet.reading.standards import standard
from custsheet.resources import folder

DAY = date(2026, 6, 17)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.xlsx"
    return custsheet.create(path, sample=True, today=DAY)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return custsheet.create(tmp_path_factory.mktemp("empty") / "empty.xlsx", today=DAY)


def test_create__sample_plays_on_the_given_day(tmp_path: Path) -> None:
    path = custsheet.create(tmp_path / "a.xlsx", sample=True, today=date(2031, 1, 31))
    days = custsheet.check(path, today=date(2031, 1, 31)).snapshot.tables["orders"].typed["date"]
    assert (days == datetime(2031, 1, 31)).any()
    assert (days > datetime(2031, 3, 31)).sum() == 0


def test_process__returns_the_outcome_and_tells_each_step(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sample.read_bytes())
    steps: list[tuple[str, float]] = []
    outcome = custsheet.process(path, today=DAY, progress=lambda step, share: steps.append((step, share)))
    assert isinstance(outcome, Outcome)
    assert outcome.written
    assert [step for step, _ in steps] == ["read", "check", "match", "analyse", "draw", "write", "done"]
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert outcome.backup is not None
    assert outcome.backup.read_bytes() == sample.read_bytes()


def test_process__first_seen_is_kept_from_pass_to_pass(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sample.read_bytes())
    first = custsheet.process(path, today=DAY)
    later = custsheet.process(path, today=DAY + timedelta(days=3))
    kept = {key: seen for key, seen in later.first_seen.items() if key in first.first_seen}
    assert kept
    assert set(kept.values()) == {DAY.isoformat()}


def test_create__own_file_becomes_the_workbooks_standard(tmp_path: Path) -> None:
    data = yaml.safe_load((folder("schemas") / "customers.yaml").read_text("utf-8"))
    data["name"], data["sheets"][0]["fields"][2]["title"] = "own", {"zh": "贵宾姓名", "en": "Guest"}
    own = tmp_path / "own.yaml"
    own.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    path = custsheet.create(tmp_path / "own.xlsx", schema=str(own))
    carried = custsheet.check(path).snapshot
    assert carried.schema == standard(str(own))
    assert carried.tables["customers"].labels["name"] == "贵宾姓名"


def test_create__wrong_ending_and_existing_file(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"\.xlsx"):
        custsheet.create(tmp_path / "a.csv")
    (tmp_path / "a.xlsx").write_bytes(b"mine")
    with pytest.raises(WorkbookError):
        custsheet.create(tmp_path / "a.xlsx")


def test_process__drops_old_backups_once_the_new_one_is_written(empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(empty.read_bytes())
    backups = Backups(tmp_path / "kept")
    for number in range(60):
        backups.store(b"%d" % number, path)
    outcome = custsheet.process(path, today=DAY, backups=backups)
    assert outcome.backup is not None
    assert outcome.backup.suffix == ".xlsx"
    kept = backups.list(path)
    assert (len(kept), kept[0].digest) == (50, outcome.digest)


def test_process__is_written_even_where_old_backups_cannot_be_dropped(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(empty.read_bytes())

    def locked(_self: Backups) -> None:
        raise WorkbookError("备份正被使用。", "The backups are in use.")

    monkeypatch.setattr(Backups, "prune", locked)
    assert custsheet.process(path, today=DAY).written
    assert path.read_bytes() != empty.read_bytes()


def test_process__dry_run_of_a_current_workbook_names_no_target(empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(empty.read_bytes())
    assert custsheet.process(path, today=DAY).target == path
    again = custsheet.process(path, today=DAY, dry_run=True)
    assert (again.written, again.target) == (False, None)
    assert again.sheets


def side_car(path: Path) -> Path:
    return path.with_name(f"{path.stem}.检查结果.xlsx")


@pytest.mark.parametrize("mine", ["a table", "a new workbook", "no workbook at all"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_process__side_car_never_replaces_a_persons_file(empty: Path, tmp_path: Path, mine: str, dry_run: bool) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(empty.read_bytes())
    if mine == "a table":
        with xlsxwriter.Workbook(side_car(path)) as book:
            book.add_worksheet("我的表").write("A1", "别动我")
    elif mine == "a new workbook":
        custsheet.create(side_car(path), today=DAY)
    else:
        side_car(path).write_bytes(b"PK mine")
    before = side_car(path).read_bytes()
    with pytest.raises(WorkbookError, match="Rename it") as refusal:
        custsheet.process(path, today=DAY, side_car=True, dry_run=dry_run)
    assert "改名" in refusal.value.zh
    assert side_car(path).read_bytes() == before


def test_process__side_car_is_replaced_by_the_next_one(empty: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(empty.read_bytes())
    first = custsheet.process(path, today=DAY, side_car=True)
    assert (first.target, first.written, first.backup) == (side_car(path), True, None)
    held = side_car(path).read_bytes()
    assert not custsheet.process(path, today=DAY, side_car=True).written
    later = custsheet.process(path, today=DAY + timedelta(days=1), side_car=True)
    assert later.written
    assert later.backup is not None
    assert later.backup.read_bytes() == held
    assert path.read_bytes() == empty.read_bytes()


@pytest.mark.parametrize("day", [date.min, date(1949, 12, 31), date(9001, 1, 1), date.max])
def test_check__refuses_a_day_that_cannot_be_today(empty: Path, tmp_path: Path, day: date) -> None:
    with pytest.raises(WorkbookError, match="between 1950 and 9000"):
        custsheet.check(empty, today=day)
    with pytest.raises(WorkbookError, match="between 1950 and 9000"):
        custsheet.create(tmp_path / "b.xlsx", today=day)


@pytest.mark.parametrize("day", [date(1950, 1, 1), date(9000, 12, 31)])
def test_process__works_on_the_first_and_the_last_day(sample: Path, tmp_path: Path, day: date) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(sample.read_bytes())
    assert custsheet.process(path, today=day).written


def _with_openpyxl(path: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def _processed(path: Path) -> Path:
    tables = {"customers": [{"customer_id": "C000001", "name": "张三", "mobile": "13800138001"}]}
    custsheet.create(path, tables=tables, today=DAY)
    custsheet.process(path, today=DAY)
    return path


def test_process__a_persons_sheet_in_the_place_of_ours_is_never_overwritten(tmp_path: Path) -> None:
    """pandas replaces a sheet under its title; our mark then points at what a person wrote."""
    path = _processed(tmp_path / "a.xlsx")

    def theirs(book: openpyxl.Workbook) -> None:
        place = book.sheetnames.index("经营看板")
        del book["经营看板"]
        book.create_sheet("经营看板", place).append(["地区", "销售"])

    _with_openpyxl(path, theirs)
    before = path.read_bytes()
    with pytest.raises(WorkbookError, match="经营看板"):
        custsheet.process(path, today=DAY)
    assert path.read_bytes() == before

    def renamed(book: openpyxl.Workbook) -> None:
        book["经营看板"].title = "老板看"
        book.defined_names["cs_sheet_dashboard"].attr_text = "老板看!$A$1"  # as Excel does

    _with_openpyxl(path, renamed)
    outcome = custsheet.process(path, today=DAY)
    book = openpyxl.load_workbook(path)
    assert book["老板看"]["A1"].value == "地区", "theirs stays"
    assert "custsheet" in book["经营看板"]["A1"].value, "ours stands anew beside it"
    assert "经营看板" in outcome.sheets
    assert not custsheet.process(path, today=DAY).written


def test_process__says_that_somebody_typed_on_a_sheet_of_ours(tmp_path: Path) -> None:
    path = _processed(tmp_path / "a.xlsx")
    _with_openpyxl(path, lambda book: book["数据质量"].__setitem__("M3", "我的笔记"))
    outcome = custsheet.process(path, today=DAY)
    (said,) = [notice for notice in outcome.notices if "改过" in notice.zh]
    assert "数据质量" in said.zh
    assert "数据质量" in said.en
    assert outcome.backup is not None
    assert openpyxl.load_workbook(outcome.backup)["数据质量"]["M3"].value == "我的笔记"
    assert not [notice for notice in custsheet.process(path, today=DAY).notices if "改过" in notice.zh]


def test_process__its_own_sheets_are_known_by_their_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _processed(tmp_path / "a.xlsx")
    read: list[str] = []
    by_values = fingerprint._mark

    def mark(book: Book, title: str, tool: ToolSheet | None, *, chosen: bool = False) -> str:
        read.append(title)
        return by_values(book, title, tool, chosen=chosen)

    monkeypatch.setattr(fingerprint, "_mark", mark)
    assert not custsheet.process(path, today=DAY).written
    assert read == []
    _with_openpyxl(path, lambda book: None)
    outcome = custsheet.process(path, today=DAY)
    assert "数据质量" in read
    assert outcome.edited == ()


def test_process__what_it_remembers_is_hidden_in_any_workbook(tmp_path: Path) -> None:
    path = tmp_path / "foreign.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["客户名称", "手机"])
    book.active.append(["海鸥", "13800138001"])
    book.save(path)
    custsheet.process(path, today=DAY)
    assert openpyxl.load_workbook(path)["_custsheet"].sheet_state == "veryHidden"


@pytest.mark.parametrize(
    ("heads", "line", "said"),
    [
        (["Order no", "Customer No", "Order date", "Quantity", "Unit price"], ["S1", "C1", DAY, 2, 5],
         "Orders lacks Amount spent, so amounts are not known: add it as quantity × price."),
        (["Order no", "Customer No", "Order date", "Product"], ["S1", "C1", DAY, "Cup"],
         "Orders lacks Amount spent, so amounts are not known."),
        (["Order no", "Customer No", "Order date", "Amount"], ["S1", "C1", DAY, 10], None),
    ],
)  # fmt: skip
def test_check__tells_why_no_order_counts(tmp_path: Path, heads: list[str], line: list[object], said: str) -> None:
    book = openpyxl.Workbook()
    orders = book.active
    assert orders is not None
    orders.title = "Orders"
    people = book.create_sheet("Customers")
    for sheet, rows in ((orders, (heads, line)), (people, (["Customer ID", "Name"], ["C1", "Jane Lee"]))):
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    notices = [one.en for one in custsheet.check(tmp_path / "a.xlsx", today=DAY).notices]
    assert [one for one in notices if "amounts are not known" in one] == ([said] if said else [])
