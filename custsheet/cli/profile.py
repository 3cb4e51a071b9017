"""What `--profile` prints: where the time of a pass went."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from custsheet.cli.progress import STEPS
from custsheet.model.errors import Lang
from custsheet.model.stopwatch import Stopwatch

LEAST = 0.01
"""Parts that took a smaller share of the whole are not named."""
_STARTED: dict[Lang, str] = {"zh": "启动", "en": "starting"}
PARTS: dict[str, dict[Lang, str]] = {
    "gate": {"zh": "安全检查", "en": "safety check"},
    "normalise": {"zh": "统一写法", "en": "bringing values to one form"},
    "compare": {"zh": "两两比较", "en": "comparing pairs"},
    "graft": {"zh": "放进工作簿", "en": "putting sheets into the workbook"},
    "pack": {"zh": "打包", "en": "packing"},
}
"""What parts are called that are not about one sheet."""


@dataclass(frozen=True)
class Profile:
    """What a stopwatch says of a pass, for people and for programs."""

    watch: Stopwatch

    def lines(self, lang: Lang) -> list[str]:
        """A line a step, and below it its largest parts: seconds, share of the whole."""
        whole, memory = self.watch.seconds, peak_memory()
        said = f"时间花在哪里：共 {whole:.2f} 秒" if lang == "zh" else f"Where the time went: {whole:.2f} s in all"
        if memory is not None:
            held = f"{memory / 1e6:,.0f} MB"
            said += f"，内存最多 {held}" if lang == "zh" else f", {held} of memory at most"
        found = [said]
        for name, step in self.watch.steps.items():
            if name == "done" and step.seconds < LEAST * whole:  # what comes after the write is next to nothing
                continue
            title = STEPS[name][lang] if name in STEPS else _STARTED[lang]
            found.append(f"{step.seconds:8.2f} s {_share(step.seconds, whole)}  {title}")
            found += [
                f"{seconds:14.2f} s {_share(seconds, whole)}  {part}"
                for part, seconds in _named(step.parts, lang).most_common()
                if seconds >= LEAST * whole
            ]
        return found

    def as_json(self) -> dict[str, Any]:
        """Plain data: every part, under its English title."""
        memory = peak_memory()
        return {
            "seconds": round(self.watch.seconds, 3),
            "memory_mb": None if memory is None else round(memory / 1e6, 1),
            "steps": [
                {
                    "step": name,
                    "seconds": round(step.seconds, 4),
                    "parts": {part: round(took, 4) for part, took in _named(step.parts, "en").most_common()},
                }
                for name, step in self.watch.steps.items()
            ],
        }


def peak_memory() -> int | None:
    """Bytes this process has held at most; None where the system does not tell."""
    with suppress(ImportError):
        import resource

        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return held if sys.platform == "darwin" else held * 1024
    return None


def _share(seconds: float, whole: float) -> str:
    return f"{100 * seconds / whole if whole else 0:3.0f} %"


def _named(parts: Counter[str], lang: Lang) -> Counter[str]:
    """Parts by what a person calls them: the title of their sheet in our standard, a word of ours, or their name."""
    from custsheet.reading.standards import standard

    schema = standard()
    titles = {one.name: one.title(lang) for one in schema.sheets}
    titles |= {one.name: one.title(lang) for one in schema.tool_sheets}
    titles |= {name: said[lang] for name, said in PARTS.items()}
    found = Counter[str]()
    for name, seconds in parts.items():
        found[titles.get(name, name)] += seconds
    return found
