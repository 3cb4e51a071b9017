"""What several commands have in common: their options, and that they read somebody's workbook in a child process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from custsheet.cli.child import delegate
from custsheet.cli.progress import Bar

# Whether it can be read, the one who reads it says, in either language.
workbook = click.argument("file", type=click.Path(path_type=Path, readable=False))
today = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="What counts as today. 以哪一天为今天。",
)
as_json = click.option("--json", "json_", is_flag=True, help="Print one JSON object. 输出一个 JSON 对象。")
schema_option = click.option(
    "--schema",
    default="customers",
    metavar="NAME|PATH",
    help="The standard: a shipped name or your own YAML file. 数据标准：自带的名称，或自己的 YAML 文件。",
)


newer_schema = click.option(
    "--schema",
    metavar="NAME|PATH",
    help="The newer standard; without it the shipped one of the same name. 新版标准；不写则用自带的同名标准。",
)
dry_run = click.option("--dry-run", is_flag=True, help="Compute, but write nothing. 只计算，不写文件。")


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the command line; `confined`: this already is the child process that may read a workbook."""

    bar: Bar
    confined: bool


def in_a_child(command: Callable[..., None]) -> Callable[..., None]:
    """Have a command that reads somebody's workbook do it in a child process, which a bad file may take down."""

    @wraps(command)
    @click.pass_obj
    def run(session: Session, /, **words: Any) -> None:
        if not session.confined:
            sys.exit(delegate(words.get("file")))
        command(session.bar, **words)

    return run
