"""A repeated group that is never given back leaves what follows where the last whole round ended, on every Python."""

from __future__ import annotations

import re

import pytest

from custsheet.package.possessive import possessive

# Each body has a round that fails after it has moved on, which Python up to 3.11.4 does not take back by itself.
BODIES = (rb"<a[a-z]++>", rb"<a(?:x|y)?+>", rb"<[a-z]++(?: [a-z](?![^<>]* z))*+>", rb"<a>|<a(?: [a-z])*>")


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("times", [b"*", b"+", b"{0,40}"])
def test_what_follows_is_looked_for_behind_the_last_whole_round(body: bytes, times: bytes) -> None:
    for whole in (b"<a>", b"<ax>", b"<ax><ay>", b""):
        text = whole + b"<a b"
        # Without backing off the group gives the same here, and that part every Python reads alike.
        expected = re.match(rb"(?:%s)%s(?=(.*))" % (body, times), text)
        found = re.match(possessive(body, times) + rb"(?=(.*))", text)
        assert (found and found[1]) == (expected and expected[1]), text


def test_nothing_is_given_back() -> None:
    assert re.match(possessive(b"ab") + b"ab", b"abab") is None
    assert re.match(possessive(b"ab", b"?") + b"ab", b"abab")
