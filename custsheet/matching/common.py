"""Names that many people bear: 张伟 and 张伟 of one office may well be two.

A workbook is too small to tell: in it a name stands once or twice, and its frequency says that it is rare. So it is
told by how names are made: a frequent surname before a given name that is fashionable by itself. Sources: the census of
2020 and the names reports of the Ministry of Public Security for 2018 to 2021.
"""

from __future__ import annotations

import re
from typing import Final

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


def is_common(name: str) -> bool:
    """Whether a name, in its normal form, is borne by very many."""
    return name[:1] in _SURNAMES and (name[1:] in _ONE or name[1:] in _TWO)
