"""The database engines the tests run on: a DuckDB file, and a PostgreSQL cluster of the tests' own."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

START_SECONDS = 30
NO_SERVER = "PostgreSQL is not installed: install it (on Debian: apt-get install postgresql), or let make test do so."
# A cluster for a minute: nothing has to survive a power cut, nobody else may reach it.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}


def binary(name: str) -> str:
    """Path of one of PostgreSQL's programs, the newest version that is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    asked = shutil.which("pg_config")
    told = [Path(_output([asked, "--bindir"]).strip())] if asked else []
    folders = os.pathsep.join(map(str, [*reversed(debian), *told, os.environ.get("PATH", "")]))
    found = shutil.which(name, path=folders)
    if found is None:
        pytest.fail(NO_SERVER, pytrace=False)
    return found


@contextmanager
def postgres_cluster() -> Iterator[str]:
    """A private cluster in a temporary folder; gives the address of its server, without a database."""
    folder = Path(tempfile.mkdtemp(prefix="loyalty-postgres-"))
    owner = _owner()
    try:
        if owner:
            shutil.chown(folder, user=owner["user"])
        make = [binary("initdb"), "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _output([*make, f"--pgdata={folder}/data"], cwd=folder, **owner)
        with _server(folder, owner) as port:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """A fresh, empty database on that server; gives its address and drops it afterwards."""
    name = f"test_{uuid4().hex}"
    address = server.replace("+psycopg", "")
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def empty_database(url: str) -> None:
    """Take all rows out of a database with the product's tables, but for the version of the tables."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET lock_timeout = '20s'")  # a test that left a transaction open is to be found out
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version'"
        names = [name for (name,) in connection.execute(tables)]
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
        if filled := [name for (name,) in connection.execute(asked)]:
            connection.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in filled))
        connection.execute("DELETE FROM schema_version WHERE version > (SELECT min(version) FROM schema_version)")


@contextmanager
def _server(folder: Path, owner: dict) -> Iterator[int]:
    port = free_port()
    settings = {**SETTINGS, "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        command = [*end_with_us(), binary("postgres"), "-D", f"{folder}/data", *options]
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **owner)
    try:
        _wait_until_it_answers(port, process, folder / "log")
        yield port
    finally:
        process.send_signal(signal.SIGINT)  # with SIGTERM it would wait for pooled connections to go
        process.wait(timeout=START_SECONDS)


def _wait_until_it_answers(port: int, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {log.read_text()[-2000:]}", pytrace=False)


def _owner() -> dict:
    """Whom the server runs as: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_name, "group": entry.pw_gid, "extra_groups": []}


def _output(command: list[str], **options: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        pytest.fail(f"{command[0]} failed: {done.stderr.strip()}", pytrace=False)
    return done.stdout


def end_with_us() -> list[str]:
    """Words before a command that end it when the tests are killed; Linux has them, elsewhere it would stay."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT"] if setpriv else []


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
