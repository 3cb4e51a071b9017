"""Personal data that should not stand in free text: resident identity numbers, bank cards, passwords; and their masks.

Invariant: masking fails closed. What is masked holds nothing more that this module would find; where that cannot be
had, nothing of the text is left. An order number that merely is as long as a card is none: check digits decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from stdnum import luhn

from custsheet.values.ids import is_resident_id
from custsheet.values.text import as_text, half_width

Kind = Literal["resident_id", "bank_card", "password"]

MASK = "***"
"""What is left of a password, or of a text that cannot be masked in part."""
_ROUNDS = 5
_SHORTEST = 3  # characters of a password
_BETWEEN = "\ue000"

_ID = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx](?![0-9])|(?<![0-9A-Za-z])[1-9][0-9]{14}(?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9.])[0-9](?:[ -]?[0-9]){15,18}(?![0-9])")
# The beginnings of cards as issuers have them: UnionPay, Visa, Mastercard, JCB, Discover, and China's old debit cards.
_ISSUERS = {
    16: re.compile(r"62|4|5[1-5]|22[3-9]|2[3-6]|27[0-2]|35(?:2[89]|[3-8])|6(?:011|5|4[4-9])|9558|9559"),
    17: re.compile(r"62"),
    18: re.compile(r"62"),
    19: re.compile(r"62|4367|4563|6013|955|690755"),
}
_CALLED_CARD = re.compile(r"(?:卡号|银行卡|储蓄卡|信用卡|借记卡|card(?: ?n(?:o|umber))?)[^0-9]{0,8}$", re.IGNORECASE)
_CALLED_ID = re.compile(r"(?:身份证|证件号|(?<![a-z])id(?: ?(?:card|n(?:o|umber))\.?)?)[^0-9]{0,8}$", re.IGNORECASE)
_BORN = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]")
_CALLED_ORDER = re.compile(
    r"(?:订单|单号|运单|快递|物流|流水号?|发票|合同号?|order|tracking|invoice)[^0-9]{0,6}$", re.IGNORECASE
)
_PASSWORD = re.compile(
    r"(?:密码|口令|(?<![a-z])(?:passwords?|passwd|passcode|pwd|pin(?:码| ?code)?)(?![a-z]))"
    r"\s*(?P<link>(?:(?:是|为|改为|改成|设为|is|was)\s*)?[:=]?)\s*(?P<secret>[!-~]+)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[:=是为成]")
_STOP = re.compile(r"[，。；！？、（）]")
_MASKED = re.compile(r"[*.•·#_-]+|[xX]+[.,;]?")
# What follows "Password:" in a note that says what happened to it.
_WORDS = frozenset({"reset", "forgotten", "forgot", "changed", "unknown", "lost", "expired", "required", "none"}) | {
    *("protected", "sent", "resent", "same", "see", "not", "was", "the", "has", "yes", "new", "old", "n/a", "set"),
    *("given", "wrong", "asked"),
}
_SIGNS = ("密码", "口令", "passw", "passcode", "pwd")
_PIN = re.compile(r"pin(?![a-z])(?<![a-z]pin)")  # begins with plain letters, which is what makes a search fast
_LONG = re.compile(r"[0-9](?:[ -]?[0-9]){13}")
_WIDE = re.compile("[\uff10-\uff5a]")


class Secret(NamedTuple):
    """One thing found: what it is, and where it stands in the text."""

    kind: Kind
    start: int
    end: int


def secrets_in(value: object) -> list[Secret]:
    """What stands in the text that should not, from left to right, without overlaps.

    >>> [one.kind for one in secrets_in("身份证11010519491231002X，密码：abc123")]
    ['resident_id', 'password']
    """
    typed = as_text(value)
    text = half_width(typed)  # one character each, so that places stay
    # Where two claim a place, the first of these has it.
    found = [*_ids(text), *_cards(text), *_passwords(text, typed)]
    kept: list[Secret] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def masked(value: object) -> str:
    """The text without what it should not hold.

    Of an identity number the first and last character are left, of a card the last four digits, of a password nothing.
    """
    text = as_text(value)
    for _ in range(_ROUNDS):
        found = secrets_in(text)
        if not found:
            return text
        for one in reversed(found):
            text = text[: one.start] + _mask(one.kind, text[one.start : one.end]) + text[one.end :]
    return MASK


def suspects(texts: Iterable[str]) -> set[str]:
    """Those of the texts that may hold such data; one search settles it where none does."""
    distinct = set(texts)
    return {text for text in distinct if _suspicious(text)} if _suspicious(_BETWEEN.join(distinct)) else set()


def _suspicious(text: str) -> bool:
    if _WIDE.search(text):
        text = half_width(text)
    lower = text.casefold()
    return any(sign in lower for sign in _SIGNS) or any(one.search(lower) is not None for one in (_PIN, _LONG))


def _ids(text: str) -> Iterable[Secret]:
    for match in _ID.finditer(text):
        called = _CALLED_ID.search(text[max(match.start() - 20, 0) : match.start()]) is not None
        # One wrong digit does not make it less a person's: who calls it an identity number has meant one.
        if is_resident_id(match[0]) or (called and _BORN.match(re.sub("[ -]", "", match[0]), 6)):
            yield Secret("resident_id", *match.span())


def _cards(text: str) -> Iterable[Secret]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"[ -]", "", match[0])
        before = text[max(match.start() - 20, 0) : match.start()]
        called = _CALLED_CARD.search(before) is not None
        issued = _ISSUERS[len(digits)].match(digits) is not None and not _CALLED_ORDER.search(before)
        if (called or issued) and luhn.is_valid(digits):
            yield Secret("bank_card", *match.span())


def _passwords(text: str, typed: str) -> Iterable[Secret]:
    for match in _PASSWORD.finditer(text):
        start, end = match.span("secret")
        if stop := _STOP.search(typed, start, end):  # a Chinese comma ends what is typed in Latin
            end = stop.start()
        secret, said = text[start:end], _SIGN.search(match["link"]) is not None
        if len(secret) < _SHORTEST or _MASKED.fullmatch(secret):
            continue
        pin = match[0][:3].casefold() == "pin"
        digits = any(char.isdigit() for char in secret)
        if digits if not said or pin else digits or secret.rstrip(".,;!").casefold() not in _WORDS:
            yield Secret("password", start, end)


def _mask(kind: Kind, secret: str) -> str:
    if kind == "password":
        return MASK
    places = [at for at, char in enumerate(secret) if char not in " -"]
    shown = {places[0], places[-1]} if kind == "resident_id" else set(places[-4:])
    return "".join(char if at in shown or char in " -" else "*" for at, char in enumerate(secret))
