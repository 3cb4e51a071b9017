"""Writes cities.csv beside it: prefecture-level places with English name and telephone area codes.

Inputs are python-stdnum's table of divisions and phonenumbers' geocoding data, which takes half a second to load and
so is read here, once, and never while a workbook is processed. Run `python -m custsheet.values.data.generate`; a test
compares the result with the shipped file.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Final

from phonenumbers.geodata import GEOCODE_DATA

from custsheet.values.divisions import counties, divisions

HERE: Final = Path(__file__).parent
MUNICIPALITIES = ("11", "12", "31", "50")
# Ethnic groups in the names of autonomous prefectures; nobody says them: 延边朝鲜族自治州 is 延边.
_GROUPS = (
    "朝鲜族 土家族 苗族 藏族 羌族 彝族 布依族 侗族 哈尼族 壮族 傣族 白族 景颇族 傈僳族 回族 蒙古族 蒙古 柯尔克孜 哈萨克"
)
_SUFFIX = re.compile(rf"(?:市|地区|盟|(?:{_GROUPS.replace(' ', '|')})*自治州|林区)$")
# Where the source names the seat, an old spelling, too short a prefix, or nothing: name → (English, area codes).
# Codes of places that share one come from the source's joint entries (024, 028, 029, 0354/0358, 0728, 0731, 0771,
# 0851, 0898, 0935, 0937); 0371 serves Kaifeng since 2013.
CORRECTIONS: dict[str, tuple[str, str]] = {
    "秦皇岛市": ("Qinhuangdao", "0335"),
    "朔州市": ("Shuozhou", "0349"),
    "舟山市": ("Zhoushan", "0580"),
    "鹰潭市": ("Yingtan", "0701"),
    "呼和浩特市": ("Hohhot", "0471"),
    "本溪市": ("Benxi", "024"),
    "抚顺市": ("Fushun", "024"),
    "铁岭市": ("Tieling", "024"),
    "沈阳市": ("Shenyang", "024"),
    "成都市": ("Chengdu", "028"),
    "眉山市": ("Meishan", "028"),
    "资阳市": ("Ziyang", "028"),
    "西安市": ("Xi'an", "029"),
    "咸阳市": ("Xianyang", "029"),
    "晋中市": ("Jinzhong", "0354"),
    "吕梁市": ("Lüliang", "0358"),
    "开封市": ("Kaifeng", "0371"),
    "济源市": ("Jiyuan", "0391"),
    "延边朝鲜族自治州": ("Yanbian", "0433"),
    "通化市": ("Tonghua", "0435"),
    "大兴安岭地区": ("Daxing'anling", "0457"),
    "淮安市": ("Huai'an", "0517"),
    "泰安市": ("Tai'an", "0538"),
    "合肥市": ("Hefei", "0551"),
    "马鞍山市": ("Ma'anshan", "0555"),
    "亳州市": ("Bozhou", "0558"),
    "襄阳市": ("Xiangyang", "0710"),
    "德宏傣族景颇族自治州": ("Dehong", "0692"),
    "仙桃市": ("Xiantao", "0728"),
    "潜江市": ("Qianjiang", "0728"),
    "天门市": ("Tianmen", "0728"),
    "神农架林区": ("Shennongjia", "0719"),
    "长沙市": ("Changsha", "0731"),
    "湘潭市": ("Xiangtan", "0731"),
    "株洲市": ("Zhuzhou", "0731"),
    "湘西土家族苗族自治州": ("Xiangxi", "0743"),
    "汕头市": ("Shantou", "0754"),
    "佛山市": ("Foshan", "0757"),
    "南宁市": ("Nanning", "0771"),
    "崇左市": ("Chongzuo", "0771"),
    "来宾市": ("Laibin", "0772"),
    "贺州市": ("Hezhou", "0774"),
    "贵港市": ("Guigang", "0775"),
    "内江市": ("Neijiang", "0832"),
    "凉山彝族自治州": ("Liangshan", "0834"),
    "贵阳市": ("Guiyang", "0851"),
    "遵义市": ("Zunyi", "0851"),
    "安顺市": ("Anshun", "0851"),
    "铜仁市": ("Tongren", "0856"),
    "毕节市": ("Bijie", "0857"),
    "黔西南布依族苗族自治州": ("Qianxinan", "0859"),
    "普洱市": ("Pu'er", "0879"),
    "怒江傈僳族自治州": ("Nujiang", "0886"),
    "迪庆藏族自治州": ("Diqing", "0887"),
    "日喀则市": ("Shigatse", "0892"),
    "林芝市": ("Nyingchi", "0894"),
    "昌都市": ("Chamdo", "0895"),
    "那曲市": ("Nagqu", "0896"),
    "阿里地区": ("Ngari", "0897"),
    "海口市": ("Haikou", "0898"),
    "三亚市": ("Sanya", "0898"),
    "三沙市": ("Sansha", "0898"),
    "儋州市": ("Danzhou", "0898"),
    "克孜勒苏柯尔克孜自治州": ("Kizilsu", "0908"),
    "博尔塔拉蒙古自治州": ("Bortala", "0909"),
    "延安市": ("Yan'an", "0911"),
    "商洛市": ("Shangluo", "0914"),
    "庆阳市": ("Qingyang", "0934"),
    "武威市": ("Wuwei", "0935"),
    "金昌市": ("Jinchang", "0935"),
    "嘉峪关市": ("Jiayuguan", "0937"),
    "陇南市": ("Longnan", "0939"),
    "海北藏族自治州": ("Haibei", "0970"),
    "海东市": ("Haidong", "0972"),
    "黄南藏族自治州": ("Huangnan", "0973"),
    "海南藏族自治州": ("Hainan Prefecture", "0974"),
    "果洛藏族自治州": ("Golog", "0975"),
    "海西蒙古族藏族自治州": ("Haixi", "0977 0979"),
    "克拉玛依市": ("Karamay", "0990"),
    "乌鲁木齐市": ("Urumqi", "0991"),
    "伊犁哈萨克自治州": ("Ili", "0992 0999"),
    "吐鲁番市": ("Turpan", "0995"),
    "哈密市": ("Hami", "0902"),
    "和田地区": ("Hotan", "0903"),
    "阿勒泰地区": ("Altay", "0906"),
    "巴音郭楞蒙古自治州": ("Bayingolin", "0996"),
    "阿克苏地区": ("Aksu", "0997"),
    "喀什地区": ("Kashgar", "0998"),
    "山南市": ("Shannan", "0893"),
    "五指山市": ("Wuzhishan", "0898"),
    "琼海市": ("Qionghai", "0898"),
    "文昌市": ("Wenchang", "0898"),
    "万宁市": ("Wanning", "0898"),
    "东方市": ("Dongfang", "0898"),
    "格尔木市": ("Golmud", "0979"),
    "德令哈市": ("Delingha", "0977"),
    "伊宁市": ("Yining", "0999"),
    "奎屯市": ("Kuytun", "0992"),
    "石河子市": ("Shihezi", "0993"),
    "五家渠市": ("Wujiaqu", "0994"),
}
# Counties whose area code is not that of the prefecture around them.
COUNTIES = ("格尔木市", "德令哈市", "伊宁市", "奎屯市")


def rows() -> list[tuple[str, str, str, str, str]]:
    """code, name, short name, English, area codes (space between); in order of code."""
    by_code: dict[str, list[tuple[str, str, str]]] = {}
    for prefix, names in GEOCODE_DATA.items():
        area = prefix[2:]
        # Chinese area codes: 10, 2x, or three digits that do not begin with 1 or 2; longer prefixes refine them.
        if not prefix.startswith("86") or not re.fullmatch(r"10|2\d|[3-9]\d{1,2}", area) or "zh" not in names:
            continue
        by_code.setdefault(area, []).append(("0" + area, names["zh"], names.get("en", "").split(",")[0]))
    found: dict[str, tuple[str, str]] = {}
    sources = [entry for area in sorted(by_code) for entry in by_code[area]]
    made = []
    for code, entries in sorted(divisions().items()):
        current = entries[-1]
        if not current.live or not _is_city(code, current.name):
            continue
        short = _SUFFIX.sub("", current.name)
        if current.name in CORRECTIONS:
            found[code] = CORRECTIONS[current.name]
        else:
            province = divisions()[code[:2] + "0000"][-1].name[:2]
            hits = [
                s for s in sources if s[1].startswith(province) and short in re.sub(r"^\w+?(?:省|自治区)", "", s[1])
            ]
            hits = [s for s in hits if "、" not in s[1]] or hits
            found[code] = (hits[0][2], " ".join(sorted({s[0] for s in hits}))) if hits else ("", "")
            if code.startswith("46"):  # the whole island has one code
                found[code] = ("", "0898")
        made.append((code, current.name, short, *found[code]))
    return made


def _is_city(code: str, name: str) -> bool:
    # The source never closed 429001, Suizhou's code until 2000.
    if code[:2] in ("71", "81", "82") or code == "429001":
        return False
    if code[:2] in MUNICIPALITIES:
        return code.endswith("0000")
    if code.endswith("0000"):
        return False
    # 90xx are cities and counties directly under a province.
    direct = code[2:4] == "90" and not code.endswith("00")
    prefecture = code.endswith("00") and not name.endswith(("行政单位", "林区", "市辖区"))
    return direct or prefecture or (name in COUNTIES and any(c.code == code and c.live for c in counties()))


def render() -> str:
    """The whole file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "name", "short", "english", "area_codes"))
    writer.writerows(rows())
    return out.getvalue()


if __name__ == "__main__":
    (HERE / "cities.csv").write_text(render(), encoding="utf-8")
