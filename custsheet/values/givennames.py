"""Given names in Latin letters that one person writes in several ways: Stephen and Steven, Bob and Robert.

Invariant: only names that are surely one another stand here. Alex may be Alexander or Alexandra; Steve, being how
Steven begins, needs no table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final


def _first_of(lines: str) -> dict[str, str]:
    """Name → the first one on its line."""
    return {name: names[0] for line in lines.splitlines() for names in [line.split()] for name in names[1:]}


# Which sound alike.
_SPELLED: Final = _first_of("""steven stephen stephan steffen
katherine catherine kathryn catharine katharine cathryn
sarah sara
john jon
philip phillip
jeffrey geoffrey jeffery
ann anne
anna ana
mark marc
eric erik erick
carl karl
brian bryan
alan allan allen
sean shaun shawn
claire clare
elizabeth elisabeth
jacqueline jacquelyn
theresa teresa
susanna susannah suzanna
rachel rachael
rebecca rebekah
hannah hanna
deborah debra
lindsay lindsey
kristin kristen
christine kristine
christina kristina
nicholas nicolas
frederick frederic fredrick
lawrence laurence
matthew mathew
michael micheal
gregg greg
graham graeme
louis lewis
isabel isobel isabelle
caroline carolyn
vivian vivien vivienne
marion marian
ian iain
neil neal
tracy tracey
kelly kelley
derek derrick
zachary zackary
""")
# By which people call one another; what a name begins with (Tom, Ben, Liz is not) needs none.
_CALLED: Final = _first_of("""william bill billy willy
robert bob bobby
richard dick rick ricky
james jim jimmy jamie
michael mike mick mickey
charles chuck charlie
anthony tony
andrew andy drew
david dave davy
daniel danny
thomas tommy
joseph joey
edward eddie ned
henry hank
lawrence larry
john johnny
jonathan jonny
nicholas nicky
kenneth kenny
ronald ronnie
steven stevie
timothy timmy
elizabeth liz lizzie beth betty betsy eliza
margaret maggie peggy meg
katherine kate katie kathy cathy
rebecca becky
deborah debbie
susan susie suzy
patricia patty trish
jennifer jenny
victoria vicky vicki
abigail abby
barbara barb
theresa terri
judith judy
dorothy dottie
jessica jessie
pamela pammy
cynthia cindy
""")


def spelled(words: Iterable[str]) -> list[str]:
    """The words of a folded name, each in one spelling."""
    return [_SPELLED.get(word, word) for word in words]


def given(word: str) -> str:
    """The full form of a folded given name: bob → robert, stephen and stevie → steven."""
    word = _CALLED.get(word, word)
    return _SPELLED.get(word, word)
