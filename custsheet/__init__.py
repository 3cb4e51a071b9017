"""custsheet makes the workbook a company keeps its customers in work like a CRM, without taking anybody out of Excel.

    import custsheet
    outcome = custsheet.process("客户管理表.xlsx")
    print(outcome.counts)

The calls are those of the command line; they are loaded when first used, so that `import custsheet` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custsheet.exchange.report import report as report
    from custsheet.pipeline import check, create, process, upgrade

__all__ = ["__version__", "check", "create", "process", "report", "upgrade"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "report":
        from custsheet.exchange import report as managers_copy

        return managers_copy
    if name in __all__:
        from custsheet import pipeline

        return getattr(pipeline, name)
    raise AttributeError(name)
