"""What leaves the workbook for other people: so far the managers' copy, as a workbook and as a PDF."""

from custsheet.exchange.report import Reported, report

__all__ = ["Reported", "report"]
