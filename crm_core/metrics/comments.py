"""What customers write: how it sounds, and what it is about."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import comments, relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

MOST_READ = 20_000
"""Comments that are read: of more, so many drawn as if by lot. The tone of a share of them is then known to 0.01."""

LEAST_COMMENTS = 10
"""Comments that a theme needs."""

SPLITS = ("quarter", "region", "store")
TABLES = ("survey_answers", "customers", "stores")


def _written(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    return relations.with_words(rows)


def _read(store: Store, written: sa.FromClause) -> pd.DataFrame:
    """Return the comments that are read: group, customer, words, language, and whether low scores came with them."""
    found = store.read(relations.written_by_lot(written, MOST_READ))
    pairs = zip(found["comment"], found["language"], strict=True)
    told = [comments.language_of(words, None if pd.isna(said) else said) for words, said in pairs]
    return found.assign(language=pd.Series(told, index=found.index, dtype="str"))


@metric(
    "satisfaction.comments",
    title="Tone of comments",
    chart="dumbbell",
    cohort="survey_answers.answered_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "language": "code",
        "tone": "tone -1 to 1",
        "low": "tone -1 to 1",
        "high": "tone -1 to 1",
        "right_pct": "per cent",
        "comments": "answers",
        "n": "customers",
        "left_out": "answers",
    },
    value="tone",
    better="higher",
    records=_written,
    series="language",
)
def tone(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""How what customers write sounds, from -1 (bad) to 1 (good), each language for itself.

    Definition
    ----------
    A comment is read by a regression on its words (English: and a list of charged words; Chinese: its characters and
    their neighbours): its tone is twice the chance that a reader would call it good, less one. The tone of a customer
    is the mean of theirs, that of a group the mean over its customers, $\pm t_{n-1} \, s / \sqrt{n}$, 95 %. The
    language is told by script and by its smallest words. Of more than 20,000 comments so many are read, drawn as if
    by lot. What is known of the accuracy was measured on texts that nothing was trained on.

    Columns
    -------
    group : code of the group, empty for the whole
    language : code of the language; other: it can't be told
    tone : mean tone, tone -1 to 1; missing for a language that can't be read for its tone
    low, high : its 95 % interval, tone -1 to 1
    right_pct : in how many of 100 unseen texts the side (good or bad) was told right, per cent
    comments : comments of this language that were read
    n : customers who wrote them
    left_out : comments whose tone is not known

    Caution
    -------
    Two languages are read by different rulers: their tones are never compared or added up. A machine misses irony and
    what is left unsaid; it says nothing about single customers, and nothing about whoever served them.

    Source
    ------
    Hutto and Gilbert (2014), VADER, Eighth International Conference on Weblogs and Social Media. Texts to
    learn from and to test on: see crm_core/comments/accuracy.toml.
    """
    settings = settings or store.settings(filters.as_of)
    read = _read(store, _written(store, filters, settings, by=by))
    pairs = zip(read["comment"], read["language"], strict=True)
    tones = [comments.tone(words, language) for words, language in pairs]
    return _toned(read.assign(tone=pd.Series(tones, index=read.index, dtype="float64")))


def _toned(read: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each language in each group."""
    keys = ["group", "language"]
    people = read.groupby([*keys, "customer"], as_index=False)["tone"].mean()
    known = people.groupby(keys)["tone"].agg(["mean", "std", "count"]).reset_index()
    low, high = stats.mean_interval(known["mean"], known["std"], known["count"], low=-1.0, high=1.0)
    counted = read.groupby(keys).agg(comments=("comment", "size"), known=("tone", "count"), n=("customer", "nunique"))
    table: pd.DataFrame = (
        known.assign(low=low, high=high).rename(columns={"mean": "tone"}).merge(counted.reset_index(), on=keys)
    )
    return table.assign(left_out=table["comments"] - table["known"], right_pct=_right(table["language"]))


def _right(languages: pd.Series[str]) -> list[float]:
    """Return in how many of 100 unseen texts the tone is told right."""
    found = [comments.accuracy(language) for language in languages]
    return [one.right_pct if one else float("nan") for one in found]


@metric(
    "satisfaction.themes",
    title="What comments are about",
    chart="dumbbell",
    cohort="survey_answers.answered_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "theme": "code",
        "unhappy_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "share_pct": "per cent",
        "share_low": "per cent",
        "share_high": "per cent",
        "comments": "answers",
        "n": "customers",
        "left_out": "answers",
    },
    value="unhappy_pct",
    better="lower",
    records=_written,
    series="theme",
)
def themes(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""What customers write about, and how many of those who do are unhappy.

    Definition
    ----------
    A comment has a theme where one of the theme's words stands in it (the list is open to read, in English, Chinese
    and Persian); it may have several, or none. Of the customers who wrote in one of these languages, the share who
    wrote about the theme. Unhappy: of these customers, as far as they also gave a score, the share with a low one
    (satisfaction up to 4 of 10, recommending up to 3 of 10, csat in its lowest two fifths). Both with Wilson's 95 %
    interval. A theme needs ten comments. Of more than 20,000 comments so many are read, drawn as if by lot.

    Columns
    -------
    group : code of the group, empty for the whole
    theme : code of the theme
    unhappy_pct : of those who wrote about it and gave a score, the share with a low one, per cent; missing below ten
        comments
    low, high : its 95 % interval, per cent
    share_pct : share of the customers who wrote that wrote about it, per cent; missing below ten comments
    share_low, share_high : its 95 % interval, per cent
    comments : comments about it
    n : customers who wrote them
    left_out : comments in a language without a list of words

    Caution
    -------
    Who writes is not who buys: unhappy customers write more. A list of words misses what is said in other words. The
    unhappiness is the customer's own score, not a reading of their words, and it may be about something else.

    Source
    ------
    The lists are this product's own: crm_core/comments/themes.toml.
    """
    settings = settings or store.settings(filters.as_of)
    read = _read(store, _written(store, filters, settings, by=by))
    pairs = zip(read["comment"], read["language"], strict=True)
    read["theme"] = pd.Series([comments.themes_in(*pair) for pair in pairs], index=read.index, dtype="object")
    return _about(read.assign(listed=read["language"].isin(comments.LISTED)))


def _about(read: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each theme in each group."""
    listed = read[read["listed"]]
    whole = listed.groupby("group").agg(writers=("customer", "nunique"))
    rows = listed.explode("theme").dropna(subset=["theme"])
    people = rows.groupby(["group", "theme", "customer"], as_index=False)["unhappy"].max()
    found = people.groupby(["group", "theme"]).agg(
        n=("customer", "size"), unhappy=("unhappy", "sum"), scored=("unhappy", "count")
    )
    groups = pd.MultiIndex.from_product([whole.index, comments.THEMES], names=["group", "theme"])
    found["comments"] = rows.groupby(["group", "theme"]).size()
    table = found.reindex(groups, fill_value=0).reset_index().join(whole, on="group")
    table = table.assign(left_out=table["group"].map((~read["listed"]).groupby(read["group"]).sum()))
    return table.assign(**_shares(table))


def _shares(table: pd.DataFrame) -> dict[str, pd.Series[float]]:
    enough = table["comments"] >= LEAST_COMMENTS
    columns: dict[str, pd.Series[float]] = {}
    for names, part, of in (
        (("unhappy_pct", "low", "high"), "unhappy", "scored"),
        (("share_pct", "share_low", "share_high"), "n", "writers"),
    ):
        counts = table[part].astype("float64"), table[of].astype("float64")
        values = (counts[0] / counts[1].where(counts[1] > 0), *stats.wilson_interval(*counts))
        columns |= {name: (100 * pd.Series(value)).where(enough) for name, value in zip(names, values, strict=True)}
    return columns
