"""How a workbook is drawn, whatever stands in it: cells, rows as XML, looks, the edges of XlsxWriter."""
