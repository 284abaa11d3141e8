"""Whose rows a viewer may see where numbers are about single people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

NOBODY_ID = ""
"""Number of no member of staff."""


@dataclass(frozen=True)
class Scope:
    """About whom a viewer may read: about everybody, or about one member of staff alone.

    The router sets it from who is looking, never from the address, so that nobody can ask for another scope; it is
    part of `crm_core.Filters` and so of every key under which an answer is kept. There is no login yet: until there is
    one the router gives every visitor the scope of everybody, and it is the switch for staff data, off by default,
    that keeps single people out.

    Attributes
    ----------
    staff_id : str or None
        Number of the one member of staff; None for everybody.

    Examples
    --------
    >>> Scope("E094").alone
    True
    """

    staff_id: str | None = None

    @property
    def alone(self) -> bool:
        """Whether rows about one person alone may be seen."""
        return self.staff_id is not None

    def holds(self, staff_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Return whether a row about a member of staff may be seen; one about nobody known only by who sees all."""
        return sa.true() if self.staff_id is None else staff_id == self.staff_id


EVERYBODY = Scope()
"""The scope of who may read about everybody."""

NOBODY = Scope(NOBODY_ID)
"""The scope of who may read about no single person."""
