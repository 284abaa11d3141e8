"""Environments of their own for libraries that need an older pandas than the product."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def python_with(folder: Path, name: str, *needs: str) -> Path:
    """Return the Python of an environment with these packages; make it if it is not there."""
    place = folder / name
    python = place / "bin" / "python"
    if not (place / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *needs], check=True)
        (place / "made").touch()
    return python


def told_by(python: Path, script: str, *given: object) -> str:
    """Run a script there and return what it prints."""
    command = [str(python), "-c", script, *map(str, given)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
