"""Structured references call a renamed column by its new name, and nothing else changes."""

from __future__ import annotations

import pytest

from custsheet.package.patching.structured import Renamed

CHANGE = Renamed("t客户", "列1", "手机")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(t客户[列1])", "SUM(t客户[手机])"),
        ("sum(T客户[列1])", "sum(T客户[手机])"),
        ("LEN(t客户[[#This Row],[列1]])", "LEN(t客户[[#This Row],[手机]])"),
        ("t客户[[#Headers],[列1]:[列2]]", "t客户[[#Headers],[手机]:[列2]]"),
        ("t客户[[列1]:[列1]]", "t客户[[手机]:[手机]]"),
        ("t客户[@列1]", "t客户[@手机]"),
        ("t客户[@[列1]]", "t客户[@[手机]]"),
        ("t客户[[#Totals],[ 列1 ]]", "t客户[[#Totals],[ 列1 ]]"),
        ("t客户[#All]&t客户[]", "t客户[#All]&t客户[]"),
        ("t订单[列1]+xt客户[列1]+t客户x[列1]", "t订单[列1]+xt客户[列1]+t客户x[列1]"),
        ('"t客户[列1]"&t客户[列1]', '"t客户[列1]"&t客户[手机]'),
        ("'t客户[列1]'!A1", "'t客户[列1]'!A1"),
        ("[1]!t客户[列1]", "[1]!t客户[列1]"),
        ("列1+SUM(列1)", "列1+SUM(列1)"),
        ("[列1]", "[列1]"),
    ],
)
def test_applied(formula: str, expected: str) -> None:
    assert CHANGE.applied(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("[列1]*2+[@列1]+[[#This Row],[列1]]", "[手机]*2+[@手机]+[[#This Row],[手机]]"),
        ("[列1]客户!A1+[列1]!x+'[列1]a b'!A1", "[列1]客户!A1+[列1]!x+'[列1]a b'!A1"),
    ],
)
def test_applied__in_the_table_itself(formula: str, expected: str) -> None:
    assert CHANGE.applied(formula, inside=True) == expected


@pytest.mark.parametrize(
    ("old", "new", "formula", "expected"),
    [
        ("a'b", "c", "t[a''b]", "t[c]"),
        ("[#]", "c", "t['['#']]", "t[c]"),
        ("c", "a'b[#]@", "t[[#This Row],[c]]", "t[[#This Row],[a''b'['#']'@]]"),
        ("c", "产品/服务", "t[c]", "t[[产品/服务]]"),
        ("c", "Last order", "t[@c]", "t[@[Last order]]"),
        ("COLUMN1", "x", "t[Column1]", "t[x]"),
        ("", "x", "t[]", "t[x]"),
    ],
)
def test_applied__names_with_special_characters(old: str, new: str, formula: str, expected: str) -> None:
    assert Renamed("t", old, new).applied(formula) == expected
