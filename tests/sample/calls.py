"""Calls and chats of the sample's last year, by plain pandas."""

from collections.abc import Callable

import pandas as pd

Sample = Callable[[str], pd.DataFrame]
LAST_YEAR = pd.Timestamp("2025-11-01", tz="UTC")


def live(sample: Sample) -> pd.DataFrame:
    contacts = sample("interactions")
    return contacts[contacts.channel.isin(["phone", "chat"]) & (contacts.started_at >= LAST_YEAR)]


def answered(sample: Sample) -> float:
    contacts = live(sample)
    short = contacts.abandoned & ((contacts.ended_at - contacts.started_at) < pd.Timedelta(seconds=5))
    return 100 * float((~contacts.abandoned[~short]).mean())


def half_done(sample: Sample, topic: str) -> float:
    contacts = live(sample).query("topic == @topic and not abandoned")
    return (contacts.ended_at - contacts.started_at).median().total_seconds()
