"""Bad input: one sentence on stderr, exit code 2, the file untouched."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter


@pytest.fixture
def run(run, commands, tmp_path: Path):
    """The installed command in English; in Chinese its child alone."""

    def call(*words: object, lang: str = "en"):
        if lang == "en":
            return run(*words)
        return commands.run(words, env=os.environ | {"CUSTSHEET_LANG": lang}, cwd=tmp_path)

    return call


def book(path: Path, header: tuple[str, ...] = ("客户名称", "联系人", "手机"), title: str = "名单") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    sheet.append(header)
    sheet.append(("海鸥公司", "张三", "13800001234"))
    made.save(path)
    return path


def refused(run, path: Path, *words: object) -> str:
    before = path.read_bytes() if path.is_file() else None
    for lang in ("zh", "en"):
        done = run("process", path, *words, lang=lang)
        assert done.returncode == 2, done
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1, "one line"
        assert "Traceback" not in done.stderr
    if before is not None:
        assert path.read_bytes() == before
    return done.stderr


def test_process__no_such_file(run, tmp_path: Path) -> None:
    assert "none.xlsx" in refused(run, tmp_path / "none.xlsx")


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"name,phone\nx,1\n", "not"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xls"),
        ("a.xlsx", b"PK\x03\x04 damaged", "damaged"),
    ],
)
def test_process__not_a_workbook(run, tmp_path: Path, name: str, content: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert word in refused(run, path).casefold()


def test_process__truncated(run, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:-200])
    refused(run, path)


def test_process__no_sheet_with_customers(run, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", header=("品名", "规格", "库存"))
    assert "名单" in refused(run, path)


def test_process__tool_sheet_name_taken_by_a_person(run, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    made = openpyxl.load_workbook(path)
    made.create_sheet("数据质量").append(("我自己的表",))
    made.save(path)
    assert "数据质量" in refused(run, path)


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#", ".~a.xlsx"])
def test_process__somebody_has_it_open(run, tmp_path: Path, lock: str) -> None:
    path = book(tmp_path / "a.xlsx")
    (tmp_path / lock).write_bytes(b"Wang Fang,,pc,01.01.2026 10:00,file:///x;")
    assert "--side-car" in refused(run, path)
    done = run("process", path, "--side-car", lang="zh")
    assert done.returncode in {0, 1}, done.stderr
    assert (tmp_path / "a.检查结果.xlsx").is_file()
    assert run("check", path).returncode in {0, 1}


def test_process__read_only_folder(run, tmp_path: Path, command: Path) -> None:
    setpriv = shutil.which("setpriv")
    if os.geteuid() == 0 and setpriv is None:
        pytest.skip("root may write anywhere, and there is no setpriv to become somebody else")
    folder = tmp_path / "locked"
    folder.mkdir()
    path = book(folder / "a.xlsx")
    before = path.read_bytes()
    folder.chmod(0o555)
    prefix = [setpriv, "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    for parent in folder.parents:  # somebody else must be able to get there
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    home = tmp_path / "home"
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    env = os.environ | {"CUSTSHEET_HOME": str(home), "CUSTSHEET_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([*prefix, command, "process", path], capture_output=True, text=True, env=env, check=False)
    folder.chmod(0o755)
    if "Permission denied" in done.stderr and "custsheet:" not in done.stderr:
        pytest.skip("the interpreter itself is out of reach for another user on this computer")
    assert done.returncode == 2, done
    assert done.stderr.count("\n") == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "word"),
    [("name: [", "line"), ("name: own\nversion: 1", "version"), ("- 1", "standard")],
)
def test_new__bad_standard_names_its_place(run, tmp_path: Path, text: str, word: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text, "utf-8")
    done = run("new", "x.xlsx", "--schema", own)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "own.yaml" in done.stderr
    assert word in done.stderr
    assert not (tmp_path / "x.xlsx").exists()


def test_new__never_overwrites(run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"mine")
    done = run("new", path)
    assert done.returncode == 2
    assert path.read_bytes() == b"mine"


def test_explain__unknown_code(run) -> None:
    done = run("explain", "E999")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_process__bad_setting_is_a_finding(run, tmp_path: Path, pass_json) -> None:
    path = tmp_path / "a.xlsx"
    assert run("new", path).returncode == 0
    made = openpyxl.load_workbook(path)
    sheet = made["参数"]
    for row in sheet.iter_rows(min_row=5):
        if row[0].value == "窗口":
            row[1].value = "两年"
            address = row[1].coordinate
    made.save(path)
    found = pass_json("check", path)["findings"]
    assert [(one["code"], one["sheet"], one["cell"]) for one in found] == [("E311", "参数", address)]


def test_process__zip_that_is_no_workbook(run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    refused(run, path)


def test_process__chart_sheet_only_is_refused_not_crashed(run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    made.add_worksheet("空")
    made.close()
    refused(run, path)
