"""E-mail addresses: their normal form, whether they can be right, and domains that look mistyped.

Invariant: a proposal keeps who is meant. Only writing is corrected (full-width signs, `mailto:`, angle brackets, stray
punctuation, case of the domain), never letters, but for `suspect_domain`, which says so and never touches a known
domain. A strict expression decides, not a validating library: addresses are checked as typed by hand, without looking
up domains.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from custsheet.values.text import clean_text, edit_distance

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_TLD = r"(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})"
# RFC 5321 lengths; no quoted local parts and no address literals, which nobody types into a customer list.
_EMAIL = re.compile(
    rf"(?=.{{1,64}}@)(?P<local>{_LOCAL})@(?P<domain>(?=.{{4,253}}\Z)(?:{_LABEL}\.)+{_TLD})", re.IGNORECASE
)
_PLAIN = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*@[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*\.[a-z]{2,6}")
_LONGEST_PLAIN: Final = 64
_BRACKETED = re.compile(r"[^<>@]*<\s*([^<>]+?)\s*>\s*[;,.]?")
_LABELLED = re.compile(r"^\W*(?:mailto|e-?mail|邮箱|电子邮箱|电子邮件)\s*:\s*", re.IGNORECASE)
_SPACES_AROUND = re.compile(r"\s+(?=[@.])|(?<=[@.])\s+")
_WITHIN = re.compile(r"[A-Za-z0-9._%+&'/=?^~-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_EDGES = "<>()[]{}\"'`,;:!?。、,《》“”‘’\\/|· \t"

# Mail providers anybody can register with: a shared domain says nothing about a shared employer.
PUBLIC_DOMAINS: Final = frozenset(
    [
        "qq.com",
        "vip.qq.com",
        "foxmail.com",
        "163.com",
        "vip.163.com",
        "126.com",
        "vip.126.com",
        "188.com",
        "yeah.net",
        "netease.com",
        "sina.com",
        "sina.cn",
        "sina.com.cn",
        "vip.sina.com",
        "vip.sina.cn",
        "sohu.com",
        "vip.sohu.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "wo.com.cn",
        "aliyun.com",
        "21cn.com",
        "tom.com",
        "263.net",
        "263.net.cn",
        "163.net",
        "eyou.com",
        "2980.com",
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.cn",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.fr",
        "live.com",
        "live.cn",
        "live.co.uk",
        "msn.com",
        "msn.cn",
        "icloud.com",
        "me.com",
        "mac.com",
        "yahoo.com",
        "yahoo.com.cn",
        "yahoo.cn",
        "yahoo.co.jp",
        "yahoo.co.uk",
        "yahoo.com.hk",
        "yahoo.com.tw",
        "yahoo.com.au",
        "yahoo.fr",
        "yahoo.de",
        "ymail.com",
        "rocketmail.com",
        "mail.com",
        "email.com",
        "aol.com",
        "protonmail.com",
        "proton.me",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "zoho.com",
        "fastmail.com",
        "naver.com",
        "daum.net",
        "hanmail.net",
        "hinet.net",
        "pchome.com.tw",
        "netvigator.com",
        "comcast.net",
        "btinternet.com",
        "t-online.de",
        "orange.fr",
        "free.fr",
        "libero.it",
    ]
)
# Providers whose names people mistype, and the domain meant.
_PROVIDERS: Final = {
    name: f"{name}.com"
    for name in [
        "qq",
        "foxmail",
        "163",
        "126",
        "188",
        "sina",
        "sohu",
        "139",
        "aliyun",
        "21cn",
        "tom",
        "gmail",
        "outlook",
        "hotmail",
        "live",
        "msn",
        "icloud",
        "yahoo",
    ]
}
# One letter from a provider, and somebody else's all the same.
_REAL_NEIGHBOURS: Final = frozenset(["gail.com", "gmall.com", "hotmall.com", "aliyu.com"])
# No such top-level domains exist, so they are slips for .com anywhere …
_NEVER_TLDS: Final = frozenset(
    ["con", "cmo", "ocm", "vom", "xom", "comm", "coom", "cpm", "c0m", "conm", "comn", "ccom", "copm"]
)
# … while these exist (Cameroon, Colombia, Oman) and are slips only behind a provider's name.
_SLIP_TLDS: Final = _NEVER_TLDS | frozenset(["cm", "co", "om", "cim", "com.com"])


def normalize_email(value: object) -> str | None:
    """The address in plain form with its domain in lower case, or None when it cannot be one address.

    `ＡＢＣ＠QQ．com` → `ABC@qq.com`, `Zhang San <zs@x.cn>` → `zs@x.cn`, `mailto:a@b.com;` → `a@b.com`.
    """
    if isinstance(value, str) and is_plain(value):
        return value
    text = clean_text(value)
    if not text or len(text) > 400:
        return None
    text = unicodedata.normalize("NFKC", text.replace("。", ".").replace("｡", "."))
    if bracketed := _BRACKETED.fullmatch(text):
        text = bracketed[1]
    text = _SPACES_AROUND.sub("", _LABELLED.sub("", text).strip(_EDGES)).strip(_EDGES + ".")
    match = _EMAIL.fullmatch(text)
    return f"{match['local']}@{match['domain'].lower()}" if match else None


def is_plain(value: str) -> bool:
    """Whether this is an address in the form nearly all have, which is its normal form; by far the quickest to tell."""
    return len(value) <= _LONGEST_PLAIN and _PLAIN.fullmatch(value) is not None


def is_email(value: object) -> bool:
    """Whether the text, as it stands but for outer spaces, is one address a mail program accepts (E121)."""
    return isinstance(value, str) and len(value) <= 400 and _EMAIL.fullmatch(value.strip()) is not None


def email_key(value: object) -> str | None:
    """The form for comparing two addresses: all lower case."""
    address = normalize_email(value)
    return address.lower() if address else None


def emails_in(value: object) -> list[str]:
    """Every address in a cell, in order, in normal form: `a@x.com；b@y.com` holds two."""
    text = clean_text(value)[:2000]
    text = unicodedata.normalize("NFKC", text.replace("。", ".").replace("｡", "."))
    found = [address for m in _WITHIN.finditer(text) if (address := normalize_email(m[0]))]
    return list(dict.fromkeys(found))


def email_domain(value: object) -> str | None:
    """The domain of an address, in lower case."""
    address = normalize_email(value)
    return address.rpartition("@")[2] if address else None


def is_public_domain(value: object) -> bool:
    """Whether an address, or a bare domain, belongs to a provider anybody can register with."""
    domain = email_domain(value) or clean_text(value).lower()
    return domain in PUBLIC_DOMAINS


def suspect_domain(value: object) -> str | None:
    """The address with its mistyped domain put right, or None when nothing looks mistyped (W122).

    `a@gmial.com` → `a@gmail.com`, `a@qq.cm` → `a@qq.com`, `sales@qinghe.163.con` → `sales@qinghe.163.com`.
    """
    address = normalize_email(value)
    if address is None:
        return None
    local, _, domain = address.rpartition("@")
    meant = meant_domain(domain)
    return f"{local}@{meant}" if meant else None


@cache
def meant_domain(domain: str) -> str | None:
    """The well-known domain of which this one, in lower case, is a slip; None for every other domain.

    Known domains are never suspected. Names under five letters are suspected by their ending only (ms.com is a bank,
    not me.com), longer ones by one slip behind the first letter, as cloud.com is not icloud.com.
    """
    if domain in PUBLIC_DOMAINS or domain in _REAL_NEIGHBOURS:
        return None
    labels = domain.split(".")
    name, tld = labels[-2], labels[-1]
    if tld in _NEVER_TLDS or (tld in _SLIP_TLDS and name in _PROVIDERS and len(labels) <= 3):
        labels[-1] = tld = "com"
    if len(labels) == 2 and tld == "com" and ".".join(labels) not in PUBLIC_DOMAINS:
        meant = [known for known in _PROVIDERS if len(known) >= 5 and _slipped(name, known)]
        if len(meant) == 1:
            labels[-2] = meant[0]
    corrected = ".".join(labels)
    return corrected if corrected != domain else None


def _slipped(name: str, known: str) -> bool:
    begins = name[:1] == known[:1] or name[:2] == known[1::-1]
    return begins and edit_distance(name, known, 1) <= 1
