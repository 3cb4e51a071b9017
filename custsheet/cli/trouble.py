"""What is said when a command ended otherwise than it should, and what has become of the workbook then.

"Not changed" is said only where it is certain: once the write has begun, nobody but the disk knows.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from custsheet.cli.speech import ui_lang
from custsheet.model.errors import CustsheetError


def stopped(writing: bool) -> str:
    """Somebody pressed Ctrl-C."""
    return _in_either(f"已中断。{_now_zh(writing)}", f"Stopped. {_now_en(writing)}")


def stopped_early(writing: bool) -> CustsheetError:
    """The same, pressed before the process that does the work could answer."""
    return CustsheetError(f"已中断。{_now_zh(writing)}", f"Stopped. {_now_en(writing)}")


def not_started() -> CustsheetError:
    """Python could not start the process that does the work."""
    return CustsheetError(
        f"处理没有启动。{_now_zh(False)}custsheet 安装得不完整：请运行 pip install --force-reinstall custsheet。",
        f"The work could not be started. {_now_en(False)} custsheet is not installed completely: "
        "run pip install --force-reinstall custsheet.",
    )


def too_little_memory(writing: bool) -> str:
    """The computer has no more memory to give."""
    return _in_either(
        f"内存不够，没有完成。{_now_zh(writing)}请关闭别的程序再试，或把工作簿拆分成几个文件。",
        f"There is not enough memory to finish. {_now_en(writing)} "
        "Close other programs and try again, or split the workbook into several files.",
    )


def unexpected(error: BaseException, writing: bool) -> str:
    """A defect of ours: one sentence, and the details where they can be sent from."""
    log = _kept("".join(traceback.format_exception(error)))
    if log is not None:
        where_zh, where_en = f"详情在 {log}，请发给我们。", f"Details are in {log}; please send them to us."
    else:
        where_zh = where_en = f"{type(error).__name__}: {error}"
    return _in_either(
        f"程序出了意外的错误。{_now_zh(writing)}{where_zh}",
        f"Something unexpected went wrong. {_now_en(writing)} {where_en}",
    )


def died(noise: str, *, minutes: float | None, writing: bool) -> CustsheetError:
    """The process that did the work is gone: it took longer than `minutes`, or (None) the system ended it.

    `noise` is what it printed while it died.
    """
    if minutes is not None:
        zh, en = f"{minutes:.0f} 分钟还没有完成", f"it took more than {minutes:.0f} minutes"
    else:
        zh, en = "内存不足，或文件让读取程序崩溃", "out of memory, or the file made the reader crash"
    log = _kept(noise) if noise else None
    return CustsheetError(
        f"处理被中止（{zh}）。{_now_zh(writing)}请关闭别的程序再试；仍不行时，在 Excel 或 WPS 中把文件另存后再试。"
        + (f"详情在 {log}。" if log else ""),
        f"The work was stopped ({en}). {_now_en(writing)} Close other programs and try again; if that does not help, "
        "save the file anew in Excel or WPS and try that." + (f" Details are in {log}." if log else ""),
    )


def _now_zh(writing: bool) -> str:
    if writing:
        return "工作簿可能已经写好：它总是完整的旧版或新版，旧版有备份，请打开核对。"
    return "工作簿没有改动。"


def _now_en(writing: bool) -> str:
    if writing:
        return (
            "The workbook may be written already: it is whole, old or new, and the old one is kept as a backup; "
            "open it and check."
        )
    return "The workbook was not changed."


def _in_either(zh: str, en: str) -> str:
    return zh if ui_lang() == "zh" else en


def _kept(text: str) -> Path | None:
    """Keep `text` as the details of the last error; where, or None if that is not possible."""
    from custsheet.memory.home import home

    log = home() / "last-error.txt"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch(0o600)
        log.chmod(0o600)  # it may quote what stands in the workbook
        log.write_text(text, "utf-8")
    except OSError:
        return None
    return log
