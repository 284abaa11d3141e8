"""Learn to read the tone of comments, and say how often that is right.

    python -m training.tone

Writes for each language ``crm_core/comments/<language>.tsv`` (weights), ``crm_core/comments/accuracy.toml`` and
``tests/comments/data/<language>.tsv`` (labelled texts that nothing was trained on). It needs the network, for the
packages that the texts ship in; the product needs neither.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from crm_core.comments import tone
from crm_core.comments.tone import ALWAYS, READ
from training import texts
from training.texts import Text

ROOT = Path(__file__).parents[1]
LEARNED, UNSEEN = ROOT / "crm_core" / "comments", ROOT / "tests" / "comments" / "data"

PARTS = {"test": (0, 1), "tried": (2,), "training": (3, 4, 5, 6, 7, 8, 9)}
"""Tenths of the origins: for the test, for choosing the penalty, and for training."""

MOST_UNSEEN = 1_000
"""Texts of the test that are kept."""

LEAST_SEEN = {"en": 2, "zh": 8}
"""Texts in which a sign has to stand: a large collection can leave more out."""

PENALTIES = (1.0, 3.0, 10.0, 30.0)
NOTHING = 0.05
"""Smallest weight kept."""

Vector = NDArray[np.float64]


def tenth(origin: str) -> int:
    """Return the part of an origin: it hangs on its own name alone, so that it is always on the same side."""
    return int(hashlib.md5(origin.encode(), usedforsecurity=False).hexdigest(), 16) % 10


class Reading:
    """Texts of one language as a table of signs."""

    def __init__(self, language: str, known: list[Text]) -> None:
        self.language = language
        self.sides = {name: [one for one in known if tenth(one.origin) in parts] for name, parts in PARTS.items()}
        counted = Counter(sign for one in self.sides["training"] for sign in READ[language](one.words))
        kept = sorted(sign for sign, n in counted.items() if n >= LEAST_SEEN[language])
        self.places = {sign: place for place, sign in enumerate(kept)}

    def table(self, *sides: str) -> tuple[csr_matrix, Vector]:
        """Return which signs stand in each text of some sides, and which of the texts are good."""
        chosen = [one for side in sides for one in self.sides[side]]
        rows, columns, values = [], [], []
        for row, one in enumerate(chosen):
            for sign, value in READ[self.language](one.words).items():
                if sign in self.places:
                    rows.append(row)
                    columns.append(self.places[sign])
                    values.append(value)
        shape = (len(chosen), len(self.places))
        return csr_matrix((values, (rows, columns)), shape=shape), np.array([one.good for one in chosen], dtype=float)

    def chosen(self) -> tuple[float, Vector]:
        """Return the penalty that reads the tried texts best, and the weights learned from them and the training."""
        signs, good = self.table("tried")
        training = self.table("training")
        best = max(PENALTIES, key=lambda penalty: right(signs, good, fitted(*training, penalty)))
        return best, fitted(*self.table("training", "tried"), best)


def fitted(signs: csr_matrix, good: Vector, penalty: float) -> Vector:
    """Return the weights of a logistic regression with a quadratic penalty; the last one is every text's."""

    def loss(weights: Vector) -> tuple[float, Vector]:
        score = signs @ weights[:-1] + weights[-1]
        chance = 1 / (1 + np.exp(-score))
        value = np.logaddexp(0, score).sum() - good @ score + penalty / 2 * weights[:-1] @ weights[:-1]
        slope = signs.T @ (chance - good) + penalty * weights[:-1]
        return float(value), np.append(slope, (chance - good).sum())

    found: Vector = minimize(loss, np.zeros(signs.shape[1] + 1), jac=True, method="L-BFGS-B").x
    return found


def right(signs: csr_matrix, good: Vector, weights: Vector) -> int:
    """Count the texts whose side is told right."""
    return int(((signs @ weights[:-1] + weights[-1] > 0) == (good > 0)).sum())


def learn(language: str, known: list[Text]) -> dict[str, object]:
    """Write the weights of a language and its unseen texts; return how often they are read right."""
    reading = Reading(language, known)
    penalty, weights = reading.chosen()
    weights = np.where(np.abs(weights) >= NOTHING, np.round(weights, 2), 0.0)
    lines = [f"{sign}\t{weights[place]:g}" for sign, place in reading.places.items() if weights[place]]
    (LEARNED / f"{language}.tsv").write_text("\n".join([f"{ALWAYS}\t{weights[-1]:g}", *lines, ""]), encoding="utf-8")
    reading.sides["test"] = sorted(reading.sides["test"], key=lambda one: hashlib.sha256(one.words.encode()).digest())
    reading.sides["test"] = reading.sides["test"][:MOST_UNSEEN]
    unseen = [f"{int(one.good)}\t{one.words}\n" for one in reading.sides["test"]]
    (UNSEEN / f"{language}.tsv").write_text("".join(unseen), encoding="utf-8")
    counts = {side: len(held) for side, held in reading.sides.items()}
    found = sum((tone(one.words, language) > 0) == one.good for one in reading.sides["test"])
    print(language, counts, f"penalty {penalty:g}, {len(lines):,} signs, {found} right")
    return {"right": found, "texts": counts["test"], "source": texts.SOURCES[language]}


def main() -> None:
    """Learn both languages and write down what was measured."""
    UNSEEN.mkdir(parents=True, exist_ok=True)
    known = {"en": texts.english(), "zh": texts.chinese()}
    lines = [
        "# How often the tone is read right, as training/tone.py measured it on texts that nothing was trained on."
    ]
    for language, held in known.items():
        found = learn(language, held)
        lines += ["", f"[{language}]", f"right = {found['right']}", f"texts = {found['texts']}"]
        lines += [f'source = "{found["source"]}"']
    (LEARNED / "accuracy.toml").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
