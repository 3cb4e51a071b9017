"""When two labels, and when two values of a list, are the same."""

from __future__ import annotations

import pytest

from custsheet.model.text import fold_label, fold_value, several, text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("E-mail", "Email"),
        (" Ｗin-back", "win back"),
        ("key_account", "Key account"),
        ("1-19 人", "1-19人"),
        ("Ａ类", "a类"),
    ],
)
def test_fold_value__other_writings_of_one_value(one: str, other: str) -> None:
    assert fold_value(one) == fold_value(other)


@pytest.mark.parametrize(("one", "other"), [("B-", "B"), ("-B", "B"), ("1-2", "12"), ("A-1", "A1"), ("B+", "B")])
def test_fold_value__what_a_hyphen_tells_apart(one: str, other: str) -> None:
    assert fold_value(one) != fold_value(other)


@pytest.mark.parametrize(("one", "other"), [("手机-1", "手机1"), ("RFM_R", "rfm r"), ("E-Mail：", "e_mail＊")])
def test_fold_label__hyphens_do_not_count(one: str, other: str) -> None:
    assert fold_label(one) == fold_label(other)


def test_several__names_the_first_few_and_counts_them_all() -> None:
    assert several(["A1", "B2"]) == text("A1、B2", "A1, B2")
    assert several(list("abcdefg"), "组", ("；", "; ")) == text("a；b；c；d；e 等 7 组", "a; b; c; d; e and 2 more")
