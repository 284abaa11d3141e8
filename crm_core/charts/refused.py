"""What goes wrong with a chart and can be put right by a person."""

from crm_core.errors import LoyaltyError


class ChartRefused(LoyaltyError):
    """A picture can't be drawn truthfully from what was given; `code` says why."""
