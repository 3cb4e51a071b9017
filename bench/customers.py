"""Chinese customers made up for measuring, some of them twice, with the slips people make.

Nothing of custsheet is imported here, so that it cannot know what it is measured by.

Names, companies and addresses follow the frequencies of real ones roughly; three records in ten are copies of another
with up to three slips, and one customer in twenty has a colleague or a relative on the same number or at the same
address, who must not be merged.
"""

from __future__ import annotations

import random

import pandas as pd

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
    "彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲建文斌梅琳晶欣宇浩轩梓涵子雨晨思佳怡嘉俊豪志鹏飞雪婷慧莹倩颖波辉宁龙凯"
    "旭东海峰春国庆凤兰云莲珍贞瑞睿哲博远航安康乐天琪瑶萌蕾薇菲翔帆"
)
_CITIES = (
    ("北京市", "海淀区"),
    ("北京市", "朝阳区"),
    ("上海市", "浦东新区"),
    ("上海市", "徐汇区"),
    ("广东省广州市", "天河区"),
    ("广东省深圳市", "南山区"),
    ("浙江省杭州市", "西湖区"),
    ("江苏省南京市", "鼓楼区"),
    ("四川省成都市", "武侯区"),
    ("湖北省武汉市", "洪山区"),
    ("陕西省西安市", "雁塔区"),
    ("山东省青岛市", "市南区"),
    ("福建省厦门市", "思明区"),
)
_STREETS = (
    "人民",
    "解放",
    "中山",
    "建设",
    "和平",
    "新华",
    "文化",
    "工业",
    "学院",
    "滨江",
    "光明",
    "朝阳",
    "迎宾",
    "创业",
)
_KINDS = ("路", "街", "大道", "东路", "西路", "南路", "北路", "中路")
_SYLLABLES = "瑞华信远达通恒盛德润博诚联创新天宏嘉鼎金泰安科佳力源星海蓝云凯旺隆兴顺和正中东方卓"
_TRADES = (
    "科技",
    "贸易",
    "商贸",
    "网络科技",
    "建筑工程",
    "食品",
    "服饰",
    "物流",
    "餐饮管理",
    "文化传媒",
    "教育咨询",
    "医疗器械",
)
_FORMS = ("有限公司", "有限责任公司", "股份有限公司")
_DOMAINS = ("qq.com", "163.com", "126.com", "sina.com", "139.com", "outlook.com", "gmail.com")
_ALIKE = {
    "伟": "玮",
    "芳": "方",
    "静": "婧",
    "丽": "莉",
    "强": "墙",
    "杰": "洁",
    "涛": "滔",
    "明": "鸣",
    "平": "萍",
    "红": "洪",
}

Row = dict[str, str]
COLUMNS = {
    "姓名": "person_name",
    "公司": "company",
    "手机": "mobile",
    "邮箱": "email",
    "地址": "address",
    "性别": "gender",
    "生日": "date",
}


def customers(rows: int, seed: int = 1) -> pd.DataFrame:
    """`rows` records in the columns of `COLUMNS`, and `who` they are."""
    luck = random.Random(seed)
    made: list[Row] = []
    who: list[int] = []
    number = 0
    while len(made) < rows:
        first = _customer(luck)
        made.append(first)
        who.append(number)
        if luck.random() < 0.3:
            for _ in range(1 + (luck.random() < 0.2)):
                made.append(_copy(luck, first))
                who.append(number)
        number += 1
        if luck.random() < 0.05:
            made.append(_neighbour(luck, first))
            who.append(number)
            number += 1
    frame = pd.DataFrame(made[:rows]).assign(who=who[:rows])
    return frame.sample(frac=1, random_state=seed).reset_index(drop=True)


def _customer(luck: random.Random) -> Row:
    surname = _SURNAMES[min(int(luck.expovariate(0.09)), len(_SURNAMES) - 1)]
    given = "".join(luck.choice(_GIVEN) for _ in range(1 + (luck.random() < 0.75)))
    city, district = luck.choice(_CITIES)
    born = f"{luck.randint(1950, 2005)}-{luck.randint(1, 12):02d}-{luck.randint(1, 28):02d}"
    company = ""
    if luck.random() < 0.6:
        name = "".join(luck.choice(_SYLLABLES) for _ in range(luck.choice((2, 2, 3))))
        company = f"{city[-3:] if luck.random() < 0.8 else ''}{name}{luck.choice(_TRADES)}{luck.choice(_FORMS)}"
    return {
        "姓名": surname + given,
        "公司": company,
        "手机": f"1{luck.choice('35789')}{luck.randrange(10**9):09d}",
        "邮箱": f"{luck.randrange(10**8, 10**10)}@{luck.choice(_DOMAINS)}" if luck.random() < 0.7 else "",
        "地址": f"{city}{district}{luck.choice(_STREETS)}{luck.choice(_KINDS)}{luck.randint(1, 999)}号"
        f"{luck.randint(1, 28)}{luck.randint(1, 12):02d}室",
        "性别": luck.choice("男女"),
        "生日": born if luck.random() < 0.6 else "",
    }


def _neighbour(luck: random.Random, one: Row) -> Row:
    """Somebody else at the same address, and on the same number half of the time."""
    other = _customer(luck)
    shared = ("地址", "公司", "手机") if luck.random() < 0.5 else ("地址", "公司")
    return other | {name: one[name] for name in shared}


def _copy(luck: random.Random, one: Row) -> Row:
    made = dict(one)
    for _ in range(luck.randint(0, 3)):
        name = luck.choice(list(made))
        made[name] = _slip(luck, name, made[name])
    return made


def _slip(luck: random.Random, name: str, cell: str) -> str:
    if not cell:
        return cell
    if name == "姓名":
        changed = "".join(_ALIKE.get(letter, letter) for letter in cell)
        return luck.choice((changed, " ".join(cell), cell[0] + "总"))
    if name == "公司":
        return luck.choice((cell.replace("有限责任公司", "有限公司"), cell.removesuffix("有限公司"), ""))
    if name == "手机":
        at = luck.randrange(3, 11)
        wrong = cell[:at] + luck.choice("0123456789") + cell[at + 1 :]
        return luck.choice((f"+86 {cell}", f"{cell[:3]} {cell[3:7]} {cell[7:]}", wrong, ""))
    if name == "地址":
        return luck.choice((cell[3:], cell.replace("号", "號"), cell.removesuffix("室"), ""))
    if name == "生日":
        return luck.choice((cell.replace("-", "/"), cell[:5] + "01-01", ""))
    return luck.choice((cell.upper(), ""))
