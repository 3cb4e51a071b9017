"""Cities with their area codes, districts and postcodes, and addresses in them that nobody lives at.

Only cities whose English name belongs to one city of China, so that both languages say the same.
"""

from __future__ import annotations

from typing import NamedTuple

from generator.world import Pair, World


class District(NamedTuple):
    """A district and its postcode."""

    name: Pair
    postcode: str


class City(NamedTuple):
    """A city: province (name in list `province`), name, area code, digits of its numbers, districts, weight."""

    province: str
    name: Pair
    area: str
    digits: int
    districts: tuple[District, ...]
    weight: int


class Place(NamedTuple):
    """Where somebody is."""

    city: City
    district: District
    address: str


def _city(province: str, zh: str, en: str, area: str, weight: int, *districts: str, digits: int = 8) -> City:
    parts = (one.split("/") for one in districts)
    return City(
        province, (zh, en), area, digits, tuple(District((name, latin), code) for name, latin, code in parts), weight
    )


CITIES = (
    _city(
        "zhejiang",
        "杭州市",
        "Hangzhou",
        "0571",
        30,
        "西湖区/Xihu/310013",
        "上城区/Shangcheng/310002",
        "滨江区/Binjiang/310051",
        "拱墅区/Gongshu/310011",
    ),
    _city(
        "shanghai",
        "上海市",
        "Shanghai",
        "021",
        18,
        "徐汇区/Xuhui/200030",
        "静安区/Jing'an/200040",
        "杨浦区/Yangpu/200082",
        "浦东新区/Pudong/200120",
    ),
    _city("zhejiang", "宁波市", "Ningbo", "0574", 12, "海曙区/Haishu/315000", "鄞州区/Yinzhou/315100"),
    _city("jiangsu", "南京市", "Nanjing", "025", 12, "玄武区/Xuanwu/210018", "建邺区/Jianye/210017"),
    _city("jiangsu", "无锡市", "Wuxi", "0510", 8, "梁溪区/Liangxi/214001", "滨湖区/Binhu/214062"),
    _city("anhui", "合肥市", "Hefei", "0551", 6, "蜀山区/Shushan/230031", "庐阳区/Luyang/230001"),
    _city("beijing", "北京市", "Beijing", "010", 6, "海淀区/Haidian/100080", "朝阳区/Chaoyang/100020"),
    _city("guangdong", "广州市", "Guangzhou", "020", 3, "天河区/Tianhe/510630", "越秀区/Yuexiu/510030"),
    _city("guangdong", "深圳市", "Shenzhen", "0755", 3, "南山区/Nanshan/518052", "福田区/Futian/518033"),
    _city("guangdong", "佛山市", "Foshan", "0757", 2, "禅城区/Chancheng/528000", "南海区/Nanhai/528200"),
    _city("sichuan", "成都市", "Chengdu", "028", 3, "武侯区/Wuhou/610041", "锦江区/Jinjiang/610011"),
    _city("hubei", "武汉市", "Wuhan", "027", 3, "江汉区/Jianghan/430022", "洪山区/Hongshan/430070"),
    _city("hunan", "长沙市", "Changsha", "0731", 2, "岳麓区/Yuelu/410006", "芙蓉区/Furong/410011"),
    _city("shaanxi", "西安市", "Xi'an", "029", 2, "雁塔区/Yanta/710061", "碑林区/Beilin/710001"),
    _city("henan", "郑州市", "Zhengzhou", "0371", 2, "金水区/Jinshui/450003", "中原区/Zhongyuan/450007"),
    _city("shandong", "青岛市", "Qingdao", "0532", 2, "市南区/Shinan/266071", "崂山区/Laoshan/266061"),
    _city("shandong", "淄博市", "Zibo", "0533", 1, "张店区/Zhangdian/255000", digits=7),
    _city("fujian", "厦门市", "Xiamen", "0592", 2, "思明区/Siming/361001", "湖里区/Huli/361006"),
    _city("liaoning", "沈阳市", "Shenyang", "024", 1, "和平区/Heping/110001", "沈河区/Shenhe/110011"),
    _city("tianjin", "天津市", "Tianjin", "022", 2, "南开区/Nankai/300100", "和平区/Heping/300041"),
    _city("chongqing", "重庆市", "Chongqing", "023", 2, "渝中区/Yuzhong/400010", "江北区/Jiangbei/400020"),
    _city("gansu", "兰州市", "Lanzhou", "0931", 1, "城关区/Chengguan/730030", digits=7),
)

STREETS: tuple[Pair, ...] = (
    ("文汇路", "Wenhui Road"),
    ("滨河路", "Binhe Road"),
    ("学府路", "Xuefu Road"),
    ("青年路", "Qingnian Road"),
    ("新华路", "Xinhua Road"),
    ("建设路", "Jianshe Road"),
    ("云栖街", "Yunqi Street"),
    ("长乐街", "Changle Street"),
    ("春晓路", "Chunxiao Road"),
    ("枫林路", "Fenglin Road"),
    ("观潮路", "Guanchao Road"),
    ("锦绣街", "Jinxiu Street"),
)
ESTATES: tuple[Pair, ...] = (
    ("春江苑", "Spring River Court"),
    ("和风里", "Breeze Lane"),
    ("翠湖小区", "Green Lake Estate"),
    ("金桂花园", "Osmanthus Garden"),
    ("书香苑", "Scholars' Court"),
    ("云锦公寓", "Brocade Flats"),
)
TOWERS: tuple[Pair, ...] = (
    ("远帆大厦", "Far Sail Tower"),
    ("汇智中心", "Huizhi Centre"),
    ("星河商务楼", "Galaxy Business House"),
    ("创新园", "Innovation Park"),
)


def make_place(world: World, *, office: bool, city: City | None = None) -> Place:
    """A home or an office in `city`, or in one of the usual ones."""
    rng = world.rng
    city = city or world.pick(CITIES, [one.weight for one in CITIES])
    street, house = world.pick(STREETS), rng.randint(2, 688)
    room = rng.randint(2, 18) * 100 + rng.randint(1, 12)
    if office:
        tower = world.pick(TOWERS)
        pair = (f"{street[0]} {house} 号{tower[0]} {room} 室", f"Room {room}, {tower[1]}, {house} {street[1]}")
    else:
        estate, block = world.pick(ESTATES), rng.randint(1, 28)
        pair = (
            f"{street[0]} {house} 号{estate[0]} {block} 幢 {room} 室",
            f"Room {room}, Block {block}, {estate[1]}, {house} {street[1]}",
        )
    return Place(city, world.pick(city.districts), world.say(pair))
