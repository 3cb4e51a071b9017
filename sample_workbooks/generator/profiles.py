"""The two businesses of the samples: what they sell, to whom, who works there, how much happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from generator.world import Pair


class Product(NamedTuple):
    """A product: name, entry of list `product_category`, list price, how often private people and companies buy it.

    A `device` is something that runs, can be set up and can break down.
    """

    name: Pair
    category: str
    price: float
    people: float
    companies: float
    device: bool = False


class Staff(NamedTuple):
    """Somebody who works there: name, entry of list `role`, team, Latin spelling."""

    name: Pair
    role: str
    team: Pair
    latin: str


class Campaign(NamedTuple):
    """A campaign: name, entry of list `campaign_type`, days, entry of `reach_channel`, cost per customer, customers."""

    name: Pair
    kind: str
    start: date
    end: date
    reach: str
    cost: float
    size: int


@dataclass(frozen=True)
class Profile:
    """One business. The counts are rows of the finished sample."""

    kind: str
    company: Pair
    products: tuple[Product, ...]
    staff: tuple[Staff, ...]
    campaigns: tuple[Campaign, ...]
    months: tuple[float, ...]
    """How busy January to December are."""
    weekend: float
    """How busy Saturday and Sunday are, a working day being 1."""
    first: date
    customers: int
    companies: float
    """Share of the customers that are companies."""
    orders: int
    interactions: int
    service: int
    feedback: int
    tasks: int
    processes: int
    templates: tuple[str, ...]
    """Entries of list `process_template` that are in use."""


RETAIL = Profile(
    kind="retail",
    company=("青禾生活馆", "Evergreen Home Trading"),
    products=(
        Product(("乳胶枕", "Latex pillow"), "standard", 269, 8, 3),
        Product(("四件套床品", "Bedding set"), "standard", 459, 7, 6),
        Product(("蚕丝被", "Silk quilt"), "standard", 1280, 2, 1),
        Product(("空气炸锅", "Air fryer"), "standard", 399, 6, 2, device=True),
        Product(("电饭煲", "Rice cooker"), "standard", 329, 6, 2, device=True),
        Product(("破壁机", "Blender"), "standard", 599, 3, 1, device=True),
        Product(("保温杯", "Thermos flask"), "standard", 129, 10, 10),
        Product(("茶具套装", "Tea set"), "standard", 368, 4, 6),
        Product(("收纳箱三件套", "Storage box set"), "standard", 99, 9, 4),
        Product(("香薰蜡烛", "Scented candle"), "standard", 89, 7, 2),
        Product(("毛巾礼盒", "Towel gift box"), "standard", 158, 6, 9),
        Product(("空气净化器", "Air purifier"), "standard", 1899, 2, 4, device=True),
        Product(("净化器滤网", "Purifier filter"), "accessory", 249, 6, 6),
        Product(("净水器滤芯", "Water filter cartridge"), "accessory", 199, 7, 5),
        Product(("扫地机器人", "Robot vacuum"), "standard", 2599, 1.5, 0.5, device=True),
        Product(("尘袋十只装", "Pack of dust bags"), "accessory", 69, 5, 1),
        Product(("定制窗帘", "Made-to-measure curtains"), "custom", 1680, 1.5, 2),
        Product(("定制礼盒", "Custom gift box"), "custom", 218, 0.2, 12),
        Product(("上门安装", "Installation"), "service", 120, 4, 2),
        Product(("家电清洗", "Appliance cleaning"), "service", 168, 4, 3),
    ),
    staff=(
        Staff(("王芳", "Wang Fang"), "manager", ("总部", "Head office"), "wangfang"),
        Staff(("陈晓东", "Tom Chen"), "sales", ("杭州店", "Hangzhou shop"), "chenxiaodong"),
        Staff(("李敏", "Mina Li"), "sales", ("上海店", "Shanghai shop"), "limin"),
        Staff(("周子轩", "Jack Zhou"), "sales", ("南京店", "Nanjing shop"), "zhouzixuan"),
        Staff(("刘婷", "Tracy Liu"), "sales", ("线上店", "Online shop"), "liuting"),
        Staff(("赵磊", "Ray Zhao"), "service", ("客服组", "Service desk"), "zhaolei"),
        Staff(("孙佳怡", "Jade Sun"), "service", ("客服组", "Service desk"), "sunjiayi"),
        Staff(("吴秀英", "Sylvia Wu"), "finance", ("财务", "Finance"), "wuxiuying"),
        Staff(("何一鸣", "Eamon He"), "admin", ("总部", "Head office"), "heyiming"),
    ),
    campaigns=(
        Campaign(
            ("2024 双十一会员节", "Members' festival 2024"),
            "member_day",
            date(2024, 11, 1),
            date(2024, 11, 14),
            "wechat",
            12,
            70,
        ),
        Campaign(("2025 年货节", "New Year market 2025"), "gift", date(2025, 1, 6), date(2025, 1, 24), "sms", 18, 60),
        Campaign(("2025 春季上新", "Spring launch 2025"), "trial", date(2025, 3, 15), date(2025, 4, 6), "shop", 25, 50),
        Campaign(
            ("2025 双十一会员节", "Members' festival 2025"),
            "member_day",
            date(2025, 11, 1),
            date(2025, 11, 14),
            "wechat",
            12,
            80,
        ),
        Campaign(("2026 年货节", "New Year market 2026"), "gift", date(2026, 1, 19), date(2026, 2, 8), "sms", 18, 60),
        Campaign(
            ("2026 春季焕新", "Spring refresh 2026"), "discount", date(2026, 3, 14), date(2026, 4, 5), "phone", 8, 60
        ),
        Campaign(
            ("2026 年中大促", "Mid-year sale 2026"), "discount", date(2026, 6, 1), date(2026, 6, 20), "wechat", 10, 70
        ),
    ),
    months=(1.25, 0.7, 0.9, 0.9, 1.0, 1.25, 0.8, 0.8, 1.1, 1.0, 1.6, 1.2),
    weekend=1.5,
    first=date(2024, 4, 18),
    customers=300,
    companies=0.2,
    orders=3000,
    interactions=520,
    service=230,
    feedback=260,
    tasks=130,
    processes=70,
    templates=("b2c", "complaint", "onboarding", "win_back"),
)

MAKER = Profile(
    kind="maker",
    company=("衡达泵阀", "Hengda Pumps and Valves"),
    products=(
        Product(("离心泵", "Centrifugal pump"), "standard", 8600, 0, 8, device=True),
        Product(("螺杆泵", "Screw pump"), "standard", 14800, 0, 4, device=True),
        Product(("计量泵", "Metering pump"), "standard", 6200, 0, 5, device=True),
        Product(("球阀", "Ball valve"), "standard", 1150, 0, 10, device=True),
        Product(("蝶阀", "Butterfly valve"), "standard", 860, 0, 9, device=True),
        Product(("调节阀", "Control valve"), "standard", 5400, 0, 6, device=True),
        Product(("非标泵组", "Pump skid to drawing"), "custom", 68000, 0, 1, device=True),
        Product(("机械密封", "Mechanical seal"), "accessory", 480, 0, 9),
        Product(("轴承组件", "Bearing kit"), "accessory", 320, 0, 7),
        Product(("密封垫片包", "Gasket pack"), "accessory", 85, 0, 7),
        Product(("年度维保", "Yearly maintenance"), "service", 12000, 0, 3),
        Product(("现场调试", "Commissioning on site"), "service", 3500, 0, 3),
    ),
    staff=(
        Staff(("王芳", "Wang Fang"), "manager", ("销售部", "Sales"), "wangfang"),
        Staff(("郭立新", "Leo Guo"), "sales", ("华东组", "East"), "guolixin"),
        Staff(("马晓燕", "Mary Ma"), "sales", ("华南组", "South"), "maxiaoyan"),
        Staff(("丁国栋", "Gordon Ding"), "service", ("售后组", "After-sales"), "dingguodong"),
        Staff(("叶慧敏", "Wendy Ye"), "finance", ("财务", "Finance"), "yehuimin"),
        Staff(("许明远", "Miles Xu"), "admin", ("信息部", "IT"), "xumingyuan"),
    ),
    campaigns=(
        Campaign(
            ("2025 流体机械展", "Fluid machinery fair 2025"),
            "fair",
            date(2025, 6, 3),
            date(2025, 6, 6),
            "email",
            60,
            24,
        ),
        Campaign(
            ("2025 老客户维保季", "Maintenance season 2025"),
            "discount",
            date(2025, 9, 1),
            date(2025, 10, 15),
            "phone",
            15,
            22,
        ),
        Campaign(
            ("2026 选型手册", "Selection handbook 2026"), "content", date(2026, 4, 8), date(2026, 5, 31), "email", 5, 28
        ),
    ),
    months=(0.7, 0.5, 1.2, 1.1, 1.1, 1.2, 0.9, 0.9, 1.1, 1.0, 1.2, 1.3),
    weekend=0.03,
    first=date(2024, 4, 18),
    customers=43,
    companies=1.0,
    orders=320,
    interactions=190,
    service=60,
    feedback=45,
    tasks=40,
    processes=34,
    templates=("b2b", "renewal", "complaint", "win_back"),
)

PROFILES = {profile.kind: profile for profile in (RETAIL, MAKER)}
