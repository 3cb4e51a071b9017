"""`custsheet status`: which workbooks are watched, and how each one stands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from custsheet.cli.options import as_json
from custsheet.cli.speech import ui_lang

if TYPE_CHECKING:
    from custsheet.watching.status import Standing


@click.command(short_help="What is watched, and how it stands. 监视情况。")
@as_json
def status(json_: bool) -> None:
    """
    List the watched workbooks: last pass, findings, results that wait to be written, who has each one open.

    列出被监视的工作簿：上次处理、发现的问题、等待写入的结果、谁正打开着。
    """
    from custsheet.cli.standing import NOTHING, as_object, lines
    from custsheet.package.saving.lock import holder
    from custsheet.watching.status import standings

    now = datetime.now().astimezone()
    found = [(_as_it_lies(one), one.running(now), holder(Path(one.workbook))) for one in standings(now)]
    if json_:
        watched = [as_object(*one) for one in found]
        click.echo(json.dumps({"watched": watched}, ensure_ascii=False, indent=1))
        return
    if not found:
        click.echo(NOTHING(ui_lang()))
    for one in found:
        click.echo("\n".join(line(ui_lang()) for line in lines(*one)))


def _as_it_lies(standing: Standing) -> Standing:
    """A workbook in a watched folder that was renamed or deleted has no watcher any more that says so."""
    return standing if Path(standing.workbook).exists() else replace(standing, state="missing")
