"""The server visits its own pages: as a browser does, after a start and after each change, and not in between."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages._parts import rounds

PAGES = ("overview", "loyalty")
DRAWN, FINISHED = ForwardMsg(), ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
DRAWN.delta.new_element.text.body = "a chart"


class Server:
    """What Streamlit's server does on a connection, as far as a visitor sees it."""

    def __init__(self, *, closes: bool = False) -> None:
        self.closes = closes
        self.heard: list[str] = []
        self.left = 0

    async def __call__(self, scope, receive, send) -> None:
        assert (scope["type"], scope["path"]) == ("websocket", "/_stcore/stream")
        assert (await receive())["type"] == "websocket.connect"
        if self.closes:
            await send({"type": "websocket.close", "code": 1008})
            return
        await send({"type": "websocket.accept", "subprotocol": "streamlit"})
        question = BackMsg.FromString((await receive())["bytes"])
        self.heard.append(question.rerun_script.page_name)
        leaving = asyncio.ensure_future(receive())
        await send({"type": "websocket.send", "bytes": DRAWN.SerializeToString()})
        await asyncio.sleep(0)
        assert not leaving.done()
        await send({"type": "websocket.send", "bytes": FINISHED.SerializeToString()})
        assert (await leaving)["type"] == "websocket.disconnect"
        self.left += 1


class Store:
    """The versions of a store's tables at one look after another; the last one stays."""

    def __init__(self, *versions: int) -> None:
        self.coming = list(versions)

    def versions(self, names) -> tuple[tuple[str, int], ...]:
        now = self.coming.pop(0) if len(self.coming) > 1 else self.coming[0]
        return (("purchases", now),)


def go(server: Server, store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the server go round until long after the store's last change."""
    monkeypatch.setattr(rounds, "BETWEEN", 0.01)

    async def for_a_while() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await rounds.go_round(server, store, PAGES)

    asyncio.run(for_a_while())
    return server.heard


def test_a_visitor_waits_until_the_page_is_drawn_and_leaves():
    server = Server()
    asyncio.run(rounds.visit(server, "loyalty"))

    assert (server.heard, server.left) == (["loyalty"], 1)


def test_a_visitor_who_is_turned_away_leaves():
    server = Server(closes=True)
    asyncio.run(rounds.visit(server, "loyalty"))

    assert (server.heard, server.left) == ([], 0)


def test_every_page_is_visited_once_while_nothing_changes(monkeypatch):
    assert go(Server(), Store(1), monkeypatch) == [*PAGES]


def test_pages_are_visited_again_when_a_row_of_changes_has_come_to_rest(monkeypatch):
    assert go(Server(), Store(1, 1, 2, 3, 4, 4, 4), monkeypatch) == [*PAGES, *PAGES]
