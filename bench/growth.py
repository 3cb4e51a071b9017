"""How the cost of a pass grows with its rows: seconds and memory from 1,000 customers to 300,000.

Each size is one pass with everything on in a warm process of its own (the smaller ones several times, the median is
told). A step's memory is the most the process held during it. Writes `docs/growth.md` and `docs/growth.svg`.

    python bench/growth.py
    python bench/growth.py --most 30000 --print
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import passes
import plot
import workbooks
from passes import STEPS, Pass

from custsheet.analysis.reports import REPORTS
from custsheet.cli.profile import PARTS
from custsheet.cli.progress import STEPS as STEP_TITLES
from custsheet.reading.standards import standard

PAGE = Path(__file__).parents[1] / "docs" / "growth.md"
PICTURE = PAGE.with_suffix(".svg")
CUSTOMERS = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000)
ORDERS = 10 / 3
"""To a customer."""
FEW = 10_000
"""Up to so many customers a pass is measured three times."""
LEAST = 0.05
"""Seconds: what takes less at the most customers is not told."""
STEEP = 1.2
"""n · log n from 10,000 rows to 300,000 rises as n to the 1.09; what is steeper than this is marked."""
MEMORY = "Memory"
Grown = Mapping[int, Sequence[Pass]]
Reading = Callable[[Pass], float]

HEAD = """# How the cost grows

Seconds and memory of one pass with everything on, in a warm process, from 1,000 customers to {last:,} with ten orders
for every three customers; seconds are processor time. *growth* is the power of the rows with which a line rises from
{first:,} customers on: 1 is proportional, n · log n is about 1.09; below 1 what it costs to begin still counts. Each
analysis pays for what it is the first to ask for. `python bench/growth.py` writes this page.

The grey band is n · log n.

![seconds and memory against customers](growth.svg)
"""


def measure(most: int) -> dict[int, list[Pass]]:
    """The passes over each size."""
    small, found = passes.workbook("S", seed=2), dict[int, list[Pass]]()
    for customers in CUSTOMERS:
        if customers > most:
            break
        data = workbooks.make(customers, round(customers * ORDERS), faults=passes.FAULTS)
        found[customers] = []
        for _ in range(3 if customers <= FEW else 1):
            with passes.warm("custsheet", small) as (child, folder):
                file = folder / "book.xlsx"
                file.write_bytes(data)
                found[customers].append(child.run(file, "everything", sampled=True))
        one = found[customers][-1]
        print(f"{customers:,}: {one.processor:.2f} s, {one.memory:.0f} MB", flush=True)
    return found


def readings() -> dict[str, dict[str, Reading]]:
    """What is read off a pass: by picture, by name of the line. The first line of each is that of the whole."""
    titles = {one.name: one.title.en for one in (*standard().sheets, *standard().tool_sheets)}
    titles |= {name: said["en"] for name, said in PARTS.items()}
    names = {step: STEP_TITLES[step]["en"] for step in STEPS}

    def parts(step: str, names: Iterable[str]) -> dict[str, Reading]:
        return {titles.get(name, name): lambda one, name=name: one.parts[step].get(name, 0.0) for name in names}

    return {
        "The whole pass": {"whole pass": lambda one: one.processor}
        | {names[step]: lambda one, step=step: one.steps.get(step, 0.0) for step in STEPS},
        "Analyses": {"all analyses": lambda one: one.steps["analyse"]}
        | parts("analyse", ("orders", "tiers", "quality", "dashboard", *REPORTS)),
        "Finding duplicates": {"all of it": lambda one: one.steps["match"]} | parts("match", ("normalise", "compare")),
        MEMORY: {"whole pass": lambda one: one.memory}
        | {names[step]: lambda one, step=step: one.peaks.get(step, 0.0) for step in STEPS},
    }


def drawn(grown: Grown, found: Mapping[str, Reading]) -> dict[str, plot.Points]:
    """The points of each line; a line that stays at hardly any time is left out."""
    lines = {}
    for name, reading in found.items():
        points = [(rows, statistics.median(map(reading, several))) for rows, several in grown.items()]
        points = [(rows, value) for rows, value in points if value > 0]
        if points and points[-1][1] >= LEAST:
            lines[name] = points
    return lines


def panel(title: str, lines: Mapping[str, plot.Points]) -> plot.Panel:
    """One picture; under seconds, n · log n through the whole at its first size from `FEW` customers on."""
    if title == MEMORY:
        return plot.Panel(title, "customers", "MB", lines)
    whole = [point for point in next(iter(lines.values())) if point[0] >= FEW]
    rows, seconds = whole[0] if whole else (1.0, 1.0)
    guide = [(size, seconds * size * math.log(size) / rows / math.log(rows)) for size, _ in whole]
    return plot.Panel(title, "customers", "seconds", lines, guide)


def growth(points: plot.Points) -> float | None:
    """The power with which a line rises, from `FEW` customers to the most; None where they are too near."""
    (first, low), (last, high) = next((one for one in points if one[0] >= FEW), points[-1]), points[-1]
    return math.log(high / low) / math.log(last / first) if last > 2 * first else None


def page(panels: Sequence[plot.Panel]) -> str:
    """The whole page."""
    sizes = [rows for rows, _ in panels[0].lines["whole pass"]]
    out = [HEAD.format(first=FEW, last=sizes[-1])]
    for panel in panels:
        out += [
            f"## {panel.title}, {panel.up}",
            "",
            f"| customers | {' | '.join(f'{one:,}' for one in sizes)} | growth |",
        ]
        out.append(f"| --- |{' ---: |' * (len(sizes) + 1)}")
        for place, (name, points) in enumerate(panel.lines.items()):
            by_size, power = dict(points), growth(points)
            cells = [_number(by_size.get(size)) for size in sizes]
            told = (
                "" if power is None else f"{power:.2f}" + (" **!**" if power > STEEP and panel.title != MEMORY else "")
            )
            out.append(f"| {f'**{name}**' if place == 0 else name} | {' | '.join(cells)} | {told} |")
        out.append("")
    out += [f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors.", ""]
    return "\n".join(out)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def main() -> None:
    """Measure, and write the page and its picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=CUSTOMERS[-1], help="customers of the largest size")
    parser.add_argument("--print", action="store_true", help="write nothing")
    given = parser.parse_args()
    grown = measure(given.most)
    panels = [panel(title, drawn(grown, found)) for title, found in readings().items()]
    said = page(panels)
    print(said)
    if not given.print:
        PAGE.write_text(said, "utf-8")
        PICTURE.write_text(plot.svg(panels), "utf-8")


if __name__ == "__main__":
    main()
