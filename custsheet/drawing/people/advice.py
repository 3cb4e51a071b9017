"""What the guide advises beyond the standard: everyday procedures, and how to keep personal data safe."""

from __future__ import annotations

from custsheet.model.text import text

# {name} stands for the title of a sheet.
HOW = (
    (
        text("改正错误", "Mending"),
        text(
            "在「{findings}」点单元格就到，改好颜色马上消失；建议值对的，在“采纳”打 √，下次处理时替你改好。",
            "On {findings} click the cell and mend it; or tick Accept, and the next pass writes the proposal.",
        ),
    ),
    (
        text("确实没错的", "Right after all"),
        text(
            "在「{findings}」的“忽略”打 √ 并写理由，就不再提；以后去掉 √ 会再列出来。",
            "On {findings} tick Ignore and say why; clear the tick to have it listed again.",
        ),
    ),
    (
        text("录了两次的客户", "Entered twice"),
        text(
            "在「{duplicates}」的“处理”选合并、不是同一客户或待定；第一行管整组，别的行写了只按自己的。下次处理照办。",
            "Choose under Decision on {duplicates}; the first line counts for the group, another for itself alone.",
        ),
    ),
    (
        text("合并错了", "Merged by mistake"),
        text(
            "在「{ledger}」的“取消合并”打 √，两条记录都恢复，订单等转回去；合并以后又改过的不动，会告诉你。",
            "Tick Undo on {ledger}: both records and their rows come back; what was changed since stays, and is told.",
        ),
    ),
    (
        text("编号", "Identifiers"),
        text(
            "新记录的编号可以空着，下次处理时自动给；复制、拖动出来的重号会改成新号。",
            "Leave them blank: the next pass gives the next free one. Copied or dragged ones are given anew.",
        ),
    ),
    (
        text("粘贴数据", "Pasting"),
        text(
            "最好用“选择性粘贴 → 值”；被盖掉的下拉清单、颜色、公式和标题，下次处理时自动恢复。",
            "Paste special → Values is best; drop-downs, colours, formulas and headers come back with the next pass.",
        ),
    ),
    (
        text("身份证、长号码", "Long numbers"),
        text(
            "这些列已设为文本，先设好再粘贴；超过 15 位的数字若被 Excel 当成数字，末尾会变成 0。",
            "These columns are text already. Excel turns the last digits of a number beyond 15 digits into zeros.",
        ),
    ),
    (
        text("日期", "Dates"),
        text(
            "写成 2026-03-01。写成 2026.3.1 会变成文字，不能排序和计算，检查时会给出建议。",
            "Write 2026-03-01. 2026.3.1 is text, cannot be sorted or computed; the check proposes the right date.",
        ),
    ),
    (
        text("增加选项", "New list entries"),
        text(
            "在「{options}」那张清单的下面接着写一行；灰色的清单是固定的。",
            "Type below the list on {options}; grey lists are fixed.",
        ),
    ),
    (
        text("增加字段", "New fields"),
        text(
            "在「{fields}」最下面加一行，写上工作表和字段名，下次处理就有这一列；“启用”填否，列隐藏，数据还在。",
            "Add a row at the end of {fields}; the next pass adds the column. In use = no hides it and keeps the data.",
        ),
    ),
    (
        text("自己加列", "Columns of your own"),
        text(
            "可以加在表的右边，工具不会动它；在「{findings}」采纳，就纳入标准。标题、工作表可以改名，列可以移动。",
            "Add them at the right; accept one on {findings} to have it checked. Rename and move what you like.",
        ),
    ),
    (
        text("折叠的列", "Folded columns"),
        text(
            "列号上方的 ＋ 展开地址等列，－ 收起。",
            "The + above the columns unfolds the address and others, − folds them.",
        ),
    ),
    (
        text("删除客户", "Deleting"),
        text(
            "先确认没有订单和互动记录再删行；不确定就在备注里写明，不要删。",
            "Delete a row only if nothing refers to it; if in doubt say so in the notes instead.",
        ),
    ),
    (
        text("打印", "Printing"),
        text(
            "横向 A4，页脚有表名；列多的表分几页并排，每页重复前几列和标题。「{options}」只打印能增加的清单。",
            "Landscape A4. Wide sheets take pages side by side, header and first columns on each; no fixed lists.",
        ),
    ),
)
SAFE = (
    text(
        "隐藏工作表、锁定单元格和工作簿密码都不是安全措施；能打开文件的人就能看到全部内容。",
        "Hidden sheets, locked cells and passwords are no protection: who can open the file can see it all.",
    ),
    text(
        "文件里有个人信息：只放在有权限的文件夹里，不要用邮件或微信群发，离职收回。",
        "The file holds personal data: keep it in a folder with access rights, do not mail it around.",
    ),
    text(
        "只收集用得着的信息；身份证号默认不收集。写明处理依据，客户要求更正或删除要及时办。",
        "Collect only what you need; ID numbers are off by default. State the legal basis; act on requests to erase.",
    ),
    text(
        "备注里不要写身份证号、银行卡号和密码。每次写入之前，工具会先备份。",
        "No ID numbers, card numbers or passwords in notes. The tool makes a backup before each write.",
    ),
    text("客户分级只用来安排服务，不要用来差别定价。", "Tiers are for service, not for different prices."),
)
