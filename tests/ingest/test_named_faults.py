"""Every named fault of the way in has a test that carries its number."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
NAMED = {
    *range(1, 8), 9, 10, *range(13, 18), 21, 22, 24, *range(28, 79), *range(101, 106),
}  # fmt: skip
"""F01 to F78 and F101 to F105; the numbers between were never given."""


def names() -> Iterator[str]:
    """Names of tests and names of their cases."""
    for path in sorted({*HERE.glob("test_*.py")} - {Path(__file__)}):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name.removeprefix("test_")
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def numbers(name: str) -> set[int]:
    """Numbers in front of a name: f28_f29_..., f49_to_f52_..., F63-...; none where it begins otherwise."""
    front = re.match(r"(?:(?:to[_ ])?[fF]\d{2,3}(?:[_ -]|$))+", name)
    found = [int(number) for number in re.findall(r"\d{2,3}", front.group())] if front else []
    return set(range(found[0], found[-1] + 1)) if front and "to" in front.group() else set(found)


def test_every_named_fault_has_a_test():
    tested = {number for name in names() for number in numbers(name)}

    assert sorted(NAMED - tested) == []
