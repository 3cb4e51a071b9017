"""custsheet: makes the workbook a company keeps its customers in work like a CRM, without taking anybody out of Excel."""
