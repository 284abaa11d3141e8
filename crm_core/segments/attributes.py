"""What customers can be told apart by: their own attributes, and what is derived of the whole customer at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crm_core import relations

MISSING = relations.MISSING
"""Code of customers without a value."""

YES, NO = "yes", "no"

Kind = Literal["codes", "several", "ordered", "number"]
"""One code a customer, several, one of an order, or a number."""

Group = Literal["leanings", "person", "company", "dealings", "behaviour"]
"""The heading an attribute is offered under."""

BIRTH_YEARS = (16, 25, 35, 45, 55, 65)
"""Ages at which a band begins. Identified children are in none: nobody is picked out by being one."""

AGES = ("16-24", "25-34", "35-44", "45-54", "55-64", "65+")
SIZES = (1, 10, 50, 250, 1_000)
"""Employees at which a band begins."""

EMPLOYEES = ("1-9", "10-49", "50-249", "250-999", "1000+")
TENTHS = tuple(str(place) for place in range(1, 11))
STEP_PCT = 5
"""Numbers are told in such steps: a finer one could single people out by shifting a limit."""


@dataclass(frozen=True)
class Attribute:
    """One attribute of customers.

    Parameters
    ----------
    name : str
        Name in conditions, in addresses and in words.
    group : str
        The heading it is offered under.
    kind : {"codes", "several", "ordered", "number"}
        What a customer has of it.
    column : str
        The column of ``customers`` that holds it; empty where it is worked out.
    personal : bool
        Whether it is personal: groups by it need more people to be shown.
    codes : tuple of str
        All codes in their order where the product defines them; empty where the data do.
    """

    name: str
    group: Group
    kind: Kind = "codes"
    column: str = ""
    personal: bool = False
    codes: tuple[str, ...] = ()


ATTRIBUTES: dict[str, Attribute] = {
    one.name: one
    for one in (
        Attribute("hobbies", "leanings", "several", "hobbies", personal=True),
        Attribute("needs", "leanings", "several", "needs", personal=True),
        Attribute("affinities", "leanings", "several", "affinities"),
        Attribute("dealing", "dealings", codes=relations.DEALINGS),
        Attribute("kind", "dealings", column="kind", codes=("person", "enterprise")),
        Attribute("acquisition_channel", "dealings", column="acquisition_channel"),
        Attribute("switched_from", "dealings", column="switched_from"),
        Attribute("joined", "dealings", "ordered"),
        Attribute("marketing_consent", "dealings", codes=(YES, NO)),
        Attribute("key_account", "dealings", codes=(YES, NO)),
        Attribute("owner", "dealings", codes=(YES, NO)),
        Attribute("tier", "behaviour", "ordered"),
        Attribute("rfm", "behaviour", codes=tuple(name for name, _, _ in relations.RFM_SEGMENTS)),
        Attribute("active_pct", "behaviour", "number"),
        Attribute("value_tenth", "behaviour", "ordered", codes=TENTHS),
        Attribute("recommends", "behaviour", codes=relations.ATTITUDES),
        Attribute("open_complaint", "behaviour", codes=(YES, NO)),
        Attribute("gender", "person", column="gender", personal=True),
        Attribute("age", "person", "ordered", personal=True, codes=AGES),
        Attribute("income_band", "person", column="income_band", personal=True),
        Attribute("language", "person", column="language"),
        Attribute("city", "person", column="city", personal=True),
        Attribute("region", "person", column="region"),
        Attribute("country", "person", column="country"),
        Attribute("sector", "company", column="sector"),
        Attribute("employees", "company", "ordered", codes=EMPLOYEES),
        Attribute("revenue_band", "company", column="revenue_band"),
    )
}
"""Every attribute by its name, hobbies and needs first. Sensitive columns are none."""
