"""Invented companies: a brand, a trade, a city, a legal form, and the domain of their e-mail."""

from __future__ import annotations

from typing import NamedTuple

from generator.people import fresh
from generator.places import Place
from generator.world import Pair, World


class Company(NamedTuple):
    """A company.

    `short` is the name without place and legal form, `bare` with place and without legal form.
    """

    name: str
    bare: str
    short: str
    domain: str
    industry: str


_FIRST = "澄:cheng 沐:mu 梧:wu 禾:he 岚:lan 砚:yan 霁:ji 槐:huai 麓:lu 棠:tang 珩:heng 栎:li 隽:juan 汀:ting"
_SECOND = "川:chuan 野:ye 石:shi 舟:zhou 澜:lan 泽:ze 原:yuan 和:he 成:cheng 信:xin 途:tu 象:xiang"
LATIN_BRANDS = ("TOPO", "KIVA", "NORD", "ELMO", "OKRA", "ZUMI")
ENGLISH_BRANDS = (
    "Larkspur Bluefin Copperleaf Marigold Stonebridge Willowbank Foxglove Redwater Silverbirch Highmoor Kestrel "
    "Driftwood Ambergate Northlight Greenfinch Thistledown Oakhollow Seabright Fernhill Rookwood Ashgrove Moonbeam "
    "Brightwell Swanmere Ivybridge Goldcrest Harebell Millstone Pinecroft Skylark Tidewell Umberley Violetta Wrenfield "
    "Yarrow Alderbrook Birchway Cloverdale Duneside Eastmere Flintlock Gorsemoor Hazelwick Inglebrook Juniper Kingcup "
    "Linden Mossbank Nettlecombe Orchardside Primrose Quillford Ravenhurst Sandpiper Teasel Upwater Vinecroft Whinfell "
    "Applegarth Bramblewood Cornflower Dovecote Elderbank Fieldfare Heronsgate Larchfield Marlstone Oatlands Rushmere"
)
TRADES: dict[str, tuple[Pair, ...]] = {
    "manufacturing": (("机械制造", "Machinery"), ("电器", "Appliances"), ("五金制品", "Hardware")),
    "retail": (("商贸", "Stores"), ("百货", "Department Store")),
    "wholesale": (("贸易", "Trading"), ("供应链管理", "Supply")),
    "hospitality": (("餐饮管理", "Catering"), ("酒店管理", "Hotels")),
    "technology": (("信息技术", "Software"), ("网络科技", "Digital")),
    "construction": (("建筑装饰", "Interiors"), ("建设工程", "Building")),
    "real_estate": (("物业管理", "Property"), ("置业", "Estates")),
    "education": (("教育咨询", "Education"), ("文化培训", "Training")),
    "health": (("健康管理", "Health Care"), ("医疗器械", "Medical")),
    "logistics": (("物流", "Logistics"), ("货运", "Freight")),
    "culture": (("文化传媒", "Media"), ("广告", "Advertising")),
    "household": (("家政服务", "Home Services"),),
    "agriculture": (("农业科技", "Farms"),),
}


def make_company(world: World, place: Place, industry: str, *, latin: bool = False) -> Company:
    """A company in `place`; `latin` gives a Chinese company a brand in Latin letters."""
    trade = world.pick(TRADES[industry])
    city = place.city.name[0].removesuffix("市")
    if world.lang == "en":
        brand = fresh(world, lambda: world.pick(ENGLISH_BRANDS.split()))
        bare = f"{place.city.name[1]} {brand} {trade[1]}"
        return Company(f"{bare} Co., Ltd", bare, f"{brand} {trade[1]}", f"{brand.lower()}.example.cn", industry)
    if latin:
        brand = fresh(world, lambda: world.pick(LATIN_BRANDS))
        spelling = brand.lower()
    else:
        brand = fresh(world, lambda: world.pick(_FIRST.split()) + "+" + world.pick(_SECOND.split()))
        parts = [half.split(":") for half in brand.split("+")]
        brand, spelling = "".join(part[0] for part in parts), "".join(part[1] for part in parts)
    short = brand + trade[0]
    return Company(f"{city}{short}有限公司", city + short, short, f"{spelling}.example.cn", industry)
