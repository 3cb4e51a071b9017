"""Sentences broken into lines by hand, where a text runs over empty cells and no program would wrap it."""

from __future__ import annotations

from custsheet.drawing.workbook.measure import IS_WIDE, text_pixels

_NOT_FIRST = frozenset("，。、；：！？）」』”’》％%,.;:!?)]")  # never begin a line
_PAUSES = "，、；：。）"
_SCANTY = 0.3  # of the room: a last line that is shorter looks like something left over


def wrapped(sentence: str, pixels: float, points: float = 10) -> list[str]:
    """`sentence` broken into as few lines of at most `pixels` as it needs.

    Lines end at a space in Latin text, in Chinese behind a sign where one is near, else anywhere.
    No line begins with a closing sign; where the last would hold next to nothing, the others give it some.

    >>> wrapped("一二三四五六七八九十一", 140)
    ['一二三四五六七', '八九十一']
    """
    lines = _broken(sentence, pixels, points)
    if len(lines) > 1 and text_pixels(lines[-1], points) < _SCANTY * pixels:
        for share in (0.9, 0.8, 0.7, 0.6):
            evener = _broken(sentence, share * pixels, points)
            if len(evener) > len(lines):
                break
            if text_pixels(evener[-1], points) >= _SCANTY * pixels:
                return evener
    return lines


def prefix(text: str, pixels: float, points: float = 10) -> int:
    """How many characters of `text` fit into `pixels`; looks at no more of a long text than that."""
    free, wide, narrow = pixels, text_pixels("字", points), text_pixels("x", points)
    for count, one in enumerate(text):
        free -= wide if IS_WIDE[one] else narrow
        if free < 0:
            return count
    return len(text)


def _broken(sentence: str, pixels: float, points: float) -> list[str]:
    lines: list[str] = []
    while (cut := max(prefix(sentence, pixels, points), 1)) < len(sentence):
        pause, space = max(sentence.rfind(sign, 0, cut) + 1 for sign in _PAUSES), sentence.rfind(" ", 0, cut + 1)
        at = next((one for one in (pause, space) if one > cut * 0.7), cut)
        while at > cut * 0.7 and at > 1 and sentence[at] in _NOT_FIRST:
            at -= 1
        lines.append(sentence[:at].rstrip())
        sentence = sentence[at:].lstrip()
    return [*lines, sentence] if sentence else lines
