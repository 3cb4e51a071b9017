"""Groups that are repeated and never given back, in a form that every Python reads alike.

Up to 3.11.4 a round that fails after it has moved on leaves the place where it stopped (CPython issue 106052), and what
follows is looked for there; Debian 12 has such a Python. An alternative that never matches sets the place back.
"""

from __future__ import annotations

import sys

_SETS_BACK = b"|(?!)" if sys.version_info < (3, 11, 5) else b""


def possessive(body: bytes, times: bytes = b"*") -> bytes:
    """`body` `times` over ("*", "+", "?", "{0,40}"), as often as it goes, and no fewer."""
    return b"(?:" + body + _SETS_BACK + b")" + times + b"+"
