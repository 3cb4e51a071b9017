"""`custsheet`: the commands. Each parses its words, calls one library function and prints what came back.

Nothing heavy is imported before a command runs, so that `custsheet --help` answers at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from custsheet import __version__
from custsheet.cli.learning import demo, explain
from custsheet.cli.options import Session, as_json, dry_run, in_a_child, newer_schema, schema_option, today, workbook
from custsheet.cli.profile import Profile
from custsheet.cli.progress import Bar
from custsheet.cli.speech import findings, summary, ui_lang
from custsheet.cli.status import status
from custsheet.cli.trouble import stopped, too_little_memory, unexpected
from custsheet.cli.usage import sentence
from custsheet.cli.watching import watch
from custsheet.model.errors import CustsheetError, Lang
from custsheet.model.stopwatch import Stopwatch
from custsheet.worker import loading

if TYPE_CHECKING:
    from custsheet.model.outcome import Outcome
    from custsheet.model.summary import Summary

ERRORS_FOUND, COULD_NOT_RUN = 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="custsheet %(version)s")
def cli() -> None:
    """
    Check, tier, de-duplicate and summarise the Excel workbook you keep your customers in.

    让管理客户的 Excel 工作簿自动检查、分级、查重、汇总。文件仍是你的，别的内容一个字节也不动。

    Exit codes: 0 clean or warnings only, 1 errors found in the data, 2 could not run.
    """


for _command in (watch, status, explain, demo):
    cli.add_command(_command)


@cli.command(short_help="Make a new workbook. 新建工作簿。")
@workbook
@schema_option
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language. 语言。")
@click.option("--sample", is_flag=True, help="Fill it with a sample company. 填入示例数据。")
def new(file: Path, schema: str, lang: Lang, sample: bool) -> None:
    """
    Make a new workbook. Never overwrites a file.

    新建一个可以直接使用的客户管理工作簿，不会覆盖已有文件。
    """
    from custsheet.pipeline import create

    create(file, schema=schema, lang=lang, sample=sample)
    click.echo(
        f"已新建 {file}。在 Excel 里填好并保存，然后运行：custsheet process {_quoted(file)}"
        if ui_lang() == "zh"
        else f"Made {file}. Fill it in with Excel, save it, then run: custsheet process {_quoted(file)}"
    )


@cli.command(short_help="Say what is wrong. 检查，不写文件。")
@workbook
@as_json
@today
@schema_option
@in_a_child
def check(bar: Bar, file: Path, json_: bool, today: datetime | None, schema: str) -> None:
    """
    Say what is wrong in a workbook. Writes nothing.

    检查工作簿并说出问题，不写任何文件。
    """
    with bar.hide(json_):
        with loading():
            from custsheet import pipeline

        outcome = pipeline.check(file, today=_day(today), schema=schema, progress=bar.step)
    _report(outcome, json_, listed=True)


@cli.command(short_help="Check, tier, summarise, write back. 处理并写回。")
@workbook
@dry_run
@click.option("--side-car", is_flag=True, help="Write into a copy beside the workbook. 结果写到旁边的副本。")
@click.option("--accept-deletions", is_flag=True, help="Many records were deleted on purpose. 大量删除是有意的。")
@today
@as_json
@click.option("--profile", is_flag=True, help="Say where the time went. 说明时间花在哪里。")
@schema_option
@in_a_child
def process(
    bar: Bar,
    file: Path,
    dry_run: bool,
    side_car: bool,
    accept_deletions: bool,
    today: datetime | None,
    json_: bool,
    profile: bool,
    schema: str,
) -> None:
    """
    Check, tier, de-duplicate and summarise, and write the results into the same file.

    检查、分级、查重、汇总，把结果写回同一个文件；写之前先备份。
    """
    words: dict[str, Any] = {"today": _day(today), "side_car": side_car, "accept_deletions": accept_deletions}
    with Stopwatch("start") as watch, bar.hide(json_):
        with loading():
            from custsheet import pipeline

        def step(name: str, share: float) -> None:
            watch.step(name)
            bar.step(name, share)

        words |= {"schema": schema, "progress": step}
        if dry_run or json_:  # what was found is printed one by one
            outcome = pipeline.process(file, dry_run=dry_run, **words)
        else:
            said = pipeline.refresh(file, **words)
    profiled = Profile(watch) if profile else None
    if dry_run or json_:
        _report(outcome, json_, listed=dry_run, profile=profiled)
    else:
        _tell(said, profile=profiled)


@cli.command(short_help="Let custsheet number records. 同意自动编号。")
@workbook
@today
@as_json
@schema_option
@in_a_child
def adopt(bar: Bar, file: Path, today: datetime | None, json_: bool, schema: str) -> None:
    """
    Agree, once, that custsheet gives identifiers in a workbook it did not make; then process it.

    同意 custsheet 在不是它建的工作簿里自动编号（只需一次），然后处理一遍。
    """
    from custsheet import pipeline

    with bar.hide(json_):
        outcome = pipeline.process(file, today=_day(today), adopt=True, schema=schema, progress=bar.step)
    _report(outcome, json_, listed=False)


@cli.command(short_help="Make the managers' copy. 生成经营报告。")
@workbook
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it. 写到哪里。")
@click.option("--month", type=click.DateTime(["%Y-%m"]), metavar="YYYY-MM", help="As of its end. 截至该月月底。")
@click.option("--pdf", is_flag=True, help="A PDF too, through LibreOffice. 另存一份 PDF（需要 LibreOffice）。")
@today
@schema_option
@in_a_child
def report(
    bar: Bar, file: Path, out: Path | None, month: datetime | None, pdf: bool, today: datetime | None, schema: str
) -> None:
    """
    Make a workbook for managers: dashboard, analyses, tiers. The workbook itself is only read.

    生成给经理看的独立工作簿：看板、各项分析、分级；原来的工作簿只读不改。
    """
    from custsheet import exchange

    as_of, day = _day(month), _day(today)
    with bar:
        done = exchange.report(file, out, month=as_of, pdf=pdf, today=day, schema=schema, progress=bar.step)
    written = " · ".join(str(one) for one in (done.workbook, done.pdf) if one)
    said = [f"{done.period.zh}：已写到 {written}" if ui_lang() == "zh" else f"{done.period.en}: written to {written}"]
    _say(said if done.empty is None else [*said, done.empty(ui_lang())])


@cli.command(short_help="Take over a newer standard. 升级数据标准。")
@workbook
@dry_run
@as_json
@newer_schema
@in_a_child
def upgrade(_bar: Bar, file: Path, dry_run: bool, json_: bool, schema: str | None) -> None:
    """
    Bring the workbook's standard up to the newest version; --dry-run only says what would change.

    把工作簿里的数据标准升级到最新版；--dry-run 只说有哪些不同。你们自己的改动和数据都保留，写之前先备份。
    """
    from custsheet import pipeline
    from custsheet.cli.upgrades import as_object, lines

    done = pipeline.upgrade(file, dry_run=dry_run, schema=schema)
    _say([json.dumps(as_object(done), ensure_ascii=False, indent=1)] if json_ else lines(done, ui_lang()))


def main(*, confined: bool = False) -> None:
    """Run the command line: one sentence and exit code 2 for whatever could not run, never a traceback.

    `confined`: this process is the child of another run (see `custsheet.cli.child`).
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a GBK console must not break on a character it lacks
            stream.reconfigure(errors="replace")
    bar = Bar(ui_lang())
    try:
        cli.main(standalone_mode=False, obj=Session(bar, confined))
    except CustsheetError as error:
        _stop(error.text(ui_lang()))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except click.ClickException as error:
        _stop(sentence(error, ui_lang()))
    except (click.Abort, KeyboardInterrupt):
        _stop(stopped(bar.writing))
    except BrokenPipeError:
        sys.exit(0)
    except MemoryError:
        _stop(too_little_memory(bar.writing))
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        _stop(unexpected(error, bar.writing))  # a panic of compiled code is no Exception


def _report(outcome: Outcome, json_: bool, *, listed: bool, profile: Profile | None = None) -> None:
    if json_:
        from custsheet.cli.report import as_json

        took = {} if profile is None else {"profile": profile.as_json()}
        click.echo(json.dumps(as_json(outcome) | took, ensure_ascii=False, indent=1))
        _end(outcome.counts)
    else:
        from custsheet.model.summary import Summary

        _tell(Summary.of(outcome), findings(outcome, ui_lang()) if listed else [], profile)


def _tell(said: Summary, listed: Sequence[str] = (), profile: Profile | None = None) -> None:
    lang = ui_lang()
    took = [] if profile is None else profile.lines(lang)
    _say([*(notice(lang) for notice in said.notices), *summary(said, lang), *listed, *took])
    _end(said.counts)


def _end(counts: Mapping[str, int]) -> None:
    if counts["error"]:
        sys.exit(ERRORS_FOUND)


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)


def _stop(said: str) -> NoReturn:
    click.echo(f"custsheet: {said}", err=True)
    sys.exit(COULD_NOT_RUN)


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


if __name__ == "__main__":
    main()
