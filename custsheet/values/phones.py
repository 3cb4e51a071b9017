"""Telephone numbers: Chinese mobiles, landlines and service numbers, and foreign numbers in international form.

Invariant: `normalize_*` proposes only what the whole cell says; a number with a remark beside it gives None, because
the remark would be lost. `phone_key` and `numbers_in` serve comparing and look past remarks. Ranges are not
enumerated: mobile is 1[3-9] and nine more, since new ranges appear every few years. phonenumbers is asked about
foreign numbers only; it is a hundred times slower than an expression.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from custsheet.values import regions
from custsheet.values.text import as_text, clean_text, half_width

_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(rf"({_AREA})([1-9][0-9]{{6,7}})")
_SERVICE = re.compile(r"([48]00)([0-9]{3})([0-9]{4})")
_COUNTRY = re.compile(r"(?:\((?:\+ ?|00)?86\)|(?P<plus>\+ ?|00)86|86)[ .-]*")
_LABEL = re.compile(r"^(?:手机号?码?|电话号?码?|固话|座机|联系电话|tel|phone|mobile|cell|mob|t|m)\.?: *", re.IGNORECASE)
_EXTENSION = re.compile(r"\(?(?:转|轉|分机号?|分機|ext(?:ension)?\.?|x|#|\*)[ :-]*([0-9]{1,6})\)?$", re.IGNORECASE)
# Numbers of anybody and nobody: the example of every form, and keys held down.
_PLACEHOLDERS: Final = frozenset({"13800138000", "12345678910", "12345678901", "1234567890"})
# 14x serves things, not people; these belong to resellers of network capacity.
_VIRTUAL: Final = ("162", "165", "167", "170", "171")

_SEP = r"[ .-]?"
_TOKEN = re.compile(
    rf"(?P<foreign>\+(?!{_SEP}86)[0-9](?:[ .()-]{{0,2}}[0-9]){{6,14}})"
    rf"|(?:(?:\+ ?|00)?86{_SEP})?\(?0?(?P<mobile>1{_SEP}[3-9](?:{_SEP}[0-9]){{9}})(?![0-9])"
    rf"|(?P<landline>(?:(?:\+ ?|00)?86{_SEP})?(?:\({_AREA}\)|{_AREA})[ .-]{{0,3}}"
    rf"[1-9][0-9]{{2,3}}{_SEP}[0-9]{{4}}(?![0-9])"
    r"(?:[ ,]*(?:-|转|轉|分机|ext\.?|x|#)[ :]*[0-9]{1,6}(?![0-9]))?)"
    rf"|(?P<service>[48]00{_SEP}[0-9](?:{_SEP}[0-9]){{6}}(?![0-9]))"
    rf"|(?P<local>[1-9][0-9]{{2,3}}{_SEP}[0-9]{{4}}(?![0-9]))",
    re.IGNORECASE,
)
_ACCOUNT_BEFORE = re.compile(r"(?:qq|微信|wechat|weixin|vx|账号|帐号|编号|传真|fax)[号]?[ :]*$", re.IGNORECASE)


def normalize_mobile(value: object) -> str | None:
    """Eleven digits `1[3-9]…`, or None (E111).

    `+86 139 0000 2741`, `１３９-0000-2741`, `(86)13900002741`, `013900002741` and the number cell 13900002741.0 all
    give `13900002741`. `13900002741（微信同号）` gives None.
    """
    if isinstance(value, str) and _MOBILE.fullmatch(value):  # as nearly all are; twenty times as fast
        return value
    digits = re.sub(r"[ .()-]", "", _without_country(_plain(value))[0])
    if len(digits) == 12 and digits.startswith("01"):  # the 0 once dialled before a mobile of another city
        digits = digits[1:]
    return digits if _MOBILE.fullmatch(digits) else None


def normalize_landline(value: object, *, lost_zero: bool = False) -> str | None:
    """`010-12345678`, `0571-85001234-801`, or `400-123-4567` for service numbers; else None (W113).

    Takes full-width digits, brackets, spaces, +86 and extensions as `-801`, `转801`, `ext. 801`. With `lost_zero` the
    leading 0 that a number cell drops is restored when the area code then exists (57185001234 → `0571-85001234`);
    elsewhere that would turn foreign numbers into Chinese ones.
    """
    text = _plain(value)
    extension = ""
    if marked := _EXTENSION.search(text):
        text, extension = text[: marked.start()].rstrip(" ,-("), marked[1]
    text, from_abroad = _without_country(text)
    groups = [g for g in re.split(r"[ .()-]+", text) if g]
    if not groups or not all(re.fullmatch("[0-9]+", g) for g in groups):
        return None
    if not extension and len(groups) >= 3 and len(groups[-1]) <= 6:
        head = "".join(groups[:-1])
        # 010-1234-5678 is one number; 0571-8500123-4 and 010-12345678-801 end in an extension.
        whole = _split("".join(groups), from_abroad, lost_zero)
        if _split(head, from_abroad, lost_zero) and (whole is None or len(groups[1]) >= 7):
            groups, extension = groups[:-1], groups[-1]
    digits = "".join(groups)
    if service := _SERVICE.fullmatch(digits):
        return "-".join(service.groups()) if not extension else None
    parts = _split(digits, from_abroad, lost_zero)
    return "-".join((*parts, extension) if extension else parts) if parts else None


def normalize_international(value: object) -> str | None:
    """A foreign number written with + or 00, as `+1 415-555-2671`, if its country has such numbers; else None."""
    text = re.sub(r"^00(?!86)", "+", _plain(value))
    if not re.fullmatch(r"\+(?! ?86)[0-9][0-9 .()/-]{5,24}", text):
        return None
    # Loading the metadata takes longer than everything else here, and most workbooks hold no foreign number.
    import phonenumbers

    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def is_mobile(value: object) -> bool:
    """Whether the cell says one mobile number, in any notation."""
    return normalize_mobile(value) is not None


def is_landline(value: object) -> bool:
    """Whether the cell says one landline with area code, or a 400/800 number, in any notation."""
    return normalize_landline(value) is not None


def is_local_number(value: object) -> bool:
    """Whether the cell says a landline without its area code: seven or eight digits (W114)."""
    return _local(value) is not None


def complete_landline(value: object, *places: object, province: object = None) -> str | None:
    """A number without area code, completed from the first place that has one: `12345678`, 北京市 → `010-12345678`.

    Places are cities or addresses, best first; blank ones are passed over. Where the area code has three digits, all
    numbers have eight, so a shorter one lacks a digit and gives None.
    """
    local = _local(value)
    if local is None:
        return None
    for place in places:
        area = regions.area_code(place, province) if clean_text(place) else None
        if area:
            return f"{area}-{local}" if len(area) == 4 or len(local.partition("-")[0]) == 8 else None
    return None


def is_service_number(value: object) -> bool:
    """Whether this is a switchboard of the whole country (400, 800, 95xxx, 10086): no evidence of a shared customer."""
    digits = re.sub(r"[ .()-]", "", _without_country(_plain(value))[0])
    return re.fullmatch(r"[48]00[0-9]{7}|95[0-9]{3,4}|100[0-9]{2}|96[0-9]{3,4}|12[0-9]{3}", digits) is not None


def is_placeholder_number(value: object) -> bool:
    """Whether this is a number people type to fill a form: 13800138000, one digit only, 12345678910."""
    digits = re.sub(r"[ .()+-]", "", _plain(value))
    return digits in _PLACEHOLDERS or (len(digits) >= 7 and digits.isdigit() and len(set(digits)) == 1)


def mobile_segment(value: object) -> Literal["iot", "virtual"] | None:
    """`iot` for 14x (物联网), `virtual` for 162 165 167 170 171 (虚拟运营商), None for ordinary mobiles."""
    mobile = normalize_mobile(value)
    if mobile is None:
        return None
    if mobile.startswith("14"):
        return "iot"
    return "virtual" if mobile.startswith(_VIRTUAL) else None


def numbers_in(value: object) -> list[str]:
    """Every telephone number in a cell, in order and without repetition, each in normal form; remarks are passed over.

    `13800138000/010-12345678转801（微信同号）` → `['13800138000', '010-12345678-801']`. Foreign numbers come as `+`
    and digits.
    """
    text = _plain(value, limit=2000)
    found: list[str] = []
    position = 0
    while match := _TOKEN.search(text, position):
        position = match.end()
        inside = match.start() > 0 and text[match.start() - 1].isdigit()
        if inside or _ACCOUNT_BEFORE.search(text[: match.start()]):
            # Part of a longer run of digits, or an account: go past that run.
            while position < len(text) and text[position].isdigit():
                position += 1
            continue
        token = match[0]
        if match["mobile"]:
            found.append(re.sub("[^0-9]", "", match["mobile"]))
        elif match["foreign"]:
            found.append("+" + re.sub("[^0-9]", "", token))
        elif number := normalize_landline(token):
            found.append(number)
        elif match["local"] and (local := _local(token)):
            found.append(local)
    return list(dict.fromkeys(found))


def phone_key(value: object) -> str | None:
    """One form for comparing numbers in any notation, or None when the cell holds no number; the first of several.

    Mobile: eleven digits. Landline: area code and number, then `-` and the extension, as another extension is another
    desk. Without area code: the seven or eight digits. Foreign: `+` and digits. Anything else of five digits and more,
    such as a number in another country's own notation: its digits.
    """
    return next(iter(phone_keys(value)), None)


def phone_keys(value: object) -> list[str]:
    """The `phone_key` of every number in the cell."""
    whole = normalize_mobile(value) or normalize_landline(value)
    if whole:
        return [_keyed(whole)]
    found = numbers_in(value)
    text = _plain(value)
    digits = re.sub("[^0-9]", "", text)
    # 312/555-1234 is one number in another country's notation, of which numbers_in sees the end only.
    if len(found) == 1 and 9 <= len(digits) <= 12 and len(found[0]) < 9 and re.fullmatch("[0-9 ()./-]+", text):
        return [digits]
    if found:
        return [_keyed(number) for number in found]
    return [digits] if 5 <= len(digits) <= 20 else []


def _keyed(number: str) -> str:
    if match := re.fullmatch(rf"({_AREA})-([0-9]{{7,8}})(-[0-9]+)?", number):
        return match[1] + match[2] + (match[3] or "")
    return re.sub(r"[^0-9+]", "", number) if _SERVICE.fullmatch(number.replace("-", "")) else number


def _plain(value: object, limit: int = 60) -> str:
    """The cell as half-width text, without the label some people type before the number."""
    if isinstance(value, bool):
        return ""
    return _plain_text(as_text(value), limit)


@lru_cache(64)  # a value is tried as one kind of number after the other
def _plain_text(text: str, limit: int) -> str:
    text = half_width(clean_text(text))
    if len(text) > limit:
        return "" if limit == 60 else text[:limit]
    # What pandas and exports make of a number cell. With fewer decimals the last digits would be invented.
    if "." not in text:
        return _LABEL.sub("", text) if text[:1].isalpha() else text
    if power := re.fullmatch(r"([0-9])\.([0-9]{10})E\+?10", text, re.IGNORECASE):
        return power[1] + power[2]
    return _LABEL.sub("", re.sub(r"^([0-9]{7,12})\.0$", r"\1", text))


def _without_country(text: str) -> tuple[str, bool]:
    """The number without +86, 0086 or 86, and whether that was there. A bare 86 may also begin a local number."""
    match = _COUNTRY.match(text)
    if match is None or (match["plus"] is None and not text.startswith("(") and len(re.sub("[^0-9]", "", text)) < 12):
        return text, False
    return text[match.end() :], True


def _split(digits: str, after_country: bool, lost_zero: bool) -> tuple[str, str] | None:
    """Area code and number, or None. After +86 the 0 of the area code is not dialled."""
    if after_country and not digits.startswith("0"):
        digits = "0" + digits
    if match := _LANDLINE.fullmatch(digits):
        return match[1], match[2]
    if lost_zero and not _MOBILE.fullmatch(digits) and (match := _LANDLINE.fullmatch("0" + digits)):
        return (match[1], match[2]) if regions.cities_of_area_code(match[1]) else None
    return None


def _local(value: object) -> str | None:
    text = _plain(value)
    extension = ""
    if marked := _EXTENSION.search(text):
        text, extension = text[: marked.start()].rstrip(" ,-("), marked[1]
    elif tail := re.fullmatch(r"([1-9][0-9]{6,7})-([0-9]{1,6})", text):
        text, extension = tail[1], tail[2]
    digits = re.sub(r"(?<=[0-9]{3})[ .-](?=[0-9]{4}$)", "", text)
    if not re.fullmatch(r"[1-9][0-9]{6,7}", digits):
        return None
    return f"{digits}-{extension}" if extension else digits
