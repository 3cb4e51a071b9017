"""A settled save becomes one pass: files and folders are watched, also while people have them open.

Watcher(paths, tell=…).run()      # until `stop`; `custsheet.watching.watcher` is the loop, `machine` the states
"""
