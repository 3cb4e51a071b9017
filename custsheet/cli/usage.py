"""What was wrong with the words of a command, as one sentence in the person's language; click itself speaks English."""

from __future__ import annotations

import click

from custsheet.model.errors import Lang


def sentence(error: click.ClickException, lang: Lang) -> str:
    """The mistake and what to do about it."""
    if lang == "zh":
        return _chinese(error)
    if isinstance(error, click.BadParameter) and (form := _form(error)):
        return f"{_name(error)} should be {form[0]}, such as {form[1]}."
    return " ".join(error.format_message().split())


def _chinese(error: click.ClickException) -> str:
    help_with = "运行 custsheet --help 看用法。"
    if isinstance(error, click.NoSuchOption):
        meant = f"是不是 {'、'.join(error.possibilities)}？" if error.possibilities else help_with
        return f"没有 {error.option_name} 这个选项。{meant}"
    if isinstance(error, click.MissingParameter):
        return f"命令没有写完，缺少 {_name(error)}。{help_with}"
    if isinstance(error, click.BadParameter):
        return f"{_name(error)} 的值不对：{_expected(error)}"
    if isinstance(error, click.UsageError) and error.message.startswith("No such command"):
        return f"没有 {error.message.split()[3].strip(chr(39) + '.')} 这个命令。{help_with}"
    if isinstance(error, click.UsageError) and error.message.startswith("Got unexpected extra argument"):
        extra = error.message.partition("(")[2].rstrip(")")
        return f"多了 {extra}，一次只处理一个文件；文件名里有空格时请加引号。"
    return f"命令写得不对（{' '.join(error.format_message().split())}）。{help_with}"


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "参数")
    return error.param.opts[-1] if isinstance(error.param, click.Option) else error.param.make_metavar(_context(error))


def _context(error: click.UsageError) -> click.Context:
    return error.ctx or click.Context(click.Command("custsheet"))


def _form(error: click.BadParameter) -> tuple[str, str] | None:
    """How a day or a month is written, and an example; None where neither is asked for."""
    kind = error.param.type if error.param is not None else None
    if not isinstance(kind, click.DateTime):
        return None
    return ("YYYY-MM", "2026-10") if kind.formats == ["%Y-%m"] else ("YYYY-MM-DD", "2026-05-06")


def _expected(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if form := _form(error):
        return f"请写成 {form[0]}，如 {form[1]}。"
    if isinstance(kind, click.Choice):
        return f"只能是 {'、'.join(map(str, kind.choices))}。"
    return " ".join(error.message.split())
