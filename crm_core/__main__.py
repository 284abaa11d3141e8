"""The command line: ``python -m crm_core load FILE --table complaints``.

Ends with 0 when all went well, 1 when something was refused, 2 when the command was not understood, and 3 when a file
was loaded but records of it were set aside.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from crm_core import ingest, schema
from crm_core.actions import Author
from crm_core.actions import settings as rules
from crm_core.config import Config, load_config
from crm_core.database import Store, open_store
from crm_core.errors import LoyaltyError
from crm_core.ingest import LoadReport, Order, Profile, journal
from crm_core.sample.loading import create_sample, load_sample, restore_sample, start_empty
from crm_core.sample.rules import add_rules, remove_rules
from crm_core.settings import VALUES
from crm_core.text.problems import explained

DONE, REFUSED, SET_ASIDE = 0, 1, 3


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    words : sequence of str, optional
        The command's words; those of the command line when left out.
    """
    asked = _parser().parse_args(words)
    try:
        config = load_config()
        with closing(_open(asked.database, config)) as store:
            if asked.run is not _verify:
                journal.check(store)
            return int(asked.run(store, asked))
    except LoyaltyError as error:
        print(explained(error), file=sys.stderr)
        return REFUSED


def _open(url: str | None, config: Config) -> Store:
    if url and url != config.database_url:
        return open_store(url, config=config)
    config.work_folder.mkdir(parents=True, exist_ok=True)
    return open_store(config.database_url, folder=config.work_folder, config=config)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crm_core", description="Load files and take them back.")
    parser.add_argument("--database", metavar="URL", help="instead of the configured one: duckdb:///file.duckdb")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _load_command(commands.add_parser("load", help="load a file into a table"))
    for name, run, told in (
        ("undo", _undo, "take an import, or a batch, back"),
        ("redo", _redo, "load the kept file of an import that was taken back"),
    ):
        command = commands.add_parser(name, help=told)
        command.add_argument("number", metavar="IMPORT", help="number of an import, or name of a batch")
        command.set_defaults(run=run)
    commands.add_parser("history", help="list what was loaded").set_defaults(run=_history)
    _quarantine_command(commands.add_parser("quarantine", help="write the records of an import that were set aside"))
    _sample_command(commands.add_parser("sample", help="load, make or remove the sample retailer"))
    _settings_command(commands.add_parser("settings", help="list the rules that are single values, or change one"))
    verify = commands.add_parser("verify", help="hold the database against its journal")
    verify.add_argument("--accept", action="store_true", help="take the database as it is, after a backup was restored")
    verify.set_defaults(run=_verify)
    return parser


def _load_command(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--table", required=True, choices=sorted(schema.LOADED), metavar="TABLE", help="where it goes")
    command.add_argument(
        "--map", nargs="+", action="extend", default=[], metavar="COLUMN=TARGET", type=_pair, dest="mapping",
        help="column of the file and column of the table; nothing behind the = leaves it out",
    )  # fmt: skip
    command.add_argument("--source", help="the system it comes from: keys of two systems never meet")
    command.add_argument("--zone", help="time zone of its local times, such as Europe/Vienna")
    command.add_argument("--batch", help="name under which several files are taken back together")
    command.add_argument(
        "--try", action="store_true", dest="only_try", help="count what would come of it, load nothing"
    )
    command.set_defaults(run=_load)


def _quarantine_command(command: argparse.ArgumentParser) -> None:
    command.add_argument("number", metavar="IMPORT")
    command.add_argument("--to", type=Path, metavar="FILE", help="where to write them; the terminal by default")
    command.set_defaults(run=_quarantine)


def _sample_command(command: argparse.ArgumentParser) -> None:
    command.add_argument("--customers", type=int, help="make one of this size instead of the shipped one")
    command.add_argument("--seed", type=int, default=1, help="the same seed makes the same rows")
    command.add_argument("--folder", type=Path, help="load the files of this folder")
    command.add_argument("--remove", action="store_true", help="take the sample out")
    command.add_argument("--restore", action="store_true", help="bring it back")
    command.set_defaults(run=_sample)


def _settings_command(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "name", nargs="?", choices=VALUES, metavar="NAME", help="which rule; all of them when left out"
    )
    command.add_argument("value", nargs="?", metavar="VALUE", help="its new value: 50, EUR or [2,1,1]")
    command.add_argument(
        "--from", type=date.fromisoformat, dest="since", metavar="DAY", help="since when; today if not"
    )
    command.add_argument("--who", default="", help="by whom, for the log of changes")
    command.add_argument("--reason", default="", help="why, for the log of changes")
    command.set_defaults(run=_settings)


def _pair(text: str) -> tuple[str, str | None]:
    column, equals, target = text.rpartition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not COLUMN=TARGET")
    return column, target or None


def _load(store: Store, asked: argparse.Namespace) -> int:
    print(f"Reading {asked.file.name} ...", file=sys.stderr, flush=True)
    report = ingest.load_csv(
        store, asked.table, asked.file, _profile(store, asked), dict(asked.mapping), not asked.only_try,
        order=Order(batch=asked.batch),
    )  # fmt: skip
    print(_told(report))
    return SET_ASIDE if report.quarantined else DONE


def _profile(store: Store, asked: argparse.Namespace) -> Profile | None:
    """Return what was said on top of what is remembered for these columns; None when nothing was said."""
    if not (asked.source or asked.zone):
        return None
    known = ingest.profile_for(store, asked.table, asked.file)
    return replace(known, source=asked.source or known.source, time_zone=asked.zone or known.time_zone)


def _told(report: LoadReport) -> str:
    terms = ", ".join(f"{n} {term}" for term, n in report.lines.items() if n)
    account = f"{report.lines_in} lines: {terms}."
    if report.already_imported:
        day = f"{report.already_imported:%Y-%m-%d %H:%M}"
        return f"Already imported on {day} UTC as {report.import_id}, 0 new. {account}"
    done = (
        f"Loaded into {report.table} as import {report.import_id}" if report.import_id else "Nothing loaded, only tried"
    )
    aside = ""
    if report.quarantined and report.import_id:
        aside = f" Correct them: python -m crm_core quarantine {report.import_id} --to FILE"
    return f"{done}. {account}{aside}"


def _undo(store: Store, asked: argparse.Namespace) -> int:
    print(f"Taken back: {', '.join(ingest.undo(store, asked.number))}.")
    if asked.number == ingest.SAMPLE_BATCH:
        remove_rules(store)
    return DONE


def _redo(store: Store, asked: argparse.Namespace) -> int:
    print(f"Loaded again as {', '.join(ingest.redo(store, asked.number))}.")
    if asked.number == ingest.SAMPLE_BATCH:
        add_rules(store)
    return DONE


def _history(store: Store, _: argparse.Namespace) -> int:
    entries = ingest.history(store)
    if entries.empty:
        print("Nothing was loaded yet.")
    for row in entries.itertuples():
        at = f"{row.imported_at:%Y-%m-%d %H:%M}"
        counts = f"{row.records_good} taken, {row.records_quarantined} set aside"
        print(f"{row.import_id}  {at}  {row.state:9}  {row.table_name}: {counts}  {row.file_name}")
    return DONE


def _quarantine(store: Store, asked: argparse.Namespace) -> int:
    content = ingest.quarantine_csv(store, asked.number)
    if asked.to:
        asked.to.write_bytes(content)
        print(f"Written to {asked.to}. Correct it and load it again.")
    else:
        sys.stdout.write(content.decode("utf-8-sig"))
    return DONE


def _sample(store: Store, asked: argparse.Namespace) -> int:
    if asked.remove:
        start_empty(store)
        print("The sample is out.")
        return DONE
    if asked.restore:
        restore_sample(store, progress=_progress)
    elif asked.customers:
        create_sample(store, asked.customers, asked.seed, progress=_progress)
    else:
        load_sample(store, progress=_progress, **({"folder": asked.folder} if asked.folder else {}))
    print("The sample is in.")
    return DONE


def _settings(store: Store, asked: argparse.Namespace) -> int:
    if asked.value is not None:
        since = asked.since or rules.today(store)
        rules.set_values(store, {asked.name: _read(asked.value)}, since, Author(asked.who, asked.reason))
    held, by_day, now = store.settings(store.now()), rules.values_by_day(store), store.now()
    for name in [asked.name] if asked.name else VALUES:
        since = next((f"since {moment:%Y-%m-%d}" for moment, _ in by_day.get(name, ()) if moment <= now), "by default")
        coming = [f", {value} from {moment:%Y-%m-%d}" for moment, value in by_day.get(name, ()) if moment > now]
        print(f"{name} = {_shown(getattr(held, name))}  {since}{''.join(reversed(coming))}")
    return DONE


def _read(text: str) -> object:
    """Read a value as JSON, and what is none as text."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return text
    return tuple(value) if isinstance(value, list) else value


def _shown(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _verify(store: Store, asked: argparse.Namespace) -> int:
    if asked.accept:
        journal.accept(store)
    journal.check(store)
    print("The database holds every import of its journal.")
    return DONE


def _progress(table: str, done: int, total: int) -> None:
    print(f"{done} of {total}  {table}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
