"""`custsheet watch`: parses its words, has the watcher run and says what it tells."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from custsheet.cli.speech import ui_lang
from custsheet.model.errors import CustsheetError, WorkbookError

if TYPE_CHECKING:
    from custsheet.watching.push import Push
    from custsheet.watching.service import Service

BEGUN = {"zh": "正在监视，保存后自动处理；按 Ctrl-C 结束。", "en": "Watching: each save is processed. Ctrl-C ends it."}

ENDING = {"zh": "正在结束，等这一遍处理完。", "en": "Ending, as soon as the pass under way is done."}
NOTHING = {
    "zh": "没有可处理的工作簿：文件夹里只处理 custsheet 新建或处理过的。要处理别的，请直接写出文件名。",
    "en": "No workbook to process: in a folder only those count that custsheet made or processed before. Name others.",
}


@click.command(short_help="Do this on every save. 每次保存后自动处理。")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--once", is_flag=True, help="Look at everything once, then end. 只看一遍就结束。")
@click.option("--install", "install_", is_flag=True, help="Start at log-in from now on. 以后登录时自动开始。")
@click.option("--uninstall", "uninstall_", is_flag=True, help="No longer start at log-in. 取消登录时自动开始。")
@click.option("--tray", is_flag=True, help="With an icon beside the clock. 在任务栏显示图标。")
@click.option("--push", is_flag=True, help="Show results in the open LibreOffice. 在打开的 LibreOffice 里显示结果。")
def watch(paths: tuple[Path, ...], once: bool, install_: bool, uninstall_: bool, tray: bool, push: bool) -> None:
    """
    Watch workbooks, or folders of them, and process each save. Ctrl-C ends it.

    盯住工作簿或文件夹，每次保存后自动检查、写回；按 Ctrl-C 结束。
    """
    if uninstall_:
        from custsheet.watching.autostart import uninstall

        click.echo(uninstall()(ui_lang()))
        return
    _check(paths, now=once)
    if install_:
        from custsheet.watching.autostart import install

        options = [name for name, chosen in (("--push", push), ("--tray", tray)) if chosen]
        click.echo(install(paths, options)(ui_lang()))
        return
    from custsheet.watching.service import Service

    service = Service(paths, _say, ui_lang(), push=_program() if push else None)
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(ValueError, OSError):
            signal.signal(number, lambda *_: _stop(service))
    if not once:
        click.echo(BEGUN[ui_lang()])
    if tray and not once:
        _with_icon(service)
    else:
        service.run(once=once)
    if once and not any(machine.known for machine in service.watcher.watched):
        click.echo(NOTHING[ui_lang()])


def _check(paths: tuple[Path, ...], *, now: bool) -> None:
    """`now`: they must be there already, because nobody waits for them."""
    if not paths:
        raise CustsheetError(
            "请写出要监视的工作簿或文件夹，例如 custsheet watch 客户管理表.xlsx。",
            "Say which workbooks or folders to watch, for example custsheet watch customers.xlsx.",
        )
    for path in paths:
        if now and not path.exists():
            raise WorkbookError(f"{path} 不存在，请检查路径。", f"{path} does not exist; check the path.")
        if not path.exists() and not path.absolute().parent.is_dir():
            raise WorkbookError(
                f"{path} 所在的文件夹不存在，请检查路径。",
                f"The folder of {path} does not exist; check the path.",
            )


def _stop(service: Service) -> None:
    """For a signal, which may come in the middle of a line that is being printed: no buffer is touched."""
    if any(machine.state == "computing" for machine in service.watcher.watched):
        with suppress(OSError):
            os.write(2, f"{ENDING[ui_lang()]}{os.linesep}".encode(sys.stderr.encoding or "utf-8", "replace"))
    service.watcher.stop()


def _program() -> Push:
    from custsheet.watching.push_libreoffice import libreoffice

    return libreoffice()


def _with_icon(service: Service) -> None:
    """The icon wants the main thread on some systems, so the watcher gets another one."""
    from custsheet.watching import tray

    ended, watcher = threading.Event(), service.watcher

    def run() -> None:
        try:
            service.run()
        finally:
            ended.set()

    def open_() -> None:
        latest = service.latest()
        if latest is not None:
            click.launch(str(latest))

    thread = threading.Thread(target=run, name="watcher")
    thread.start()
    try:
        tray.run(service.state, open_, watcher.pause, watcher.stop, lang=ui_lang(), until=ended)
    finally:
        watcher.stop()
        thread.join()


def _say(line: str) -> None:
    click.echo(f"{datetime.now():%H:%M:%S}  " + line.replace("\n", "\n          "))
