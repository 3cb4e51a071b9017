"""Test data that somebody left behind: values that no name, note or number of a real customer can be.

Invariant: only what is surely made up counts, and only as the whole value: 测试 is test data, 测试仪器公司 is a
company, 检测 a service, 999 a brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from custsheet.values.emails import PUBLIC_DOMAINS, normalize_email
from custsheet.values.text import as_text, clean_text, fold, half_width

Kind = Literal["who", "what", "said"]
"""Who somebody is (names, addresses, accounts), what something is called (products, jobs), or what was said (notes)."""

_LONGEST = 60
_EDGES = " \t\n_-.,!?。，！？·()（）[]【】'\"“”"
_MARKS = re.compile(r"[\s_\-.,!?。，！？·()（）\[\]【】'\"“”]+")
_NUMBERED = r"(?:[0-9]{0,4}|[a-z]|[一二三四五六七八九十]{1,2})"
_ABOUT = "数据|记录|内容|信息|资料|备注|客户|顾客|用户|会员|账号|帐号|账户|请忽略|请勿删除|勿删除?|可删除?"
_PEOPLE = f"{_ABOUT}|联系人|人员|员|姓名|名字|名称|公司|企业|单位|地址|专用|一下"
_ENGLISH = "data|records?|entry|only|pleaseignore|ignore|deleteme|pleasedelete|customer|client|user|account|contact"
_ENGLISH_PEOPLE = f"{_ENGLISH}|person|name|company|address|ing"
# What fingers type that only want to fill a cell.
_MASHED = (
    r"(?:asdf(?:g?h?j?k?l?)|(?:asd){2,}|qwer(?:t?y?u?i?o?p?)|(?:qwe){2,}|zxcv(?:b?n?m?)|1?qaz2?wsx|sdfsdf|hjkl"
    r"|foobar|loremipsum.*|dummy|dummydata)[0-9]{0,4}"
)
_FORMS: dict[Kind, re.Pattern[str]] = {
    "who": re.compile(
        rf"(?:测试){{1,3}}(?:{_PEOPLE})*{_NUMBERED}|(?:test){{1,3}}(?:{_ENGLISH_PEOPLE})*[0-9]{{0,4}}|{_MASHED}"
        r"|asd|qwe|zxc|abc123"
    ),
    "what": re.compile(
        rf"(?:测试){{1,2}}(?:{_ABOUT}|产品|商品|活动)+{_NUMBERED}|(?:测试){{2,3}}|测试[0-9]{{1,4}}|(?:test){{2,3}}"
        rf"|test(?:{_ENGLISH}|product|item|campaign)+[0-9]{{0,4}}|test[0-9]{{1,4}}|{_MASHED}"
    ),
    "said": re.compile(
        rf"(?:这是|仅供|只是)?(?:测试){{1,3}}(?:{_ABOUT})*[0-9]{{0,4}}"
        rf"|(?:(?:thisis)?(?:just|only)?a)?(?:test){{1,3}}(?:{_ENGLISH})*[0-9]{{0,4}}|{_MASHED}"
    ),
}
# The same key again and again, or the keys in their order.
_KEYS = re.compile(r"([a-z啊哈呵嗯呃哦])\1{2,}|0{3,}|1{3,}|123(?:4(?:5(?:6(?:7890?)?)?)?)?")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_BETWEEN = "\ue000"
# One of these stands in whatever is test data. Plain words are found much faster than any expression.
_SIGNS = ("测", "test", "asd", "qwe", "zxc", "qaz", "sdfsdf", "hjkl", "foobar", "lorem", "dummy", "abc123")
_RUN = re.compile(rf"{_BETWEEN}[^\w{_BETWEEN}]*(?:([^\W_])\1\1|123)")
_WIDE = re.compile("[\uff10-\uff5a]")

# One letter says nothing, but for a@a.com.
_LOCAL = re.compile(r"(?:test|ceshi|asdf?|qwe|abc|foo)[0-9]{0,3}|([a-z0-9])\1{0,5}|123(?:45?6?)?")
_MAY_BE_LOCAL = re.compile(
    rf"{_BETWEEN}[^a-z0-9{_BETWEEN}]*(?:mailto:)?(?:test|ceshi|asd|qwe|abc|foo|123|([a-z0-9])\1*[^a-z0-9])"
)
_NOWHERE = frozenset({"test", "ceshi", "asd", "asdf", "qwe", "abc", "foo", "bar", "foobar", "aaa", "xx", "xxx"}) | {
    *("example", "domain", "email", "mail", "123", "123456")
}
_ONE_DIGIT = re.compile(r"([0-9])\1{10,}|([01])\2{6,}")
_MADE_UP = re.compile(r"x([0-9])\1{6,}x|123456789")
_BETWEEN_DIGITS = dict.fromkeys(map(ord, " \t\n\r\v\f+()-"))
_COUNTED = frozenset({"12345678901", "1234567890", "123456789", "0123456789", "01234567890", "123456789012345678"})


def is_placeholder(value: object, kind: Kind) -> bool:
    """Whether the whole value is test data; `kind` says what stands in the column.

    >>> is_placeholder("测试客户2", "who"), is_placeholder("测试仪器公司", "who"), is_placeholder("测试", "what")
    (True, False, False)
    """
    text = as_text(value)
    if len(text) > _LONGEST:
        return False
    folded = fold(text)
    if _FORMS[kind].fullmatch(_MARKS.sub("", folded)):
        return True
    if kind == "who":
        return _KEYS.fullmatch(folded.strip(_EDGES)) is not None
    # AAA may be a rating or a size of battery; nobody types it small but to fill a cell.
    return _REPEATED.fullmatch(text.strip()) is not None


def is_placeholder_number(value: object) -> bool:
    """Whether a phone or identity number is one digit over and over, or counted up: 11111111111, 12345678901.

    88888888 and 13888888888 are numbers people pay for.
    """
    text = as_text(value)[:_LONGEST]
    digits = (text if text.isascii() else half_width(clean_text(text))).translate(_BETWEEN_DIGITS)
    if digits[:1] * len(digits) == digits:
        return _ONE_DIGIT.fullmatch(digits) is not None
    return digits in _COUNTED


def is_placeholder_email(value: object) -> bool:
    """Whether nobody reads this address: test@test.com, a@a.com, test1@qq.com."""
    local, _, domain = (normalize_email(value) or "").rpartition("@")
    local, name = local.casefold(), domain.partition(".")[0].casefold()
    if not _LOCAL.fullmatch(local):
        return False
    if domain in PUBLIC_DOMAINS:
        return local.startswith("test")
    return local == name or (len(local) > 1 and name in _NOWHERE)


def placeholder_numbers(texts: Iterable[str]) -> set[str]:
    """Those of the phone or identity numbers that are made up. Nearly always there are none, which is settled first."""
    distinct = set(texts)
    joined = f"x{'x'.join(distinct)}x"
    joined = (joined if joined.isascii() else half_width(joined)).translate(_BETWEEN_DIGITS)
    return {text for text in distinct if is_placeholder_number(text)} if _MADE_UP.search(joined) else set()


def placeholder_emails(texts: Iterable[str]) -> set[str]:
    """Those of the addresses that nobody reads, found in the same way."""
    distinct = set(texts)
    joined = _BETWEEN + _BETWEEN.join(distinct)
    joined = (half_width(joined) if _WIDE.search(joined) else joined).casefold()
    return {text for text in distinct if is_placeholder_email(text)} if _MAY_BE_LOCAL.search(joined) else set()


def suspects(texts: Iterable[str], further: re.Pattern[str] | None = None) -> set[str]:
    """Those of the texts that may be test data, and few others; also those that hold the `further` expression.

    Nearly always there are few, so all are looked through at once. For numbers and addresses see `placeholder_numbers`
    and `placeholder_emails`.
    """
    distinct = list(dict.fromkeys(texts))
    joined = (_BETWEEN + _BETWEEN.join(distinct)).casefold()
    joined = half_width(joined).casefold() if _WIDE.search(joined) else joined
    if joined.count(_BETWEEN) > max(len(distinct), 1):  # some text holds the separator itself
        without = {text: text.replace(_BETWEEN, " ") for text in distinct}
        found = suspects(without.values(), further)
        return {text for text in distinct if without[text] in found}
    found = set()
    text = -1  # the number of the one that is looked at, and where the looking went on
    position = 0
    for at in sorted(_places(joined, further)):
        text, position = text + joined.count(_BETWEEN, position, at + 1), at + 1
        found.add(distinct[text])
    return found


def _places(joined: str, further: re.Pattern[str] | None) -> Iterator[int]:
    """Where something stands in the joined texts that test data has."""
    for sign in _SIGNS:
        at = joined.find(sign)
        while at >= 0:
            yield at
            at = joined.find(sign, at + 1)
    for pattern in filter(None, (_RUN, further)):
        yield from (one.start() for one in pattern.finditer(joined))
