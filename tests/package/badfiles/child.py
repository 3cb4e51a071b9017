"""Reads bad files one after the other in a process of its own, and says of each what came of it.

Names of families come in as arguments; a line of JSON goes out for each kind before and after it is read, so that the
parent knows which one killed this process.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time

from read import outcome

# Far above what the gate needs, far below what a reader asks for that believes a bad file.
_MEMORY = 3 << 30


def say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for family in sys.argv[1:]:
        for name, kind in importlib.import_module(family).KINDS.items():
            data = kind.make()
            say({"kind": f"{family}: {name}"})
            began = time.perf_counter()
            found = outcome(data, kind)
            say({"wrong": found, "seconds": time.perf_counter() - began})


main()
