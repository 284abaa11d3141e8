"""What a file does not say and only its owner can."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One thing that the file does not say.

    Attributes
    ----------
    code : str
        encoding, header_missing, match, required, word, day_order, amounts or serial (`unsure.READINGS`: how a column
        is read), scale (of a survey's question) or kinds (which types of tickets are complaints).
    column : str
        The file's column; the contract's for ``required``; empty where it is about the file.
    found : str
        What raises the question.
    guess : str
        The likeliest answer, empty if there is none.
    options : tuple of str
        Answers to choose from; for ``kinds`` the types, all of which are complaints until somebody says otherwise.
    counts : tuple of int
        How often each option stands in the first rows, for ``kinds``.
    """

    code: str
    column: str
    found: str
    guess: str
    options: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
