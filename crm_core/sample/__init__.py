"""The sample retailer, Alder & Finch: made up, of any size, with known truths planted in its rows."""

from __future__ import annotations

from crm_core.sample.files import write_sample
from crm_core.sample.size import Size

__all__ = ["Size", "write_sample"]
