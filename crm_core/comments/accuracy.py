"""How often the tone is read right, measured on texts that nothing was trained on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Accuracy:
    """How often the tone of one language is read right.

    Attributes
    ----------
    right, texts : int
        Texts whose side (good or bad) was told right, of all that were read.
    source : str
        Where the texts and their sides are from.
    """

    right: int
    texts: int
    source: str

    @property
    def right_pct(self) -> float:
        """Per cent of the texts."""
        return 100 * self.right / self.texts


def accuracy(language: str) -> Accuracy | None:
    """Return what was measured for a language; None for one that can't be read."""
    return _measured().get(language)


@cache
def _measured() -> dict[str, Accuracy]:
    with Path(__file__).with_name("accuracy.toml").open("rb") as file:
        return {language: Accuracy(**found) for language, found in tomllib.load(file).items()}
