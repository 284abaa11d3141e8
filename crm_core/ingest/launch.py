"""Starts the child process by its path, without what the packages import for everybody else.

The child needs a tenth of the product; pandas and all metrics would double the time until it begins.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path

HERE = Path(__file__).parent


def start(job: Path) -> None:
    """Do the job in a process that knows the packages' folders but not their own modules' imports."""
    for name, folder in (("crm_core", HERE.parent), ("crm_core.ingest", HERE)):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    from crm_core.ingest.child import main  # after the packages are in place

    main(job)


if __name__ == "__main__":
    start(Path(sys.argv[1]))
