"""Every KPI of a period: its value, definition, sample, target and the same of the twelve months before (B7).

One place per rule: `voices`, `trade`, `service` and `work` measure, as hits of cases or as an amount of cases;
`opinions`, `buying` and `staff` say what was measured; the dashboard's cards show some of it.
"""

from custsheet.analysis.kpis.buying import about_buying, lifetime
from custsheet.analysis.kpis.opinions import about_opinions
from custsheet.analysis.kpis.sources import Sources
from custsheet.analysis.kpis.staff import about_work
from custsheet.analysis.kpis.values import Kpi
from custsheet.model.quality import Quality
from custsheet.model.value import Value

__all__ = ["Kpi", "Sources", "kpis"]


def kpis(sources: Sources, quality: Quality | None = None, value: Value | None = None) -> tuple[Kpi, ...]:
    """All of them, in the order shown.

    Args:
        sources: the workbook and the twelve months.
        quality: the scores of the data, None where nothing was scored.
        value: what customers are worth, None where it is not kept up.
    """
    return (
        *about_opinions(sources),
        *about_buying(sources),
        lifetime(sources, value),
        *about_work(sources, quality),
    )
