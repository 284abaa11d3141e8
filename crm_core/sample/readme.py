"""The README beside the files: what they are, what is planted in them, and what each column holds."""

from __future__ import annotations

from crm_core.sample.truths import TRUTHS
from crm_core.schema.templates import data_dictionary

_HEAD = """# Alder & Finch, the sample retailer

A made-up retailer of electronics with {stores} stores in four countries, {staff} staff, {products} products and
{customers:,} customers (persons and enterprises). Three years, 1 November 2023 to 31 October 2026; instants are UTC,
money is US dollars. Names and comments are in English, Chinese and Persian. Nobody in it exists; only the benchmarks
are real, published figures of the American Customer Satisfaction Index for personal computers (2005 is not known).

Made by `python sample_data/generate.py`; the same seed gives the same bytes, and any other size follows the same rules.
`exports/` holds small invented files as other systems write them, to try the upload with.
"""
_PLANTED = """
## What is planted

Every row of the table of truths was computed from the generated rows. What the numbers stand for:

- Listen: the adviser's five steps are worth, in points of a satisfaction item per point, Listen .5, Probe .3,
  Present .2, Approach .15, End .1 (before rounding to whole points). Lyon's staff listen one point less well.
- Care West is not slow: all three care teams need the same time for the same kind of case; Care West gets the hard
  ones.
- Support: each team improves every year, but in the last year customers moved from the telephone to the chat, so that
  the total falls: a mix effect.
- Workshops: whoever attends one buys once more within 80 days with a chance of 22 in 100. Who comes depends on the
  orders of the year before, so that a plain comparison with everybody else finds too much, and a matched one finds the
  truth.
- A complaint that took more than five days lowers the relationship answers of the following half year by about one
  point.
- Resolving a complaint in time is not made to change what the customer buys: whatever a page shows there is
  association.

## Its rules

Loading the sample writes rules too (`crm_core/sample/rules.py`), valid from the first day; taking it out takes them
away again. Tiers of the scheme club by net spend of 365 days: Silver from 2,000, Gold from 5,000, Platinum from 10,000.
Working hours with holidays of the three care teams. Promised times by severity in working hours. A target of 80 for the
satisfaction index. Two notes on charts: the revision of Aria Speaker on 20 April 2026, and the chat being put before
the telephone on 1 November 2025.

## Truths

| truth | what | value | unit |
| --- | --- | --- | --- |
{truths}

## Files

| file | rows |
| --- | --- |
{files}

## Columns

Files leave out the optional columns that the retailer does not keep.

"""


def readme(rows: dict[str, int], values: dict[str, str]) -> str:
    """Return the README as Markdown.

    Parameters
    ----------
    rows : dict of str to int
        Rows of each file.
    values : dict of str to str
        Value of each truth, as written.
    """
    truths = "\n".join(f"| {t.name} | {t.sentence} | {values[t.name]} | {t.unit} |" for t in TRUTHS)
    files = "\n".join(f"| {name}.csv | {n:,} |" for name, n in rows.items())
    dictionary = data_dictionary().replace("\n## ", "\n### ").replace("## ", "### ", 1)
    return _HEAD.format(**rows) + _PLANTED.format(truths=truths, files=files) + dictionary
