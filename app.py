"""The server: Streamlit's app over the router, a health check, and what is done once at the start."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import os
import pkgutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from streamlit.starlette import App

import crm_core
from crm_core import sessions
from crm_core.actions import staff
from crm_core.ingest import journal
from crm_core.text import word
from crm_core.text.problems import explained
from pages import _parts
from pages._parts import workspace
from pages._parts.menu import PAGES
from pages._parts.rounds import go_round

HERE = Path(__file__).parent


@contextlib.asynccontextmanager
async def start(_: App) -> AsyncIterator[None]:
    """Open the store, fill an empty one with the sample, go round the pages, and free what was opened at the end."""
    store = open_or_explain()
    answer_at_once()
    import_all()
    rounds_of_the_server = asyncio.create_task(go_round(app, store, PAGES)) if workspace.configured().warm_up else None
    yield
    if rounds_of_the_server:
        rounds_of_the_server.cancel()
    store.close()


def open_or_explain() -> crm_core.Store:
    """Open the store; a problem is one sentence on the terminal and ends the start."""
    try:
        store = workspace.opened()
        sessions.delete_leftovers(workspace.configured())
        journal.check(store)
        if workspace.configured().sample and crm_core.is_new(store):
            fill(store)
        forget(store)
    except crm_core.LoyaltyError as error:
        print(word("start.failed", problem=explained(error)), file=sys.stderr, flush=True)
        os._exit(1)  # the server would put a traceback around any exception; nothing is open yet
    return store


def fill(store: crm_core.Store) -> None:
    """Load the sample retailer, telling the terminal how far it is."""

    def tell(table: str, done: int, total: int) -> None:
        print(word("start.sample", table=table, done=done, total=total), flush=True)

    crm_core.load_sample(store, HERE / "sample_data", progress=tell)


def forget(store: crm_core.Store) -> None:
    """Delete what must not be kept any longer: when people came to work, once it no longer counts."""
    known = crm_core.horizon(store, ("shifts",))
    if known is not None:
        staff.delete_old_lateness(store, known)


def answer_at_once() -> None:
    """Let the listening sockets send small answers without waiting for more.

    The sockets that a server accepts inherit this; without it each kept connection waits some 40 ms.
    """
    for name in os.listdir("/proc/self/fd") if Path("/proc/self/fd").is_dir() else ():
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(name))) as one:
            if one.family in (socket.AF_INET, socket.AF_INET6) and one.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def import_all() -> None:
    """Import what pages import, and keep the collector away from what stays anyway.

    Streamlit collects all generations after every run; with pandas loaded that takes 65 ms of an empty run's 70.
    """
    for part in pkgutil.iter_modules(_parts.__path__):
        importlib.import_module(f"{_parts.__name__}.{part.name}")
    gc.collect()
    gc.freeze()


async def healthy(_: Request) -> PlainTextResponse:
    """Answer that the app is up; it isn't reachable before the start is done."""
    return PlainTextResponse("ok")


async def to_start(request: Request) -> RedirectResponse:
    """Send a reader who names the first page to where it is: it has no address of its own."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


ROUTES = [Route("/healthz", healthy), Route("/overview", to_start)]

app = App("pages/_router.py", lifespan=start, routes=ROUTES)
