"""Segments of customers: conditions on attributes joined by and / or, who meets them, and which are hidden."""

from crm_core.segments.attributes import ATTRIBUTES, MISSING, Attribute
from crm_core.segments.conditions import Condition, Segment, read
from crm_core.segments.hiding import check, hidden, minimum_of, people
from crm_core.segments.offered import coded, largest, minimum_for, offered
from crm_core.segments.traits import apart, members

__all__ = [
    "ATTRIBUTES",
    "MISSING",
    "Attribute",
    "Condition",
    "Segment",
    "apart",
    "check",
    "coded",
    "hidden",
    "largest",
    "members",
    "minimum_for",
    "minimum_of",
    "offered",
    "people",
    "read",
]
