"""Wrong words on the command line are answered in the person's language, in one sentence that says what to do."""

from __future__ import annotations

import click
import pytest

from custsheet.cli.main import cli
from custsheet.cli.usage import sentence


def mistake(*words: str) -> click.ClickException:
    with pytest.raises(click.ClickException) as caught:
        cli.main(list(words), standalone_mode=False)
    return caught.value


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["proces", "a.xlsx"], "没有 proces 这个命令", "No such command 'proces'"),
        (["process"], "缺少 FILE", "Missing argument 'FILE'"),
        (["process", "a.xlsx", "--dry"], "没有 --dry 这个选项。是不是 --dry-run", "No such option"),
        (
            ["check", "a.xlsx", "--today", "昨天"],
            "--today 的值不对：请写成 YYYY-MM-DD，如 2026-05-06。",
            "such as 2026-05-06",
        ),
        (
            ["report", "a.xlsx", "--month", "October"],
            "--month 的值不对：请写成 YYYY-MM，如 2026-10。",
            "--month should be YYYY-MM, such as 2026-10.",
        ),
        (["new", "a.xlsx", "--lang", "fr"], "--lang 的值不对：只能是 zh、en", "is not one of"),
        (["process", "a.xlsx", "b.xlsx"], "一次只处理一个文件", "unexpected extra argument"),
    ],
)
def test_sentence__says_what_was_wrong(words: list[str], zh: str, en: str) -> None:
    error = mistake(*words)
    assert zh in sentence(error, "zh")
    assert en in sentence(error, "en")
    assert all("%" not in sentence(error, lang) for lang in ("zh", "en"))  # type: ignore[arg-type]
    assert all("\n" not in sentence(error, lang) for lang in ("zh", "en"))  # type: ignore[arg-type]
