"""What leaves the product as a file."""

from crm_core.reports.names import sheet_names
from crm_core.reports.table import to_csv
from crm_core.reports.workbook import Block, Sheet, to_excel

__all__ = ["Block", "Sheet", "sheet_names", "to_csv", "to_excel"]
