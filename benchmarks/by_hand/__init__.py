"""The metrics' answers as somebody would write them by hand in DuckDB's SQL, for a file that holds seconds alone.

Each text gives some of its metric's columns, under their names; what it gives must be equal, so that both sides have
answered the same question. Columns of other names are what the metric's interval is made of. ``{group}`` is the code
of the group, ``{until}`` the moment of knowledge. Tiers have none: they are read from kept tables.
"""

from __future__ import annotations

from benchmarks.by_hand.asking import ASKING
from benchmarks.by_hand.attitude import ATTITUDE
from benchmarks.by_hand.backlog import BACKLOG
from benchmarks.by_hand.buying import BUYING
from benchmarks.by_hand.complaints import COMPLAINTS
from benchmarks.by_hand.contacts import CONTACTS
from benchmarks.by_hand.queues import QUEUES
from benchmarks.by_hand.satisfaction import SATISFACTION
from benchmarks.by_hand.starts import STARTS
from benchmarks.by_hand.tables import TABLES
from benchmarks.by_hand.value import VALUE

QUESTIONS: dict[str, tuple[str, str]] = {
    **SATISFACTION,
    **ASKING,
    **COMPLAINTS,
    **BACKLOG,
    **BUYING,
    **ATTITUDE,
    **VALUE,
    **STARTS,
    **CONTACTS,
    **QUEUES,
    **TABLES,
}
"""For each metric the instant whose month is its group (none where it is not split so), and its SQL."""
