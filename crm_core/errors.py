"""Everything that can go wrong and that a person can do something about.

::

    LoyaltyError                  code, found, expected, todo
    ├── ConfigurationError        a deployment setting is wrong or missing
    ├── StoreError                the database can't be used as it is
    │   ├── StoreLocked           another process holds the file (its number in `found`)
    │   ├── StoreNewer            written by a newer version of the product
    │   ├── StoreUnreachable      no such folder, no such server
    │   └── StoreDamaged          the file is not what its journal says
    ├── CsvRejected               a file is refused as a whole
    ├── ImportRefused             a staged file can't be committed or an import can't be undone
    ├── SettingsError             a business rule is not valid
    ├── UnknownMetric             no metric of that name
    ├── UnknownDimension          this metric can't be split that way
    ├── TooFewPeople              a segment that would tell about single people
    ├── FitFailed                 a model that these data can't tell
    ├── ChartRefused              a picture that can't be drawn
    └── TooManyRows               an answer is larger than a page, a chart or a metric may be

An error carries a code and its parameters; the words are chosen where it is shown (``crm_core.text``).
``str(error)`` is the English sentence, for logs and notebooks.
"""

from __future__ import annotations

from collections.abc import Sequence


class LoyaltyError(Exception):
    """Base of all errors the product raises on purpose.

    Parameters
    ----------
    code : str
        Stable name of what happened, the key of its sentence.
    found : str
        What was found.
    expected : str
        What was expected instead.
    todo : str
        What the reader can do about it.
    """

    def __init__(self, code: str, *, found: str = "", expected: str = "", todo: str = "") -> None:
        super().__init__(code)
        self.code, self.found, self.expected, self.todo = code, found, expected, todo

    def __str__(self) -> str:
        parts = (
            f"found: {self.found}" if self.found else "",
            f"expected: {self.expected}" if self.expected else "",
            f"to do: {self.todo}" if self.todo else "",
        )
        return "; ".join([self.code.replace("_", " "), *(part for part in parts if part)])

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with all four parts."""
        return (_rebuild, (type(self), self.code, self.found, self.expected, self.todo))


def _rebuild(kind: type[LoyaltyError], code: str, found: str, expected: str, todo: str) -> LoyaltyError:
    return kind(code, found=found, expected=expected, todo=todo)


class ConfigurationError(LoyaltyError):
    """A deployment setting is wrong or missing."""


class StoreError(LoyaltyError):
    """The database can't be used as it is."""


class StoreLocked(StoreError):
    """Another process holds the database file."""


class StoreNewer(StoreError):
    """The database was written by a newer version of the product."""


class StoreUnreachable(StoreError):
    """The database's folder or server can't be reached."""


class StoreDamaged(StoreError):
    """The database holds other rows than its journal says."""


class CsvRejected(LoyaltyError):
    """A file is refused as a whole; nothing of it was loaded."""


class ImportRefused(LoyaltyError):
    """A staged file can't be committed, or an import can't be undone."""


class SettingsError(LoyaltyError):
    """A business rule is not valid.

    Attributes
    ----------
    problems : tuple of SettingsError
        Everything that is wrong with a change, each on its own; empty where the error itself is the only one.
    """

    problems: tuple[SettingsError, ...] = ()

    @classmethod
    def of(cls, problems: Sequence[SettingsError]) -> SettingsError:
        """Return one error for all problems of a change: the only one itself, else one that holds them."""
        if len(problems) == 1:
            return problems[0]
        whole = cls("rules_invalid", found="; ".join(str(one) for one in problems))
        whole.problems = tuple(problems)
        return whole


class UnknownMetric(LoyaltyError):
    """No metric of that name."""


class UnknownDimension(LoyaltyError):
    """This metric can't be split by that dimension."""


class TooFewPeople(LoyaltyError):
    """A segment has too few people to be told of, or would give away a group that has."""


class FitFailed(LoyaltyError):
    """A model can't be fitted: the data don't tell its parameters."""


class ChartRefused(LoyaltyError):
    """A table can't be drawn as this picture, or the machine lacks what it takes."""


class TooManyRows(LoyaltyError):
    """An answer is larger than a page, a chart or a metric may be."""
