"""Names of people and companies, reduced to what can be compared, and recognised when they are tests or branches.

Invariant: keys only compare; no key is ever shown or written. What is taken off (title, legal form, place) never leaves
an empty key, so a company called 上海银行 keeps its name. 分公司 stays in the key: a branch is another customer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from custsheet.values import provinces, regions
from custsheet.values.text import clean_text, fold

_TITLES_AFTER = re.compile(
    r"(?:先生|女士|小姐|太太|夫人|老师|教授|博士|医生|律师|会计|师傅|同志|阿姨|大哥|大姐|老板娘?|"
    r"副?董事长|副?总裁|副?总经理|副?总监|副?经理|副?主任|副?处长|副?科长|副?局长|副?院长|副?校长|副?店长|厂长|主管|工程师|助理|秘书|"
    r"[副董]?总|董|工)$"
)
_TITLES_BEFORE = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam)\b\.? *")
_TITLES_LATIN_AFTER = re.compile(r"[ ,]+(?:mr|mrs|ms|miss|phd|md|jr|sr|esq)\.?$")
# 王工 and 张总 are surname and title; 李建工 may be a name. Short titles count behind one or two characters only.
_SHORT_TITLES = frozenset({"总", "董", "工", "副总", "董总"})

_LEGAL = re.compile(
    r"(?:股份有限责任公司|股份有限公司|集团股份有限公司|有限责任公司|有限公司|股份公司|有限合伙|普通合伙|特殊普通合伙|"
    r"集团公司|总公司|个人独资企业|个体工商户|\(集团\)|集团|公司)+$"
)
_LEGAL_ENDS = frozenset("司伙业户团)")
_PLAIN = re.compile("[0-9a-z一-龥]+")
_LEGAL_LATIN = re.compile(
    r"[ ,]*\b(?:incorporated|inc|corporation|corp|company|co|limited|ltd|llc|l\.l\.c|llp|lp|plc|"
    r"gmbh(?: ?& ?co\.? ?kg)?|ag|kg|s\.?a\.?r\.?l|s\.a|sa|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|oy|ab|a/s|aps|pte|pty|"
    r"sdn\.? ?bhd|bhd|k\.?k|group|holdings?)\b\.?$"
)
_CHINA = re.compile(r"\((?:中国|china|prc|p\.r\.c\.?)\)|\b\(?china\)?(?=[ ,]*(?:co|ltd|inc|llc)\b)")
_BRANCH = re.compile(
    r"分公司|分店|分行|支行|分部|分校|分院|分社|分厂|分所|办事处|营业部|营业厅|代表处|联络处|经营部|服务部|门市部|销售部|"
    r"\bbranch(?:$| office| of)|\b(?:representative office|rep\.? office|subsidiary office)\b"
)
_BRANCH_SIGNS = re.compile("[分支处部厅店]|branch|office")  # one of these stands in every one of them
# Kinds of shop that end in 店 and are whole companies.
_SHOPS = re.compile(
    r"(?:酒|饭|书|商|药|旅|花|面|茶|总|小|老|名|米|布|鞋|客|网|蛋糕|便利|五金|专卖|旗舰|百货|食品|水果|蔬菜|生鲜|粮油|火锅|小吃|"
    r"早餐|烧烤|甜品|咖啡|奶茶|理发|美发|美容|美甲|化妆品|眼镜|文具|玩具|礼品|婚纱|服装|童装|母婴|宠物|手机|电脑|维修|修理|干洗|洗衣|"
    r"日用品|杂货|家具|建材|体验|加盟|连锁|门市)店$"
)
_INDUSTRY = re.compile(
    r"(?:科技|技术|信息|网络|软件|电子|商务|贸易|商贸|实业|工业|发展|开发|投资|管理|咨询|服务|文化|传媒|传播|广告|设计|工程|建筑|"
    r"装饰|建材|机械|设备|制造|化工|食品|餐饮|酒店|物流|运输|供应链|医疗|医药|生物|教育|培训|金融|保险|银行|证券|航空|地产|房地产|"
    r"置业|物业|国际|企业|产业|控股|农业|能源|环保|新能源|材料|新材料|服饰|服装|家具|汽车|电器|智能|数码|通信|通讯|股份)+$"
)
_INDUSTRY_ENDS = frozenset(word[-1] for word in re.findall("[一-龥]+", _INDUSTRY.pattern))
_INDUSTRY_LATIN = re.compile(
    r"[ ,&]*\b(?:technology|technologies|tech|trading|trade|international|industrial|industries|industry|services?|"
    r"solutions?|systems?|consulting|software|electronics?|manufacturing|and|import|export)$"
)
# What these run is named after the place they are in: without it, every 人民医院 would be the same.
_BOUND_TO_PLACE = re.compile(
    r"(?:医院|大学|学院|学校|中学|小学|幼儿园|银行|政府|委员会|法院|检察院|局|协会|学会|商会|报社|日报|电视台|图书馆|博物馆|机场|车站|"
    r"供电|自来水|燃气|公交|地铁|分公司|分店|分行|支行|办事处|代表处|营业部)$"
)
_BOUND_ENDS = frozenset("院学校园行府会局社报台馆场站电水气交铁司店处部")
_TEST_WORD = re.compile(
    r"测试(?:客户|数据|用户|公司|账号|帐号|记录|姓名|专用|一下|的|用|[\W_])*[a-z0-9一二三四五六七八九十甲乙丙]{0,4}"
    r"|(?:test(?:ing|er)?|dummy)[\W_]*(?:user|customer|client|data|company|account|name|record|row|person)?"
    r"(?:[\W_]*[0-9]{1,4}|[\W_]+[a-z])?"
    r"|(?:asdf|qwer|zxcv)[a-z;]*|asd|qwe|zxc|qaz|wsx|foobar|blah|试试|试一下|随便|乱写|瞎填"
)
_KEY_HELD = re.compile(r"([a-z啊呵哈嗯])\1{2,}|([0-9])\2{6,}")
# Credit ratings, not held keys.
_RATINGS = frozenset({"AAA", "BBB", "CCC"})


class NameParts(NamedTuple):
    """A person's name without title, and the title that stood with it."""

    name: str
    title: str | None


def split_title(value: object) -> NameParts:
    """张总 → (张, 总), Mr. John Smith → (john smith, mr), 王芳 → (王芳, None). Folded, spaces kept."""
    name = fold(clean_text(value)[:200])
    title: str | None = None
    if before := _TITLES_BEFORE.match(name):
        title, name = before[0].strip(" ."), name[before.end() :] or name
    elif after := _TITLES_LATIN_AFTER.search(name):
        title, name = after[0].strip(" ,."), name[: after.start()] or name
    elif (behind := _TITLES_AFTER.search(name)) and behind.start() > 0:
        left = name[: behind.start()].rstrip()
        if left and (behind[0] not in _SHORT_TITLES or len(left) <= (1 if behind[0] == "工" else 3)):
            title, name = behind[0], left
    return NameParts(name.strip(), title)


def name_key(value: object) -> str:
    """A person's name for comparing: folded, without spaces, dots between parts, remarks in brackets, and titles."""
    name = re.sub(r"\([^()]*\)", "", fold(clean_text(value)[:200])) or fold(clean_text(value)[:200])
    return re.sub(r"[\s·•・‧∙●.,'’\-_]", "", split_title(name).name)


class CompanyForms(NamedTuple):
    """What is compared of a company's name.

    Attributes:
        key: `company_key`.
        core: `company_core`.
        city: `company_city`.
        branch: `is_branch`.
    """

    key: str
    core: str
    city: str | None
    branch: bool


def company_forms(value: object) -> CompanyForms:
    """All forms at once, for names by the hundred thousand."""
    folded = _company(value)
    key, city = _without_place(folded)
    return CompanyForms(key, _core(key), city, _is_branch(folded))


def company_key(value: object) -> str:
    """A company's name for comparing: folded, without legal form, （中国）, and the place before or in brackets.

    北京ABC科技有限公司 and ABC科技（北京）股份有限公司 both give `abc科技`; 建设银行北京分行 keeps its branch.
    """
    return _without_place(_company(value))[0]


def company_core(value: object) -> str:
    """The distinguishing part of `company_key`: also without words for the trade. 北京ABC科技有限公司 → `abc`."""
    return _core(company_key(value))


def _core(key: str) -> str:
    core = _INDUSTRY.sub("", key) if key[-1:] in _INDUSTRY_ENDS else key
    previous = "" if not key.isascii() or " " in key else core
    while core != previous:
        previous, core = core, _INDUSTRY_LATIN.sub("", core) or core
    # One character, or nothing, tells no company from another.
    return core if len(core) >= 2 else key


def company_city(value: object) -> str | None:
    """The city, else the province, that a company's name carries: evidence apart from its name."""
    return _without_place(_company(value))[1]


def is_branch(value: object) -> bool:
    """Whether the name is of a branch, shop or office of a company: another customer than its head office."""
    return _is_branch(fold(clean_text(value)[:200]))


def _is_branch(folded: str) -> bool:
    if not _BRANCH_SIGNS.search(folded):
        return False
    name = re.sub(r"\s", " ", folded).strip("() ")
    if _BRANCH.search(name):
        return True
    # 海底捞三里屯店: something besides the name of the chain stands before 店.
    return len(name) >= 5 and name.endswith("店") and not _SHOPS.search(name)


def looks_like_test(value: object) -> bool:
    """Whether a text is nothing but test data: 测试, 测试客户1, aaa, 11111111111, test, asdf.

    Companies that test things (测试仪器有限公司) and short runs of digits, which may be amounts or postcodes, are
    left alone.
    """
    if not isinstance(value, str) or len(value) > 60:
        return False
    if value.strip() in _RATINGS:
        return False
    text = fold(value)
    return bool(_TEST_WORD.fullmatch(text) or _KEY_HELD.fullmatch(text))


def _company(value: object) -> str:
    if isinstance(value, str) and len(value) <= 200 and _is_plain(value):  # nothing in it can be folded
        return value
    return fold(clean_text(value)[:200]).replace("〔", "(").replace("〕", ")").replace("【", "(").replace("】", ")")


def _without_place(folded: str) -> tuple[str, str | None]:
    plain = _is_plain(folded)
    name = folded if plain else _CHINA.sub("", folded).strip() or folded
    place: str | None = None
    for inside in () if plain else re.findall(r"\(([^()]{2,12})\)", name):
        where = regions.normalize_city(inside) or provinces.normalize_province(inside)
        if where:
            place = place or where
            name = name.replace(f"({inside})", " ").strip() or name
    name = _strip_legal(name)
    if plain or re.search("[一-鿿]", name):
        told = regions.region_of_chinese(name) if plain else regions.region_of_address(name)
        first = told.city or told.province
        if first and name.endswith(told.rest) and _tells(told.rest):
            place, name = place or first, told.rest
        return name if plain else re.sub(r"[\s()·,.、\-]", "", name) or folded, place or first
    return re.sub(r"[^\w&+]+", " ", name).strip() or folded, place


def _is_plain(text: str) -> bool:
    """Whether it is Chinese without brackets, spaces and marks, as most are: nothing in it then bounds a Latin word."""
    return _PLAIN.fullmatch(text) is not None and not text.isascii()


def _tells(rest: str) -> bool:
    """Whether what follows a place still tells one company from another: 上海 + ABC科技 is one, 上海银行 is a name."""
    bound = rest[-1:] in _BOUND_ENDS and _BOUND_TO_PLACE.search(rest)
    return len(rest) >= 2 and not bound and not _INDUSTRY.fullmatch(rest)


def _strip_legal(name: str) -> str:
    if _is_plain(name):
        shorter = _LEGAL.sub("", name) if name[-1] in _LEGAL_ENDS else name
        return shorter if shorter and not (shorter.endswith("分") and name.endswith("公司")) else name
    previous = ""
    while name != previous:
        previous = name
        shorter = _LEGAL.sub("", _LEGAL_LATIN.sub("", name)).rstrip(" ,.-")
        # 分公司 is not a legal form but a branch.
        if shorter and not (shorter.endswith("分") and name.endswith("公司")):
            name = shorter
    return name
