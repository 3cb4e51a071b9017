"""Draws the README's pictures: the sample workbook, processed, printed by LibreOffice, cut to what a reader should see.

usage: python docs/make_pictures.py     (needs soffice, pdftotext and pdftoppm)
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import custsheet
from custsheet.model.errors import LANGS, Lang
from custsheet.reading.standards import standard

HERE = Path(__file__).parent
DPI = 130


class Shot(NamedTuple):
    """Which page of the print, and which part of it: left, top, width, height as shares of the page."""

    sheet: str
    box: tuple[float, float, float, float]
    dpi: int = DPI


SHOTS = (
    Shot("dashboard", (0.084, 0.061, 0.832, 0.862)),
    Shot("home", (0.04, 0.05, 0.92, 0.84)),
    Shot("customers", (0.04, 0.05, 0.92, 0.50)),
    Shot("findings", (0.03, 0.05, 0.94, 0.55)),
    Shot("duplicates", (0.03, 0.05, 0.735, 0.55)),
    Shot("tiers", (0.03, 0.05, 0.94, 0.42), 200),
)


def main() -> None:
    """Both languages."""
    for lang in LANGS:
        with tempfile.TemporaryDirectory() as folder:
            _draw(lang, Path(folder))


def _draw(lang: Lang, folder: Path) -> None:
    book = custsheet.create(folder / "sample.xlsx", lang=lang, sample=True)
    custsheet.process(book)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, book], check=True)
    pdf = folder / "sample.pdf"
    pages = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout.split("\f")
    schema = standard()
    titles = {sheet.name: sheet.title(lang) for sheet in (*schema.sheets, *schema.tool_sheets)}
    for shot in SHOTS:
        page = (
            1
            if shot.sheet == "home"
            else next(
                number for number, text in enumerate(pages, 1) if text.lstrip().startswith(titles[shot.sheet] + " ")
            )
        )
        _cut(pdf, page, shot, HERE / f"{shot.sheet}.{lang}.png")


def _cut(pdf: Path, page: int, shot: Shot, target: Path) -> None:
    info = subprocess.run(
        ["pdfinfo", "-f", str(page), "-l", str(page), pdf], capture_output=True, text=True, check=True
    )
    found = re.search(r"size:\s+([\d.]+) x ([\d.]+)", info.stdout)
    assert found is not None, info.stdout
    width, height = (float(points) * shot.dpi / 72 for points in found.groups())
    left, top, wide, high = shot.box
    box = ["-x", left * width, "-y", top * height, "-W", wide * width, "-H", high * height]
    words = [str(round(word)) if isinstance(word, float) else word for word in box]
    command = ["pdftoppm", "-r", str(shot.dpi), "-f", str(page), "-l", str(page), *words, "-singlefile", "-png", pdf]
    subprocess.run([*command, target.with_suffix("")], check=True)


if __name__ == "__main__":
    main()
