"""Invented people: names with their Latin spelling, mobile numbers, landlines, e-mail addresses.

Every number has 0000 in its middle and every address ends in example.cn or example.com, so that nobody is reached by
mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from generator.places import City
from generator.world import World


class Person(NamedTuple):
    """A person: name as written in the sample's language, Latin spelling for addresses, entry of list `gender`."""

    name: str
    latin: str
    gender: str
    family: str


def _spelled(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((word.split(":")[0], word.split(":")[1]) for word in text.split())


SURNAMES = _spelled(
    "王:wang 李:li 张:zhang 刘:liu 陈:chen 杨:yang 赵:zhao 黄:huang 周:zhou 吴:wu 徐:xu 孙:sun 胡:hu 朱:zhu "
    "高:gao 林:lin 何:he 郭:guo 马:ma 罗:luo 梁:liang 宋:song 郑:zheng 谢:xie 韩:han 唐:tang 冯:feng 董:dong "
    "萧:xiao 程:cheng 曹:cao 袁:yuan 邓:deng 许:xu 傅:fu 沈:shen 曾:zeng 彭:peng 吕:lv 苏:su 卢:lu 蒋:jiang "
    "蔡:cai 丁:ding 魏:wei 薛:xue 叶:ye 余:yu 潘:pan 杜:du 戴:dai 夏:xia 钟:zhong 汪:wang 田:tian 任:ren 姜:jiang "
    "范:fan 方:fang 陆:lu 欧阳:ouyang 司马:sima 诸葛:zhuge 上官:shangguan"
)
MALE = _spelled(
    "伟:wei 强:qiang 磊:lei 洋:yang 勇:yong 杰:jie 涛:tao 超:chao 刚:gang 辉:hui 鹏:peng 斌:bin 浩:hao 凯:kai "
    "健:jian 俊:jun 建国:jianguo 志强:zhiqiang 文博:wenbo 子轩:zixuan 浩然:haoran 宇航:yuhang 明远:mingyuan "
    "俊杰:junjie 海涛:haitao 国栋:guodong 立新:lixin 晓东:xiaodong 家豪:jiahao 振华:zhenhua 思远:siyuan "
    "天宇:tianyu 永康:yongkang 德明:deming 一鸣:yiming 景行:jingxing 少华:shaohua 成林:chenglin 宏图:hongtu "
    "正阳:zhengyang"
)
FEMALE = _spelled(
    "芳:fang 娜:na 敏:min 静:jing 丽:li 艳:yan 娟:juan 霞:xia 燕:yan 玲:ling 婷:ting 雪:xue 琳:lin 倩:qian 洁:jie "
    "颖:ying 秀英:xiuying 桂兰:guilan 雨桐:yutong 欣怡:xinyi 梓涵:zihan 诗涵:shihan 佳怡:jiayi 晓燕:xiaoyan "
    "丽娟:lijuan 海燕:haiyan 淑珍:shuzhen 思颖:siying 若曦:ruoxi 可欣:kexin 语嫣:yuyan 美玲:meiling 春梅:chunmei "
    "小红:xiaohong 雅琴:yaqin 婉清:wanqing 心怡:xinyi 慧敏:huimin 亚男:yanan 月华:yuehua"
)
ENGLISH_MALE = (
    "Adam Andrew Anthony Ben Brian Carl Charles Daniel David Dennis Edward Eric Frank Gary George Henry Ian Jack Jason "
    "Kevin Leo Liam Mark Martin Nathan Oliver Owen Patrick Paul Peter Robert Ryan Sam Simon Steven Thomas Tony Victor "
    "William Zachary"
)
ENGLISH_FEMALE = (
    "Alice Amy Angela Anna Bella Carol Cathy Chloe Claire Daisy Diana Ella Emily Emma Fiona Grace Hannah Helen Irene "
    "Jane Jenny Julia Karen Kelly Laura Lily Linda Lucy Mary Mia Nancy Nina Olivia Penny Rachel Rose Sarah Sophie Tina "
    "Vivian"
)
ENGLISH_SURNAMES = (
    "Baker Bennett Brooks Carter Clarke Cooper Dawson Ellis Fisher Foster Graham Harper Hughes Jenkins Lawson Marsh "
    "Miller Palmer Porter Reid Shaw Sutton Turner Walsh Warren"
)
# No 14x (things), 162 165 167 170 171 (resellers): those are worth a hint of their own.
_PREFIXES = (
    "130 131 132 135 136 137 138 139 150 151 152 155 157 158 159 173 177 178 180 181 182 185 186 187 188 189 191 195 "
    "198 199"
)


def make_person(world: World, *, gender: str | None = None, surname: str | None = None) -> Person:
    """Somebody whose name nobody else in the sample has."""
    while True:
        person = _person(world, gender or world.pick(("male", "female")), surname)
        if person.name.casefold() not in world.taken:
            world.taken.add(person.name.casefold())
            return person


def _person(world: World, gender: str, surname: str | None) -> Person:
    # Zipf's law, roughly: 王 and 李 are each a twelfth of the people, 诸葛 hardly anybody.
    weights = [1 / (rank + 4) for rank in range(len(SURNAMES))]
    family, family_latin = world.pick(SURNAMES, weights)
    if world.lang == "zh":
        if surname is not None:
            family, family_latin = next(pair for pair in SURNAMES if pair[0] == surname)
        given, given_latin = world.pick(MALE if gender == "male" else FEMALE)
        return Person(family + given, family_latin + given_latin, gender, family)
    latin = surname or (family_latin.capitalize() if world.chance(0.7) else world.pick(ENGLISH_SURNAMES.split()))
    if surname is None and latin.lower() == family_latin and world.chance(0.2):
        given_latin = world.pick(MALE if gender == "male" else FEMALE)[1]
        return Person(f"{latin} {given_latin.capitalize()}", latin.lower() + given_latin, gender, latin)
    given = world.pick((ENGLISH_MALE if gender == "male" else ENGLISH_FEMALE).split())
    return Person(f"{given} {latin}", f"{given}.{latin}".lower(), gender, latin)


def make_mobile(world: World) -> str:
    """A mobile number nobody else in the sample has."""
    return fresh(world, lambda: f"{world.pick(_PREFIXES.split())}0000{world.rng.randint(1, 9999):04}")


def make_landline(world: World, city: City) -> str:
    """A landline with the city's area code."""
    middle = "0" * (city.digits - 4)
    return fresh(world, lambda: f"{city.area}-{world.rng.randint(50, 89)}{middle}{world.rng.randint(1, 99):02}")


def make_email(world: World, person: Person, domain: str | None = None) -> str:
    """An address made from the name; at the company's domain if there is one."""
    if domain is not None and f"{person.latin}@{domain}" not in world.taken:
        world.taken.add(f"{person.latin}@{domain}")
        return f"{person.latin}@{domain}"
    domains = ("example.cn", "example.com", "mail.example.cn")
    return fresh(world, lambda: f"{person.latin}{world.rng.randint(10, 99)}@{domain or world.pick(domains)}")


def fresh(world: World, make: Callable[[], str]) -> str:
    """What `make` gives, as soon as nobody has it yet."""
    while (value := make()) in world.taken:
        pass
    world.taken.add(value)
    return value
