"""Names of people, in the forms in which they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custsheet.values.hanzi import name_reading, reading, simplified, surname_length
from custsheet.values.people import part_forms, person_forms


@pytest.mark.parametrize(
    ("typed", "name", "read"),
    [
        ("王芳", "王芳", "fang wang"),
        (" 王 芳 ", "王芳", "fang wang"),
        ("孫軍", "孙军", "jun sun"),
        ("张总", "张", "zhang"),
        ("朱 经 理", "朱", "zhu"),
        ("杨婉玲经理经理", "杨婉玲", "wanling yang"),
        ("王芳（微信）", "王芳", "fang wang"),
        ("欧阳娜娜", "欧阳娜娜", "nana ouyang"),
        ("单雄信", "单雄信", "shan xiongxin"),
        ("曾晓明", "曾晓明", "xiaoming zeng"),
        ("小唐", "唐", "tang"),
        ("Lee, Jane", "jane lee", "jane lee"),
        ("Mr. John O'Neil", "john oneil", "john oneil"),
        ("HuixiaLin", "huixia lin", "huixia lin"),
        ("Y u e m i n   C u i", "cui yuemin", "cui yuemin"),
        ("", "", ""),
    ],
)
def test_person_forms(typed: str, name: str, read: str) -> None:
    assert person_forms(typed)[:2] == (name, read)


def test_person_forms__near_is_one_however_syllables_are_cut() -> None:
    forms = {person_forms(name).near for name in ("周昊博", "Zhou Haobo", "Hao Bo Zhou", "周浩波", "Zou Haobo")}
    assert len(forms) == 1
    assert person_forms("章慧").near != person_forms("王强").near


def test_person_forms__familiar_names_are_told_from_titles() -> None:
    assert [person_forms(name).familiar for name in ("小张", "阿美", "张总", "白先生", "王芳")] == [
        "1",
        "1",
        "",
        "",
        "",
    ]


def test_person_forms__ends_of_latin_names() -> None:
    assert person_forms("Anna Maria Smith")[4:] == ("anna", "smith")
    assert person_forms("Smith")[4:] == ("smith", "smith")
    assert person_forms("王芳")[4:] == ("", "")


def test_person_forms__spellings_of_one_given_name_sound_alike() -> None:
    assert person_forms("Steven Miller").near == person_forms("MILLER, Stephen").near
    assert person_forms("Steven Miller").near != person_forms("Sarah Miller").near
    assert person_forms("Steven Miller").reading != person_forms("Stephen Miller").reading
    assert part_forms("Stephen")[:2] == ("stephen", "steven")
    assert part_forms("Miller")[:2] == ("miller", "miller")


@pytest.mark.parametrize(
    ("called", "full"),
    [("Bob", "robert"), ("Stevie", "steven"), ("Stephen", "steven"), ("Kate", "katherine"), ("Alex", "alex")],
)
def test_person_forms__the_first_word_is_the_full_given_name(called: str, full: str) -> None:
    assert person_forms(f"{called} Miller")[4:] == person_forms(f"Miller, {called}")[4:] == (full, "miller")


@given(st.text(max_size=30))
def test_person_forms__are_total_and_blank_only_for_nothing(typed: str) -> None:
    forms = person_forms(typed)
    assert bool(forms.name) == bool(forms.reading)
    assert len(forms.name.split()) <= 1 or forms.name.split() == sorted(forms.name.split())


def test_part_forms() -> None:
    assert part_forms("Anne-Marie ")[:2] == ("annemarie", "annemarie")
    assert part_forms("曉 明")[:2] == ("晓明", "xiaoming")


def test_hanzi() -> None:
    assert simplified("號樓ABC") == "号楼ABC"
    assert reading("绿a") == "lva"
    assert name_reading("万俟卨")[0] == reading("万俟")
    assert [surname_length(name) for name in ("欧阳娜", "欧阳", "王芳")] == [2, 1, 1]
