"""A large file of complaints: the shipped sample's rows again and again with new numbers, one in a thousand broken."""

from __future__ import annotations

from pathlib import Path

import duckdb

from crm_core.sample.loading import FOLDER

BAD_EVERY = 1_000
"""Every so many rows one is bad: a date, a number or a word that is none."""

QUOTED_EVERY = 50
"""Every so many rows one has a summary with a comma and quotes in it."""

_ROWS = """
COPY (
    WITH shipped AS (
        SELECT *, row_number() OVER () AS place FROM read_csv('{shipped}', all_varchar = true)
    ),
    repeated AS (
        SELECT shipped.*, n, '{text}' AS quoted
        FROM (SELECT n, 1 + (n * 7919) % (SELECT count(*) FROM shipped) AS place FROM range(1, {rows} + 1) r(n))
        JOIN shipped USING (place)
    )
    SELECT * EXCLUDE (place, n, quoted) REPLACE (
        'K' || lpad(n::VARCHAR, 9, '0') AS complaint_id,
        if(n % (3 * {bad}) = 7, 'some day', opened_at) AS opened_at,
        if(n % (3 * {bad}) = {bad} + 7, 'twice', replies) AS replies,
        if(n % (3 * {bad}) = 2 * {bad} + 7, 'very', severity) AS severity,
        if(n % {quoted} = 3, quoted, summary) AS summary)
    FROM repeated ORDER BY n
) TO '{path}' (HEADER, DELIMITER ',')
"""


def made(folder: Path, rows: int) -> Path:
    """Return a file of so many complaints; make it if it is not there."""
    path = folder / f"complaints-{rows}.csv"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        places = {"shipped": FOLDER / "complaints.csv", "rows": rows, "bad": BAD_EVERY, "quoted": QUOTED_EVERY}
        text = 'Late again, and they said "soon"'
        with duckdb.connect(config={"temp_directory": str(folder), "memory_limit": "2GB", "threads": 2}) as engine:
            engine.execute(_ROWS.format(**places, text=text, path=unfinished))
        unfinished.rename(path)
    return path
