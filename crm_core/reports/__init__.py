"""What leaves the product as a file."""

from crm_core.reports.table import to_csv

__all__ = ["to_csv"]
