"""What the sheets of a new workbook say in more than one place, in both languages: legend, home sheet, first steps."""

from __future__ import annotations

from collections.abc import Mapping

from custsheet.drawing.workbook import style
from custsheet.model.text import Text, text

LEGEND = (
    (text("可填写", "Fill in"), style.INPUT),
    (text("自动计算", "Computed"), style.CALC),
    (text("● 错误", "● Error"), style.ERROR),
    (text("▲ 警告", "▲ Warning"), style.WARN),
)

# What a sheet is for, in a few words; a sheet of a company's own standard shows its description instead.
ABOUT: Mapping[str, Text] = {
    "customers": text("谁、怎么联系、归谁管", "who, how to reach them, whose"),
    "interactions": text("电话、拜访、微信一条一行", "calls, visits and messages"),
    "orders": text("订单、付款、退款", "orders, payments, refunds"),
    "service": text("咨询、维修、投诉", "questions, repairs, complaints"),
    "campaigns": text("谁参加了哪次活动", "who took part in what"),
    "feedback": text("评价、建议、打分", "ratings and suggestions"),
    "tasks": text("谁在什么时候做什么", "who does what by when"),
    "processes": text("每单走到哪一步", "where each deal stands"),
    "findings": text("哪里填错、建议改成什么", "what is wrong, what to put instead"),
    "duplicates": text("像不像同一客户、为什么", "the same customer twice, and why"),
    "tiers": text("为什么是这级、还差多少", "why this tier, what is missing"),
    "dashboard": text("一页看完经营情况", "the business on one page"),
}
SAY: Mapping[str, Text] = {
    "hint": text(
        "先看「今天要办」，再去黄色标签的表里填写；浅蓝标签由工具写，不用改。",
        "Look at what is due, then fill in the sheets with yellow tabs; the tool writes the blue ones.",
    ),
    "first": text(
        "从「用户」和「客户」开始：先登记同事，再一行一位客户。",
        "Begin with Users and Customers: first your colleagues, then one row per customer.",
    ),
    "never": text("还没有检查过", "Not checked yet"),
    "run": text("填好、保存、关闭后运行 custsheet process", "fill in, save, close, then run custsheet process"),
    "inputs": text("每天填写", "Fill in every day"),
    "inputs_note": text(
        "黄色标签的表。黄底蓝字是你填的，灰底会自己算。", "Yellow tabs. You fill yellow cells; grey ones compute."
    ),
    "tools": text("工具算好给你看", "Computed for you"),
    "tools_note": text("浅蓝标签的表。每次检查后自动更新。", "Blue tabs. Updated by every check."),
    "due": text("今天要办", "Due today"),
    "due_note": text(
        "显示前 {0} 件，共 {1} 件；做完在「任务」里选「已完成」。", "The first {0} of {1}; when done, say so on Tasks."
    ),
    "none_due": text("没有到期或逾期的任务。", "No task is due or overdue."),
    "start": text("怎样开始", "How to begin"),
    "colours": text("颜色说明", "Colours"),
    "more": text("更多", "More"),
    "safe": text("密码和隐藏不是安全措施；请保管好文件。", "Hiding is no protection: keep this file safe."),
    "rows": text("行", "rows"),
}
DUE_HEADS = (text("提醒", "When"), text("客户", "Customer"), text("要做的事", "What"), text("负责人", "Owner"))

STEPS = (
    text(
        "在「{users}」登记同事的姓名；负责人的下拉清单来自那里。",
        "List your colleagues on {users}; the drop-downs of owners come from there.",
    ),
    text(
        "在「{parameters}」写上公司名称，看看各个门槛；下拉清单不够用就到「{options}」里加。",
        "Put your company's name on {parameters} and look over the thresholds; add list entries on {options}.",
    ),
    text(
        "在「{customers}」一行写一位客户。标题带 ＊ 的必填；点一下格子，旁边会说怎么填。",
        "One row per customer on {customers}. ＊ means required; click a cell and Excel says how to fill it in.",
    ),
    text(
        "每天把联系、订单、服务写进各自的表，都用客户编号认客户。",
        "Every day enter contacts, orders and service on their sheets; the customer ID ties them together.",
    ),
    text(
        "保存并关闭，运行 custsheet process；再打开，先看「{home}」和「{findings}」。",
        "Save and close, run custsheet process; then look at {home} and {findings} first.",
    ),
)


class Titles(dict[str, str]):
    """Titles by schema name, to fill a text; a sheet that a company's own standard lacks goes by its name."""

    def __missing__(self, name: str) -> str:
        """The name itself."""
        return name
