"""The first visitor finds the answers: the server has been on its pages before."""

import re
import shutil
import time

import httpx

from tests.browser.server import running_app

LOOKUPS = re.compile(r'cache_lookups_total\{cache="pages\._parts\.answers\.cached".*result="miss"\} (\d+)')
SECONDS = 60


def answered(address: str) -> int:
    """How many questions the app has answered since its start, by its own count."""
    found = LOOKUPS.search(httpx.get(f"{address}/_stcore/metrics", trust_env=False).text)
    return int(found[1]) if found else 0


def settled(address: str) -> int:
    """The count when it has stood still for some seconds, and is not 0."""
    end, counts = time.monotonic() + SECONDS, [0]
    while time.monotonic() < end and (counts[-1] == 0 or len({*counts[-4:]}) > 1):
        time.sleep(1)
        counts.append(answered(address))
    return counts[-1]


def test_a_first_look_at_every_page_asks_nothing_that_the_server_has_not_asked_before(shop_folder, tmp_path, visitor):

    folder = shutil.copytree(shop_folder, tmp_path / "work")
    with running_app(folder, settings={"LOYALTY_SAMPLE": "no", "LOYALTY_WARM_UP": "yes"}) as address:
        before = settled(address)
        page = visitor(base_url=address)
        for name in ("/", "/satisfaction", "/complaints", "/loyalty"):
            page.goto(name)
            page.locator("svg.marks").first.wait_for()
        after = settled(address)
        page.close()

    assert before > 50
    assert after == before
