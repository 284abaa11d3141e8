"""Starts the child process by its path, without what the packages import for everybody else.

The child needs a tenth of the product; pandas, SQLAlchemy and all metrics would double the time until it begins.
"""

from __future__ import annotations

import sys
import types
from pathlib import Path

HERE = Path(__file__).parent


def start(job: Path) -> None:
    """Do the job in a process that knows the packages' folders but not their own modules' imports."""
    core = HERE.parent
    for name, folder in (("crm_core", core), ("crm_core.ingest", HERE), ("crm_core.schema", core / "schema")):
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    from crm_core.ingest.child import main  # after the packages are in place

    main(job)


if __name__ == "__main__":
    start(Path(sys.argv[1]))
