"""The server's own rounds: after a start and after a change it visits its pages, so that visitors find the answers."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable
from typing import Any, Protocol

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import crm_core
from crm_core import schema

BETWEEN = 5.0
"""Seconds between two looks at the versions of the tables; what goes on changing is waited for."""

PATIENCE = 3600.0
"""Seconds after which a page is left."""

SOCKET = {
    "type": "websocket",
    "asgi": {"version": "3.0", "spec_version": "2.4"},
    "http_version": "1.1",
    "scheme": "ws",
    "path": "/_stcore/stream",
    "raw_path": b"/_stcore/stream",
    "root_path": "",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "client": ("127.0.0.1", 0),
    "server": ("localhost", None),
    "subprotocols": ["streamlit"],
}
"""How a browser on this machine asks for its connection (ASGI 3.0)."""


class App(Protocol):
    """An ASGI application."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...


async def go_round(app: App, store: crm_core.Store, pages: Iterable[str]) -> None:
    """Visit the pages again whenever the store is not what it was; ends when it is cancelled."""
    seen, visited = None, None
    while True:
        found = await asyncio.to_thread(store.versions, schema.TABLES)
        if found != visited and (visited is None or found == seen):
            for page in pages:
                await visit(app, page)
            visited = found
            gc.collect()
            gc.freeze()
        seen = found
        await asyncio.sleep(BETWEEN)


async def visit(app: App, page: str) -> None:
    """Open a page as a new visitor does, wait until it is drawn, and leave."""
    drawn = asyncio.Event()
    question = BackMsg(rerun_script=ClientState(page_name=page))
    said = iter(({"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": question.SerializeToString()}))

    async def receive() -> dict[str, Any]:
        for message in said:
            return message
        await drawn.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.close" or _is_last(message.get("bytes")):
            drawn.set()

    async with asyncio.timeout(PATIENCE):
        await app({**SOCKET, "state": {}}, receive, send)


def _is_last(sent: bytes | None) -> bool:
    return sent is not None and ForwardMsg.FromString(sent).WhichOneof("type") == "script_finished"
