"""What is remembered outside the workbook, on this computer: backups. Losing all of it harms no workbook."""
