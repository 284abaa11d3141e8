"""By what numbers can be narrowed and split: the only source of filters, ``by`` and labels.

A dimension says, for each fact table, how to come from a row of the fact to the dimension's value. Where a fact has
no path, the number is not narrowed and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Group = Literal["where", "who", "what", "more"]


@dataclass(frozen=True)
class Path:
    """The way from a row of a fact to a value.

    Parameters
    ----------
    column : str
        The column that holds the value: on the fact itself, or on `table` where that is given.
    key : str
        The fact's column that points to `table`; empty where the value stands on the fact itself.
    table : str
        The dimension table.
    table_key : str
        The column of `table` that `key` equals.
    """

    column: str
    key: str = ""
    table: str = ""
    table_key: str = ""


@dataclass(frozen=True)
class Dimension:
    """One dimension.

    Parameters
    ----------
    name : str
        Name in ``by``, in filters and in addresses.
    paths : mapping of str to tuple of Path
        For each fact the ways to the value; the first that gives one counts.
    personal : bool
        Whether it is a personal attribute or a member of staff: then groups need more people to be shown.
    labels : Path or None
        Where a code's label stands: the label column, with the table and the code's column in it; None where the
        value is its own label.
    derived : bool
        Whether the value is worked out from the whole customer at the moment, and only kept in the table of its paths.
    """

    name: str
    paths: Mapping[str, tuple[Path, ...]]
    personal: bool = False
    labels: Path | None = None
    derived: bool = False

    def path(self, fact: str) -> tuple[Path, ...]:
        """Return the ways from `fact` to the value; empty if there is none."""
        return self.paths.get(fact, ())


@dataclass(frozen=True)
class FilterField:
    """One field of the sidebar.

    Parameters
    ----------
    name : str
        Name of its dimension.
    group : {"where", "who", "what", "more"}
        The heading it stands under.
    """

    name: str
    group: Group


FACTS: tuple[str, ...] = (
    "customers", "complaints", "purchases", "survey_answers", "interactions", "survey_invitations", "appointments",
    "attendances", "memberships",
)  # fmt: skip
"""Tables that filters narrow."""

TIMES: tuple[str, ...] = ("day", "week", "month", "quarter", "year")
"""Ways to split by the time of a metric's cohort column, in the workspace's zone."""

_OTHERS = FACTS[1:]
_IN_STORES = tuple(fact for fact in _OTHERS if fact != "memberships")
_WITH_PRODUCT = ("complaints", "purchases", "survey_answers", "interactions", "appointments")


def _own(column: str, *facts: str) -> dict[str, tuple[Path, ...]]:
    return {fact: (Path(column),) for fact in facts}


def _through(key: str, table: str, column: str, facts: tuple[str, ...]) -> dict[str, tuple[Path, ...]]:
    return {fact: (Path(column, key, table, key),) for fact in facts}


def _of_customer(column: str) -> dict[str, tuple[Path, ...]]:
    return _own(column, "customers") | _through("customer_id", "customers", column, _OTHERS)


def _team() -> dict[str, tuple[Path, ...]]:
    staff = Path("team", "staff_id", "staff", "staff_id")
    own = dict.fromkeys(("complaints", "interactions"), (Path("team"), staff))
    return own | dict.fromkeys(("purchases", "survey_answers", "survey_invitations", "appointments"), (staff,))


DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("region", _of_customer("region")),
        Dimension("country", _of_customer("country")),
        Dimension("store_region", _through("store_id", "stores", "region", _IN_STORES)),
        Dimension("store", _own("store_id", *_IN_STORES), labels=Path("name", "store", "stores", "store_id")),
        Dimension("channel", _own("channel", "complaints", "purchases", "interactions")),
        Dimension("product_category", _through("product_id", "products", "category", _WITH_PRODUCT)),
        Dimension("category", _own("category", "complaints")),
        Dimension("severity", _own("severity", "complaints")),
        Dimension("topic", _own("topic", "interactions")),
        Dimension("customer_kind", _of_customer("kind")),
        Dimension("tier", _through("customer_id", "customer_month", "tier", FACTS), derived=True),
        Dimension("team", _team()),
        Dimension("touchpoint", _own("touchpoint", "survey_answers", "survey_invitations")),
    )
}
"""Every dimension by its name."""

FILTERS: tuple[FilterField, ...] = (
    FilterField("region", "where"),
    FilterField("country", "where"),
    FilterField("store_region", "where"),
    FilterField("store", "where"),
    FilterField("customer_kind", "who"),
    FilterField("tier", "who"),
    FilterField("channel", "what"),
    FilterField("product_category", "what"),
    FilterField("category", "what"),
    FilterField("topic", "what"),
    FilterField("team", "more"),
    FilterField("severity", "more"),
    FilterField("touchpoint", "more"),
)
"""Fields of the sidebar, in their order."""
