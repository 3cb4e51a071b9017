"""The order of a pass: read, check, mend, match, analyse, draw, graft, commit. It is written here and nowhere else.

Pure but for its two ends: `package.read` at the beginning and `package.commit` at the end.
"""

from custsheet.pipeline.creation import create
from custsheet.pipeline.refreshing import refresh
from custsheet.pipeline.run import check, process
from custsheet.pipeline.sidecar import remove_side_cars
from custsheet.pipeline.upgrading import upgrade

__all__ = ["check", "create", "process", "refresh", "remove_side_cars", "upgrade"]
