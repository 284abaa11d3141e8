"""Chance that repeats itself: every draw is a function of the seed, a number and the draw's purpose.

No state is kept, so the same seed gives the same rows with any number of threads and in any order.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from crm_core.sample.size import FIRST, Size, Town

START, END = "2023-11-01", "2026-11-01"
"""The sample covers the days from START to the day before END, whatever the clock says."""
MEMORY = "6GB"
"""Memory the generator may take."""

_MACROS = (
    # 53 bits of the hash make a double in [0, 1).
    "create macro u(id, purpose) as "
    "(hash(id::BIGINT, purpose::VARCHAR, getvariable('seed')::BIGINT) >> 11)::DOUBLE / 9007199254740992.0",
    # Box and Muller (1958).
    "create macro z(id, purpose) as sqrt(-2 * ln(1 - u(id, purpose || '/r'))) * cos(2 * pi() * u(id, purpose || '/a'))",
    "create macro wait(id, purpose, mean) as -ln(1 - u(id, purpose)) * mean",
    "create macro spin(wheel, draw) as getvariable(wheel)[1 + floor(draw * len(getvariable(wheel)))::BIGINT]",
    "create macro points(x, low, high) as least(high, greatest(low, round(x)))::BIGINT",
    "create macro seconds(n) as to_seconds(round(n)::BIGINT)",
    # Stores, products and staff are the same in every town; every other key names its town, but for the first one.
    "create macro code(letter, n, width) as if(letter in ('S', 'P', 'E'), letter, letter || getvariable('town')) "
    "|| lpad(n::BIGINT::VARCHAR, greatest(width, length(n::BIGINT::VARCHAR))::INT, '0')",
    "create macro the_start() as getvariable('opening')::TIMESTAMP",
    "create macro the_end() as getvariable('closing')::TIMESTAMP",
    "create macro years(t) as date_diff('second', the_start(), t) / 31557600.0",
)


def open_generator(spill: Path, size: Size, seed: int, *, town: Town = FIRST) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with the draws, the size and the seed in place, and an empty schema for the files.

    What does not fit into MEMORY goes into the folder `spill`.
    """
    connection = duckdb.connect(config={"temp_directory": str(spill), "memory_limit": MEMORY})
    connection.execute("SET TimeZone = 'UTC'")
    # How much more often than in the shipped sample customers are asked, and after how many months again.
    ask = size.answers / size.customers / 1.8
    period = {"opening": START, "closing": END}
    variables = {"seed": seed + town.place, "ask": ask, "pause": 6 if ask < 1.5 else 2} | period | vars(size)
    variables |= {"town": f"{town.place}-" if town.place else "", "before": town.before}
    for name, value in variables.items():
        connection.execute(f"SET VARIABLE {name} = {value!r}")
    for macro in _MACROS:
        connection.execute(macro)
    connection.execute("create schema csv")
    return connection


def set_wheel(connection: duckdb.DuckDBPyConnection, name: str, values: tuple[object, ...]) -> None:
    """Keep `values` as a wheel that ``spin(name, draw)`` turns; a value that stands twice comes up twice as often."""
    listed = ", ".join(
        "'" + str(value).replace("'", "''") + "'" if isinstance(value, str) else str(value) for value in values
    )
    connection.execute(f"SET VARIABLE {name} = [{listed}]")
