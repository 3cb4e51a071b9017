"""What was found in a part is not looked for again while the part is the same, and is as soon as it is not."""

from __future__ import annotations

import io
import zipfile

from custsheet.package.container import Package
from custsheet.package.partmemo import PartMemo


def package(content: bytes, *, level: int = 6) -> Package:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target:
        target.writestr("xl/a.xml", content)
    return Package.read(out.getvalue())


def test_made__asks_once_for_each_content_and_what_else_it_hangs_on() -> None:
    memo = PartMemo[int]()
    asked: list[bytes] = []

    def made(content: bytes, *also: int) -> int:
        def look() -> int:
            asked.append(content)
            return len(asked)

        return memo.made(look, package(content), "xl/a.xml", *also)

    assert [made(b"one"), made(b"two"), made(b"one")] == [1, 2, 1]
    assert [made(b"one", 5), made(b"two"), made(b"one", 5)] == [3, 2, 3]


def test_made__keeps_answers_that_are_false() -> None:
    memo = PartMemo[set[int]]()
    assert memo.made(set, package(b"x"), "xl/a.xml") == set()
    assert memo.made(lambda: {1}, package(b"x"), "xl/a.xml") == set()
    memo.forget()
    assert memo.made(lambda: {1}, package(b"x"), "xl/a.xml") == {1}


def test_made__holds_the_last_versions_of_a_part_and_the_last_questions() -> None:
    memo, large = PartMemo[int](), PartMemo[int](versions=1)
    for at in range(10):
        memo.put(at, package(b"%d" % at), "xl/a.xml")
        large.put(at, package(b"%d" % at), "xl/a.xml")
    assert [memo.get(package(b"%d" % at), "xl/a.xml") for at in (5, 6, 9)] == [None, 6, 9]
    assert [large.get(package(b"%d" % at), "XL/A.xml") for at in (8, 9)] == [None, 9]
    for at in range(2000):
        memo.put(at, package(b"9"), "xl/a.xml", at)
        assert memo.get(package(b"9"), "xl/a.xml") == 9  # what is asked again and again is not forgotten
    assert memo.get(package(b"9"), "xl/a.xml", 5) is None
    assert memo.get(package(b"9"), "xl/a.xml", 1999) == 1999


def test_seal__is_another_one_for_another_checksum_size_or_method() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as target:
        target.writestr("xl/a.xml", b"one")
    whole = Package.read(stored.getvalue())
    broken = stored.getvalue().replace(whole.entry("xl/a.xml").crc.to_bytes(4, "little"), b"\1\2\3\4")
    seals = {one.seal("xl/a.xml") for one in (whole, Package.read(broken), package(b"one"), package(b"two"))}
    assert len(seals) == 4
