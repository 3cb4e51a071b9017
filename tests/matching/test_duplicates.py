"""Any table: what is found does not depend on names, columns' order or rows' order, and it is good on labelled sets."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custsheet.matching import find_duplicates
from custsheet.matching.kinds import Kind

Kinds = dict[str, Kind]
Labelled = Callable[[str], tuple[pd.DataFrame, Kinds]]


def _pairs(groups: pd.Series) -> float:
    sizes = groups.value_counts()
    return float((sizes * (sizes - 1) / 2).sum())


def _measures(found: pd.DataFrame, truth: pd.Series) -> tuple[float, float]:
    """Precision of the groups of band "same", and F1."""
    same = found["band"] == "same"
    claimed, right = _pairs(found["group"][same]), _pairs(truth)
    both = pd.Series(list(zip(found["group"][same], truth[same], strict=True)))
    hits = _pairs(both)
    precision, recall = hits / claimed, hits / right
    return precision, 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize(
    ("name", "precision", "f1"),
    [
        ("febrl1", 1.0, 1.0),
        ("febrl3", 1.0, 1.0),
        ("fake1000", 0.999, 0.94),
        ("chicago", 0.94, 0.95),
        ("zh1k", 1.0, 0.998),
        ("zh10k", 0.9995, 0.989),
    ],
)
def test_find_duplicates__labelled_sets(labelled: Labelled, name: str, precision: float, f1: float) -> None:
    frame, kinds = labelled(name)
    reached = _measures(find_duplicates(frame, kinds), frame["customer"])
    assert reached[0] >= precision, reached
    assert reached[1] >= f1, reached


_ROWS = [
    ("王芳", "海鸥科技有限公司", "13912345678", "wf@x.cn"),
    ("王 芳", "海鸥科技", "+86 139 1234 5678", ""),
    ("王方", "海鸥科技有限公司", "13912345678", "wf@x.cn"),
    ("李小龙", "瑞康超市", "010-87654321", "lxl@y.cn"),
    ("李小龙", "", "01087654321", "lxl@y.cn"),
    ("陈静", "海鸥科技有限公司", "13912345678", ""),
    ("张三丰", "", "13900000001", ""),
    ("", "", "", ""),
    ("", "", "", ""),
]
_KINDS: Kinds = {"a": "person_name", "b": "company", "c": "mobile", "d": "email"}


def _partition(found: pd.DataFrame) -> set[tuple[str | None, frozenset[object]]]:
    return {(part["band"].iloc[0], frozenset(part.index)) for _, part in found[found["group"] >= 0].groupby("group")}


def test_find_duplicates__a_small_table() -> None:
    frame = pd.DataFrame(_ROWS, columns=list(_KINDS), index=list("ABCDEFGHI"))
    found = find_duplicates(frame, _KINDS)
    assert list(found.columns) == ["group", "band", "score"]
    assert list(found.index) == list("ABCDEFGHI")
    assert _partition(found) >= {("same", frozenset("ABC")), ("same", frozenset("DE"))}
    assert found.loc["F", "band"] != "same"  # a colleague on the same number
    assert (found.loc[["G", "H", "I"], "group"] == -1).all()
    assert found.loc["A", "score"] >= 0.95


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False), st.permutations(list(_KINDS)))
def test_find_duplicates__do_not_depend_on_order_or_names(chance: random.Random, order: list[str]) -> None:
    rows = [*_ROWS, *(tuple(chance.choice(_ROWS)[at] for at in range(4)) for _ in range(12))]
    frame = pd.DataFrame(rows, columns=list(_KINDS))
    expected = find_duplicates(frame, _KINDS)
    shuffled = frame.sample(frac=1, random_state=chance.randrange(1000))[order].rename(columns=lambda one: f"x{one}")
    found = find_duplicates(shuffled, {f"x{one}": _KINDS[one] for one in order}).reindex(frame.index)
    # Rows with the same content may stand for each other.
    content = frame.agg("|".join, axis=1)

    def seen(result: pd.DataFrame) -> list[tuple[object, ...]]:
        return sorted(
            (str(part["band"].iloc[0]), *sorted(content[part.index]))
            for _, part in result[result["group"] >= 0].groupby("group")
        )

    assert seen(found) == seen(expected)
    assert not content[expected["group"] >= 0].empty


def test_find_duplicates__nothing_to_compare() -> None:
    for frame in (pd.DataFrame({"a": []}), pd.DataFrame({"a": ["王芳"]}), pd.DataFrame({"a": ["", None]})):
        found = find_duplicates(frame, {"a": "person_name"})
        assert (found["group"] == -1).all()
        assert len(found) == len(frame)


def test_find_duplicates__kinds_and_engines_that_do_not_exist() -> None:
    frame = pd.DataFrame({"a": ["王芳"]})
    with pytest.raises(ValueError, match="nonsense"):
        find_duplicates(frame, {"a": "nonsense"})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="abacus"):
        find_duplicates(frame, {"a": "person_name"}, engine="abacus")  # type: ignore[arg-type]


def test_find_duplicates__what_is_known_to_be_apart_stays_apart() -> None:
    frame = pd.DataFrame(_ROWS[:3], columns=list(_KINDS))
    assert _partition(find_duplicates(frame, _KINDS)) == {("same", frozenset({0, 1, 2}))}
    for a, b in combinations(range(3), 2):
        for pair in ((a, b), (b, a)):
            found = find_duplicates(frame, _KINDS, apart=[pair])
            assert not any({a, b} <= set(rows) for _, rows in _partition(found))


def test_find_duplicates__the_frame_is_left_alone() -> None:
    frame = pd.DataFrame(_ROWS, columns=list(_KINDS))
    before = frame.copy(deep=True)
    find_duplicates(frame, _KINDS)
    pd.testing.assert_frame_equal(frame, before)


def test_find_duplicates__four_hundred_numbers_say_nothing() -> None:
    frame = pd.DataFrame({"name": ["张伟", "张伟"], "phone": ["400-123-4567", "4001234567"]})
    alone = find_duplicates(frame, {"phone": "phone"})
    assert np.array_equal(alone["group"], [-1, -1])


def test_find_duplicates__what_is_not_there_is_named_in_one_sentence() -> None:
    frame = pd.DataFrame({"姓名": ["李文静", "赵国栋"]})
    with pytest.raises(ValueError, match=r"no such kind: fax; kinds are person_name, .*, code$"):
        find_duplicates(frame, {"姓名": "fax"})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match=r"^the table has no column 手机$"):
        find_duplicates(frame, {"姓名": "person_name", "手机": "mobile"})
