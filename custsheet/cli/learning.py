"""The commands for whoever gets to know custsheet: what a rule means, and what it all looks like on a sample."""

from __future__ import annotations

from pathlib import Path

import click

from custsheet.cli.options import in_a_child
from custsheet.cli.progress import Bar
from custsheet.cli.speech import summary, ui_lang
from custsheet.model.errors import CustsheetError, Lang

SAMPLE_NAMES: dict[Lang, str] = {"zh": "客户管理表-示例.xlsx", "en": "customer-workbook-sample.xlsx"}


@click.command(short_help="Explain a rule. 解释规则。")
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """
    Explain a rule, e.g. E111; without a code, list all rules.

    解释一条规则，例如 E111；不写代码则列出全部规则。
    """
    from custsheet.model import rules

    lang = ui_lang()
    if code is None:
        for rule in rules.all_rules():
            click.echo(f"{rule.code}  {rule.title(lang)}")
        return
    known = {rule.code for rule in rules.all_rules()}
    if code.upper() not in known:
        raise CustsheetError(
            f"没有代码为 {code} 的规则。运行 custsheet explain 看全部规则。",
            f"There is no rule {code}. Run custsheet explain to see them all.",
        )
    click.echo(rules.explain(code.upper(), lang))


@click.command(short_help="See it on a sample. 看示例。")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("custsheet-demo"), metavar="[DIR]")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language. 语言。")
@in_a_child
def demo(bar: Bar, folder: Path, lang: Lang | None) -> None:
    """
    Make a filled sample workbook in DIR, process it and say what to open.

    在 DIR 里放一个填好的示例工作簿，处理它，并告诉你打开什么。
    """
    from custsheet import pipeline
    from custsheet.package.saving.oserrors import cannot_create

    chosen = lang or ui_lang()
    file = folder / SAMPLE_NAMES[chosen]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = file.exists()
    except OSError as error:
        raise cannot_create(folder, error) from error
    with bar:
        if not made:
            pipeline.create(file, lang=chosen, sample=True)
        said = pipeline.refresh(file, progress=bar.step)
    for line in summary(said, chosen):
        click.echo(line)
