"""The real app, started as a user starts it, with a work folder of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.engines import end_with_us, free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 120  # the first start fills the sample
STOP_SECONDS = 15
# The settings of whoever runs the tests stay out, and the app runs at its own speed, not at coverage's.
KEPT_OUT = ("LOYALTY_", "STREAMLIT_", "COV_", "COVERAGE_")


@contextmanager
def running_app(work_folder: Path, *, root: Path = ROOT, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Start the app on a free port of the loopback address; gives its address, stops it afterwards.

    `settings` are further environment variables, such as ``LOYALTY_SAMPLE``.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    log = work_folder / "app.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*end_with_us(), *command],
            cwd=root,
            env=_environment(work_folder, root, settings or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_healthy(f"{address}/healthz", process, log)
        yield address
    finally:
        _stop(process)


def _environment(work_folder: Path, root: Path, settings: Mapping[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(KEPT_OUT)}
    no_settings = work_folder / "loyalty.toml"
    no_settings.touch()
    ours |= {"LOYALTY_WORK_FOLDER": str(work_folder), "LOYALTY_CONFIG": str(no_settings), "PYTHONPATH": str(root)}
    ours |= {"LOYALTY_WARM_UP": "no"}  # tests are the first to ask; what a server does by itself has a test of its own
    return ours | dict(settings)


def _wait_until_healthy(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    with httpx.Client(trust_env=False, timeout=5) as client:
        while process.poll() is None and time.monotonic() < end:
            try:
                if client.get(address).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    pytest.fail(f"The app did not start: {log.read_text()[-4000:]}", pytrace=False)


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
