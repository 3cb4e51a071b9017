"""Names that many people bear: 张伟 and 张伟 of one office may well be two, and so may John Smith and John Smith.

A workbook is too small to tell: in it a name stands once or twice, and its frequency says that it is rare. So it is
told by how names are made: a frequent surname beside a given name that is fashionable by itself, in either script.
Sources: the census of 2020 and the names reports of the Ministry of Public Security for 2018 to 2021; for English
names the census of the United States of 2010 and its Social Security Administration's names of a hundred years.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from custsheet.values.givennames import given
from custsheet.values.hanzi import reading

_WORDS: Final = 3  # at most: Jian Guo Zhang
# Of 85 people in 100.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤章"
)
_ONE: Final = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚红玲华辉燕斌波宁鹏飞雪婷梅琴萍莉鑫浩宇凯健俊帅亮龙林峰旭东丹颖倩佳慧欣悦莹洁琳晶晨阳"
    "博文武海庆春彬毅松英兰云建成琼蓉蕾薇瑶璐琪瑞睿轩浪威巍维炜坤雷震雨露冰爽畅乐康兵锋枫丰桦青清菲菁晴岩岚岭川江河涵翔航旋彦楠攀"
    "鹤鸣昊晖炎焱焕琦琨珍珊玉莎莲荣蓓凤丛萌萱虹蕊诚谦逸达迪钢铭锐锦香骏骥魁黎"
)
_TWO: Final = frozenset(
    re.findall(
        "..",
        "秀英秀兰秀珍秀芳秀云秀梅秀华桂英桂兰桂芳桂珍桂荣玉兰玉英玉梅玉珍玉华凤英凤兰淑珍淑英淑华淑兰淑芳春梅冬梅红梅雪梅海燕小红小燕丽娟丽华丽丽丽萍美玲建国建华建军建平建明建新国强国华国庆国平志强志明志刚志伟志勇文军文华晓东"
        "晓明晓燕晓红永强海涛海波俊杰浩然子涵梓涵子轩梓轩子豪欣怡欣妍雨欣雨桐宇轩宇航一诺一鸣诗涵思远佳怡婷婷静怡",
    )
)


_LATIN_SURNAMES: Final = frozenset(
    re.findall(
        r"\w+",
        "smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez "
        "wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez "
        "lewis robinson walker young allen king wright scott torres nguyen hill flores green adams nelson baker "
        "hall rivera campbell mitchell carter roberts evans hughes edwards wood turner cooper ward watson khan "
        "patel singh kumar murphy kelly ",
    )
)
_LATIN_GIVEN: Final = frozenset(
    re.findall(
        r"\w+",
        "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony "
        "mark donald steven paul andrew joshua kenneth kevin brian george edward peter jack harry oliver mary "
        "patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra "
        "ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia "
        "amy anna emma jane ann ",
    )
)


@cache
def _in_letters() -> tuple[frozenset[str], frozenset[str]]:
    """Surnames and given names as they stand in Latin letters: the English ones, and how the Chinese ones are read."""
    read = {"".join(map(reading, name)) for name in _ONE | _TWO}
    return _LATIN_SURNAMES | frozenset(map(reading, _SURNAMES)), _LATIN_GIVEN | read


def is_common(name: str) -> bool:
    """Whether a name, in its normal form, is borne by very many."""
    if not name.isascii():
        return name[:1] in _SURNAMES and (name[1:] in _ONE or name[1:] in _TWO)
    words = name.split()
    if not 2 <= len(words) <= _WORDS:
        return False
    surnames, fashionable = _in_letters()
    for at, word in enumerate(words):
        others = words[:at] + words[at + 1 :]
        if word in surnames and any(given("".join(one)) in fashionable for one in (others, others[::-1])):
            return True
    return False
