"""Goes through the door of a running LibreOffice and shows, renews or closes the window of a copy with results.

Run by an interpreter that has LibreOffice's module `uno`, which ours need not have, so nothing else but the standard
library is imported here. The exit code says whether it was done. Only the copy's own window is touched; of the person's
document nothing but its address is read, and it is given the focus back.

usage: push_bridge.py knock|show|renew|close PIPE WORKBOOK SIDE_CAR
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import Any

import uno

_CONNECT = 5.0  # seconds until the door that was just opened must answer


def connected(pipe: str, seconds: float) -> Any:
    """LibreOffice's context; None: nobody opens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + seconds
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # UNO's own class, which exists only once connected
            if time.monotonic() >= end:
                return None
            time.sleep(0.05)


def document(desktop: Any, path: str) -> Any:
    """The open document of that file; None: it is not open."""
    url = uno.systemPathToFileUrl(path)
    components = desktop.Components.createEnumeration()
    while components.hasMoreElements():
        one = components.nextElement()
        with suppress(Exception):  # one that has no address, or is just being closed: UNO's own classes
            if url == one.URL:
                return one
    return None


def show(desktop: Any, theirs: Any, path: str) -> None:
    """A window of its own, read-only; the focus goes back to where the person types."""
    read_only = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    read_only.Name, read_only.Value = "ReadOnly", True
    desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (read_only,))
    window = theirs.CurrentController.Frame.ContainerWindow
    window.toFront()
    window.setFocus()


def main(do: str, pipe: str, workbook: str, side_car: str) -> int:
    """0: done."""
    context = connected(pipe, 0.0 if do in {"knock", "close"} else _CONNECT)
    if context is None or do == "knock":
        return int(context is None)
    create = context.ServiceManager.createInstanceWithContext
    desktop = create("com.sun.star.frame.Desktop", context)
    ours = document(desktop, side_car)
    if do == "close":
        if ours is not None:
            ours.close(True)
        return 0
    theirs = document(desktop, workbook)
    if theirs is None:
        return 1
    if ours is not None:
        dispatcher = create("com.sun.star.frame.DispatchHelper", context)
        dispatcher.executeDispatch(ours.CurrentController.Frame, ".uno:Reload", "", 0, ())
    elif do == "show":
        show(desktop, theirs, side_car)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
