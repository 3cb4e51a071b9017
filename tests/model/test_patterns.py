from __future__ import annotations

import re
import time

import pytest

from custsheet.model.patterns import LONGEST, flaw


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "[A-Z]{2}[0-9]{4}",
            "\\d{1,20}(\\.\\d+)?",
            "(\\d{3}-)+\\d{4}",
            "(a|b)+",
            "(ab|cd)+",
            "(?:京|沪)[A-Z].{5}",
            "",
        ),
        *(".*,.*,.*", "(?P<x>a)(?P=x)", "(?=a)b*", "((((a))))*", "[^@]+@[^@]+", "(\\w|\\d)+x", "a" * LONGEST),
    ],
)
def test_flaw__none(pattern: str) -> None:
    assert flaw(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        *((one, "wrong") for one in ("[A-Z", "(", "a**", "(?(1)a|b)", "*a", "(?P<x>a)(?P<x>b)", "\\", "a{2,1}")),
        *((one, "slow") for one in ("(a+)+", "(a*)*b", "((ab)*c*)*", "(?=(a+)+)b", "(a|aa)+", "([a-z]+)*!")),
        *((one, "slow") for one in ("(?:a?){40}b", "\\w*\\w*\\w*\\w*\\w*!", "a?" * 60 + "a" * 60, "a{0,9}" * 8)),
        ("a" * (LONGEST + 1), "long"),
        ("(" * 200 + ")" * 55, "wrong"),
    ],
)
def test_flaw__is_named(pattern: str, said: str) -> None:
    assert flaw(pattern) == said


def test_flaw__what_passes_comes_to_an_end() -> None:
    """Thirty characters that nearly match: what is refused would take hours."""
    for pattern in ("(ab|cd)+", "(\\d{3}-)+", "[a-z]*[a-z]*!", ".*,.*,.*"):
        assert flaw(pattern) is None
        began = time.process_time()
        for text in ("a" * 30, "ab" * 15, "123-" * 8, "," * 30):
            re.fullmatch(pattern, text + "?")
        assert time.process_time() - began < 60
