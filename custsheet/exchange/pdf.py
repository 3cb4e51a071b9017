"""A workbook as PDF, through LibreOffice where there is one. Other programs are not driven."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from custsheet.model.errors import WorkbookError
from custsheet.package.saving.commit import create

_SECONDS = 300
# Where the installers of Windows and macOS put it, which do not extend PATH (LibreOffice help, "Start Parameters").
# Neither place was tried.
_PLACES = (
    r"%ProgramFiles%\LibreOffice\program\soffice.com",
    r"%ProgramFiles(x86)%\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def find_office() -> Path | None:
    """LibreOffice's command; None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found)
    places = (Path(os.path.expandvars(place)) for place in _PLACES)
    return next((place for place in places if place.is_file()), None)


def to_pdf(data: bytes, target: Path, *, beside: Path) -> None:
    """Write the workbook `data` to `target` as PDF.

    Args:
        data: an .xlsx file.
        target: where; never over a file.
        beside: the workbook that was written already, for the sentence.

    Raises:
        WorkbookError: there is no LibreOffice, or it failed; nothing is written.
    """
    office = find_office()
    if office is None:
        raise WorkbookError(
            f"这台电脑没有 LibreOffice，不能生成 PDF；工作簿已写到 {beside}，可在 Excel 或 WPS 里另存为 PDF。",
            f"No LibreOffice here, so no PDF; the workbook is {beside}: save it as PDF in Excel or WPS.",
        )
    # A profile of its own: a LibreOffice that somebody has open would else take the job and do nothing.
    with tempfile.TemporaryDirectory(prefix="custsheet-", ignore_cleanup_errors=True) as folder:
        source, profile = Path(folder, "report.xlsx"), Path(folder, "profile")
        source.write_bytes(data)
        words = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", "pdf"]
        command = [str(office), *words, "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - found above
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(beside) from error
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise _failed(beside)
        create(target, made.read_bytes())


def _failed(beside: Path) -> WorkbookError:
    return WorkbookError(
        f"LibreOffice 没能生成 PDF；工作簿已写到 {beside}，可在 Excel 或 WPS 里另存为 PDF。",
        f"LibreOffice made no PDF; the workbook is {beside}: save it as PDF in Excel or WPS.",
    )
