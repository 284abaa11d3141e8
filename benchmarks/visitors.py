"""What visitors of a real server wait for: twenty of them at once, and the first one after a second start."""

from __future__ import annotations

import asyncio
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.table import Line

VISITORS, LOOKS, THOUGHT = 20, 5, 2.0
"""Visitors at once, pages that each opens, and seconds between two of them."""

PAGES = ("satisfaction", "complaints", "loyalty")
"""Pages of six charts."""

PERCENTILE, SLOWEST, START = 0.95, 1.0, 10.0
"""Most seconds that so many of the looks may take, and most seconds from a second start to the first chart."""

ROOT = Path(__file__).parents[1]
PATIENCE = 600
ROUND = 30.0
"""Seconds that the server gets for its own round over the pages."""


def compare(database: Path) -> Iterator[Line]:
    """Yield both lines, on a database that has been visited before."""
    with tempfile.TemporaryDirectory(prefix="loyalty-visitors-") as folder:
        settings = {"DATABASE": f"duckdb:///{database}", "WORK_FOLDER": folder, "SAMPLE": "no"}
        with served(settings) as address:
            time.sleep(ROUND)
            asyncio.run(_everything_once(address))
            took = sorted(asyncio.run(_crowd(address)))
        at = took[int(PERCENTILE * len(took))]
        what = f"{VISITORS} visitors at once, {len(took)} looks at pages of six charts, 95 of 100 within"
        yield Line(what, f"{took[len(took) // 2]:.2f} s the middle one", "", at, SLOWEST, unit="s")
        begun = time.perf_counter()
        with served(settings) as address:
            chart = asyncio.run(_first_chart(address))
            until = time.perf_counter() - begun
        yield Line("second start to the first chart", f"{chart:.2f} s of it the page", "", until, START, unit="s")


@contextmanager
def served(settings: Mapping[str, str]) -> Iterator[str]:
    """Start the app as a user does; gives host and port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
    environment = os.environ | {f"LOYALTY_{name}": value for name, value in settings.items()}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [*command, "--server.port", str(port)], cwd=ROOT, env=environment, stdout=quiet, stderr=quiet
    )
    try:
        _wait(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError("the app did not start")


@asynccontextmanager
async def session(address: str) -> AsyncIterator[websockets.ClientConnection]:
    """Connect as a browser does."""
    door = f"ws://{address}/_stcore/stream"
    async with websockets.connect(door, subprotocols=["streamlit"], max_size=None) as connection:
        yield connection


async def look(connection: websockets.ClientConnection, page: str) -> tuple[float, float]:
    """Go to a page; gives the seconds to the first chart and to the end."""
    begun, chart = time.perf_counter(), float("nan")
    question = BackMsg(rerun_script=ClientState(page_name=page))
    await connection.send(question.SerializeToString())
    async for answer in connection:
        message = ForwardMsg.FromString(answer)
        now = time.perf_counter() - begun
        if math.isnan(chart) and message.delta.new_element.HasField("vega_lite_chart"):
            chart = now
        if message.WhichOneof("type") == "script_finished":
            return chart, now
    raise ConnectionError(f"{page} was not drawn to the end")


async def _first_chart(address: str) -> float:
    async with session(address) as connection:
        return (await look(connection, "overview"))[0]


async def _everything_once(address: str) -> None:
    async with session(address) as connection:
        for page in PAGES:
            await look(connection, page)


async def _crowd(address: str) -> list[float]:
    looks = await asyncio.gather(*(_visitor(address, place) for place in range(VISITORS)))
    return [seconds for one in looks for seconds in one]


async def _visitor(address: str, place: int) -> list[float]:
    """Open one page after the other, each visitor beginning at another moment and page."""
    await asyncio.sleep(THOUGHT * place / VISITORS)
    took = []
    async with session(address) as connection:
        for turn in range(LOOKS):
            _, seconds = await look(connection, PAGES[(place + turn) % len(PAGES)])
            took.append(seconds)
            await asyncio.sleep(THOUGHT)
    return took
