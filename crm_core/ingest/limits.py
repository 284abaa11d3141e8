"""What a child process that reads a file may take, and the moment after which an instant lies in the future."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Limits:
    """Bounds of one reading.

    Parameters
    ----------
    now : datetime
        With a zone. Recorded instants after it are quarantined as lying in the future.
    memory_mb : int
        Memory of the engine in the child process, in MB.
    seconds : int
        Time the child may run.
    output_mb : int
        Largest file the child may write, in MB.
    threads : int
        Threads of the engine.
    """

    now: datetime
    memory_mb: int = 1024
    seconds: int = 3600
    output_mb: int = 65_536
    threads: int = 2
