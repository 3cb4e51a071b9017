import pytest

from custsheet.values import emails


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("a@b.com", "a@b.com"),
        (" a@B.COM ", "a@b.com"),
        ("ＡＢＣ＠QQ．com", "ABC@qq.com"),
        ("a@qq。com", "a@qq.com"),
        ("mailto:a@b.com;", "a@b.com"),
        ("邮箱：a@b.com", "a@b.com"),
        ("Zhang San <zs@x.cn>", "zs@x.cn"),
        ("<a@b.com>", "a@b.com"),
        ("zhang @ qq.com", "zhang@qq.com"),
        ("First.Last+tag@Example.co.uk.", "First.Last+tag@example.co.uk"),
        ("a@b.com，", "a@b.com"),
        ("a@例子.中国", "a@例子.中国"),
        ("12345@qq.com\u200b", "12345@qq.com"),
    ],
)
def test_normalize_email__writing_corrected(value, normal):
    assert emails.normalize_email(value) == normal
    assert emails.normalize_email(normal) == normal
    assert emails.is_email(normal)


@pytest.mark.parametrize(
    "value",
    [
        "a..b@x.com",
        "a@x..com",
        "a@x",
        "a@x.c",
        "a@qq，com",
        "a b@qq.com",
        "a@b.com;c@d.com",
        "张三@qq.com",
        "a@-b.com",
        "a@@b.com",
        "@b.com",
        "a@",
        "a@b.123",
        "a@b_c.com",
        "x" * 65 + "@b.com",
        "a@" + "b" * 64 + ".com",
        "无",
        "",
        None,
        5,
        True,
        "a@b.com（私人）",
        "a@" * 300,
    ],
)
def test_normalize_email__what_is_none(value):
    assert emails.normalize_email(value) is None
    assert not emails.is_email(value)


@pytest.mark.parametrize(
    "value",
    ["ａ@b.com", "a＠b.com", "a@b．com", "mailto:a@b.com", "<a@b.com>", "a@b.com;", "a@qq。com", "a @b.com", 5, None],
)
def test_is_email__as_it_stands(value):
    assert not emails.is_email(value)


@pytest.mark.parametrize(
    ("value", "corrected"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmai.com", "a@gmail.com"),
        ("a@163.con", "a@163.com"),
        ("a@qq.cm", "a@qq.com"),
        ("a@qq.co", "a@qq.com"),
        ("a@hotmial.com", "a@hotmail.com"),
        ("a@outlok.com", "a@outlook.com"),
        ("A@gmial.con", "A@gmail.com"),
        ("a@vip.qq.cm", "a@vip.qq.com"),
        ("sales＠qinghe.163.con", "sales@qinghe.163.com"),
        ("a@company.con", "a@company.com"),
    ],
)
def test_suspect_domain__put_right(value, corrected):
    assert emails.suspect_domain(value) == corrected


@pytest.mark.parametrize(
    "value",
    [
        "a@qq.com",
        "a@163.com",
        "a@126.com",
        "a@mail.com",
        "a@ymail.com",
        "a@ms.com",
        "a@136.com",
        "a@company.co",
        "a@company.cm",
        "a@yahoo.co.jp",
        "a@gmail.company.com",
        "a@tencent.com",
        "a@sina.cn",
        "a@139.com",
        "a@aq.com",
        "a@cloud.com",
        "a@gail.com",
        "a@hmail.com",
        "not an address",
        "",
        None,
    ],
)
def test_suspect_domain__left_alone(value):
    assert emails.suspect_domain(value) is None


@pytest.mark.parametrize("domain", sorted(emails.PUBLIC_DOMAINS))
def test_suspect_domain__never_a_known_domain(domain):
    assert emails.suspect_domain(f"a@{domain}") is None
    assert emails.is_public_domain(f"a@{domain}")


def test_email_domain__and_keys():
    assert emails.email_domain("A@Example.COM") == "example.com"
    assert emails.email_domain("no") is None
    assert emails.email_key("Zhang.San＠QQ.com") == "zhang.san@qq.com"
    assert emails.email_key("") is None
    assert emails.is_public_domain("QQ.com")
    assert not emails.is_public_domain("a@qinghe.cn")
    assert not emails.is_public_domain(None)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a@x.com；b@y.com", ["a@x.com", "b@y.com"]),
        ("张三 a@x.com", ["a@x.com"]),
        ("a@x.com, a@x.com", ["a@x.com"]),
        ("a＠x。com", ["a@x.com"]),
        ("none", []),
        (None, []),
    ],
)
def test_emails_in__all_of_a_cell(value, found):
    assert emails.emails_in(value) == found
