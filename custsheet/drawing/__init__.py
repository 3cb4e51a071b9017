"""Every sheet the tool makes, drawn with XlsxWriter: the template and the sheets of a pass.

`template` draws a new workbook, `results` what follows from a pass, `upgrade` what a newer standard changes. They draw
the sheets of `people`, `home`, `lists`, `quality`, `dashboard` and `reports` with the means of `workbook`, by what all
of the tool's sheets have in common (`frame`, `toolsheet`, `hidden`). They read no file.
"""
