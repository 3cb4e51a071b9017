"""Cells that come close to every rule, for hypothesis: right rows, and what people make of one or two of their cells.

Pure noise finds crashes; what finds a proposal that does not mend is a row that is nearly right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from custsheet.model.schema import Field, Schema, Sheet

Draw = Callable[[st.SearchStrategy[Any]], Any]
"""`data.draw`: a whole standard as a strategy's argument would be written out by hypothesis, 150 kB each time."""
Row = dict[str, Any]
DAY, NOON = date(2024, 3, 1), datetime(2024, 3, 1, 12, 30)


class CellError(str):
    """An error cell as its text, `#N/A`: the builder reads it as reading does, a finding and nothing else."""


_SOURCE = {"owner": "王芳", "entered_by": "王芳", "entered_on": date(2024, 1, 15), "verified_on": DAY}
RIGHT: Mapping[str, tuple[Row, ...]] = {
    "customers": (
        {
            "kind": "企业",
            "name": "张三",
            "company": "北京海鸥科技有限公司",
            "industry": "制造业",
            "size": "20–99 人",
            "uscc": "91350100M000100Y43",
            "category": "经销商、会员",
            "consent_basis": "履行合同",
            "mobile": "13912345678",
            "phone": "010-12345678",
            "email": "zhangsan@haiou.cn",
            "province": "北京市",
            "city": "北京市",
            "district": "海淀区",
            "postcode": "100080",
            "address": "中关村大街 1 号",
            **_SOURCE,
        },
        {
            "kind": "个人",
            "name": "李四",
            "gender": "女",
            "birth_date": date(1949, 12, 31),
            "occupation": "教师",
            "mobile": "17012345678",
            "id_no": "11010519491231002X",
            "email": "10001@qq.com",
            "province": "浙江省",
            "city": "杭州市",
            "district": "西湖区",
            "postcode": "310013",
            "address": "文三路1号",
            "consent_basis": "本人同意",
            "consent_date": DAY,
            "opt_out": "√",
            "interests": "摄影、登山",
            **_SOURCE,
        },
        {
            "kind": "Company",
            "name": "Jane Lee",
            "company": "海鸥科技（北京）有限公司",
            "industry": "Manufacturing",
            "phone": "0571-85001234-801",
            "email": "jane@haiou.cn",
            "tier_manual": "A",
            "tier_reason": "战略客户",
            "province": "Zhejiang",
            "city": "Hangzhou",
            "district": "Xihu",
            "postcode": "310013",
            "consent_basis": "Contract",
            "notes": "喜欢上午接电话",
            **_SOURCE,
        },
        {"kind": "个人", "name": "王五", "mobile": "13812345678", "consent_basis": "履行合同", **_SOURCE},
    ),
    "orders": (
        {
            "line": 1,
            "customer_id": "C000001",
            "date": DAY,
            "paid_on": DAY + timedelta(days=3),
            "product": "产品A",
            "qty": 2,
            "unit_price": 500,
            "amount": 1000,
            "order_status": "有效",
            "rating": 5,
        },
        {"customer_id": "C000002", "date": DAY, "product": "产品B", "amount": 12000, "order_status": "取消"},
    ),
    "service": (
        {
            "customer_id": "C000001",
            "service_type": "维修",
            "requested_at": NOON,
            "staff": "李伟",
            "csat": 4,
            "first_response_at": NOON + timedelta(hours=2),
            "resolved_at": NOON + timedelta(days=1),
            "service_date": DAY,
            "details": "更换配件",
            "status": "已解决",
        },
    ),
    "interactions": (
        {
            "customer_id": "C000002",
            "time": NOON,
            "channel": "电话",
            "content": "了解需求",
            "result": "需跟进",
            "next_date": DAY + timedelta(days=7),
            "owner": "王芳",
        },
    ),
    "campaigns": (
        {
            "campaign_type": "打折促销",
            "start_date": DAY,
            "end_date": DAY + timedelta(days=9),
            "cost": 100,
            "customer_id": "C000001",
            "participation": "已参与",
        },
    ),
    "feedback": (
        {
            "customer_id": "C000001",
            "date": DAY,
            "channel": "电话回访",
            "kind": "建议",
            "content": "很好",
            "csat": 5,
            "handled_on": DAY + timedelta(days=1),
            "told_on": DAY + timedelta(days=2),
        },
    ),
    "tasks": (
        {
            "customer_id": "C000001",
            "task_type": "预约回访",
            "content": "回访",
            "due": DAY,
            "owner": "王芳",
            "status": "未开始",
        },
    ),
    "processes": ({"customer_id": "C000001", "template": "商机", "step": "线索", "owner": "王芳", "started_on": DAY},),
    "users": ({"role": "销售", "active": "√", "email": "wangfang@abc.com"}, {"role": "客服"}),
}
KEYS = {
    "customers": "C00000{}",
    "interactions": "I00000{}",
    "orders": "SO{}",
    "service": "S00000{}",
    "users": "员工{}",
    "campaigns": "活动{}",
    "feedback": "F00000{}",
    "tasks": "T00000{}",
    "processes": "P00000{}",
}
SAMPLES = (
    *("13912345678/010-12345678", "+86 139 1234 5678", "12345678", "(010)12345678转801", "14712345678", 1012345678),
    *("zhangsan@gmial.com", "10001@qq.cm", "张三 <zhangsan@haiou.cn>", "a@b.cn；c@d.cn", "zhangsan＠abc。com"),
    *("110105491231002", "11010519491231002x", "1IO1O519491231002X", "110105194912310000", "913501001234567000"),
    *("北京", "杭州", "浦东", "海淀", "安吉县", "义乌市", "余杭市", "襄樊市", "莱芜市", "东莞市", "长安镇", "高新区"),
    *("浙江省杭州市西湖区文三路1号", "广东深圳", "杭州市西湖区", "吉林省", "吉林", "宁波市", "鼓楼区", "市辖区"),
    *("海外", "Hangzou", "東京", "2023.1.5", "2023年1月5日", "20230105", "01/05/2023", "2042.1.5", "1889年1月1日"),
    *("昨天", "45000", 45000, 45000.5, "1,000元", "1.2万", "１０００", "一千", "-5元", "50%", "2件", 0, -1, 0.5, 6),
    *(1e300, 10**16, 110105194912310021, "制造", "technolgy", "公司企业", "也许", "是", "否", "C1", "c000002"),
    *("C000099", "1", "海鸥科技", "王小芳", "li wei", "测试", "aaa", "11111111111", "身份证 11010519491231002X"),
    *(
        "卡号 6222021234567890123",
        "密码：abc123",
        "张\n三",
        "张" * 70,
        "x" * 600,
        "无",
        "-",
        "　",
        "'",
        "=1+1",
        "1E+17",
    ),
)
WAYS = ("rewritten", "slipped", "other", "column", "joined", "label", "sample", "near", "none", "noise")
_WIDE = str.maketrans("0123456789@.-AX", "０１２３４５６７８９＠．－ＡＸ")
_SPACES = st.sampled_from(["", "", "", " ", "  ", "\u3000", "\u200b", "\t", "\n", "\xa0"])
noise = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(categories=("Cc", "Cf", "Zs", "Lo", "Nd")), max_size=8),
    st.integers(-(10**19), 10**19),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.booleans(),
    st.none(),
    st.sampled_from([CellError("#N/A"), CellError("#REF!"), "#VALUE!", "x" * 40_000, *SAMPLES]),
)


def near_row(draw: Draw, schema: Schema, sheet: Sheet, number: int) -> Row:
    """A right row of which up to four cells were typed by somebody in a hurry."""
    right = RIGHT[sheet.name]
    row = dict(draw(st.sampled_from(right)))
    row[sheet.primary_key[0]] = KEYS[sheet.name].format(number)
    fields = [field for field in sheet.fields if field.is_input]
    filled = [field for field in fields if field.name in row] or fields
    for _ in range(draw(st.sampled_from([2, 1, 3, 4]))):
        field = draw(st.sampled_from(draw(st.sampled_from([filled, filled, filled, fields]))))
        row[field.name] = _typed(draw, schema, field, row, right)
    return row


def _typed(draw: Draw, schema: Schema, field: Field, row: Row, right: tuple[Row, ...]) -> Any:
    value = row.get(field.name)
    match draw(
        st.sampled_from(
            ["rewritten", "slipped", "other", "column", "joined", "label", "sample", "near", "none", "noise"]
        )
    ):
        case "rewritten":
            return _rewritten(draw, value)
        case "slipped":
            return _slipped(draw, str(value))
        case "other":  # what is right elsewhere
            return draw(st.sampled_from(right)).get(field.name)
        case "column":
            return draw(st.sampled_from(list(row.values()) or [None]))
        case "joined":
            between = draw(st.sampled_from(["/", "、", "", " ", "（"]))
            return f"{value}{between}{draw(st.sampled_from(list(row.values()) or ['']))}"
        case "label" if field.constraints.enum:
            entries = schema.value_list(field.constraints.enum).values
            return _slipped(draw, draw(st.sampled_from([label for one in entries for label in one.labels])))
        case "near" if isinstance(value, date):
            return value + timedelta(days=draw(st.integers(-400, 400)))
        case "near" if isinstance(value, int):
            return value + draw(st.integers(-9, 9))
        case "none":
            return None
        case "noise":
            return draw(noise)
        case _:
            return draw(st.sampled_from(SAMPLES))


def _rewritten(draw: Draw, value: Any) -> Any:
    """The value as text in another notation: with spaces, invisible or full-width characters, or another case."""
    if isinstance(value, date):
        forms = ["%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%d/%m/%Y", "%Y-%m-%d 14:30"]
        return value.strftime(draw(st.sampled_from(forms)))
    if isinstance(value, int):
        return draw(st.sampled_from(["{}元", "{:,}", "{}件", "¥{}", "{}万", " {}"])).format(value)
    text = str(value)
    at = draw(st.integers(0, len(text)))
    text = draw(_SPACES) + text[:at] + draw(_SPACES) + text[at:] + draw(_SPACES)
    return draw(st.sampled_from([text, text.translate(_WIDE), text.upper(), text.lower(), f"({text})", f"+86 {text}"]))


def _slipped(draw: Draw, text: str) -> str:
    """The text with one character left out, doubled, swapped with its neighbour or replaced."""
    at = draw(st.integers(0, max(len(text) - 1, 0)))
    before, here, after = text[:at], text[at : at + 1], text[at + 1 :]
    other = draw(st.sampled_from("0189XxOI市区a州"))
    made = [before + after, before + here + here + after, before + other + after, before + after[:1] + here + after[1:]]
    return str(draw(st.sampled_from(made)))
