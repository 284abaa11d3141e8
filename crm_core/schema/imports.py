"""The ledger: what was loaded, from where, and what became of every line; and the product's own bookkeeping."""

from __future__ import annotations

from crm_core.schema.contract import Column, Table

LINE_TERMS: tuple[str, ...] = ("header", "blank", "good", "quarantined", "duplicate", "superseded", "excluded")
"""What a line of a file can be; the counts of an import's lines by term sum to ``lines_in``."""

_IMPORTS = Table(
    "imports",
    "One row is one file loaded into one table.",
    (
        Column("import_id", "key", "The import's number.", True),
        Column("batch_id", "key", "Several files loaded as one share it."),
        Column("table_name", "text", "The table loaded.", True),
        Column("source", "text", "The system the file came from.", True),
        Column("file_hash", "text", "SHA-256 of the file as it was sent.", True),
        Column("file_name", "text", "The file's name as the user called it, a label only."),
        Column("profile", "text", "How the file was read, as JSON: encoding, delimiter, system, words."),
        Column("mapping", "text", "Which column went where, as JSON."),
        Column("grain", "text", "What one row is: a case, an order, a line, an answer."),
        Column("time_zone", "text", "Zone of the file's local times."),
        Column("data_from", "instant", "First instant that the file covers."),
        Column("data_until", "instant", "Last instant that the file covers."),
        Column("precision", "choice", "Whether the file's instants are dates only.", choices=("second", "day")),
        Column("has_open", "boolean", "Whether it holds open cases; empty where that means nothing."),
        Column("state", "choice", "Whether it counts.", True, choices=("committed", "undone")),
        Column("imported_at", "instant", "When it was committed.", True),
        Column("undone_at", "instant", "When it was taken back."),
        Column("imported_by", "text", "Who loaded it.", privacy="staff"),
        Column("lines_in", "integer", "Physical lines of the file.", True, "lines", low=0),
        *(
            Column(f"lines_{term}", "integer", f"Lines of the term {term}.", True, "lines", low=0)
            for term in LINE_TERMS
        ),
        Column("records_good", "integer", "Records that were taken.", True, "records", low=0),
        Column("records_quarantined", "integer", "Records that were set aside.", True, "records", low=0),
    ),
    ("import_id",),
    origin="own",
    happened="imported_at",
    later=("undone_at",),
)
_REJECTED_ROWS = Table(
    "rejected_rows",
    "One row is one fault of one record that was set aside.",
    (
        Column("import_id", "key", "The import.", True, references="imports"),
        Column("record", "integer", "The record's number in the file, from 1.", True, "record", low=0),
        Column("first_line", "integer", "Its first physical line.", True, "line", low=0),
        Column("last_line", "integer", "Its last physical line.", True, "line", low=0),
        Column("byte_offset", "integer", "Where it begins in the file.", True, "bytes", low=0),
        Column("column_name", "text", "The column at fault; empty for the record as a whole."),
        Column("code", "text", "What is wrong, the key of its sentence.", True),
        Column("found", "text", "What was found.", privacy="free_text"),
        Column("expected", "text", "What was expected."),
        Column("raw", "text", "The record as it stood in the file, in full.", privacy="free_text"),
    ),
    ("import_id", "record", "column_name", "code"),
    origin="own",
)
_IMPORT_PROFILES = Table(
    "import_profiles",
    "One row is one remembered mapping, offered again for the same header.",
    (
        Column("header_hash", "key", "SHA-256 of the folded header.", True),
        Column("table_name", "text", "The table it was loaded into.", True),
        Column("mapping", "text", "The mapping and the answers given, as JSON.", True),
        Column("created_at", "instant", "When.", True),
    ),
    ("header_hash", "table_name"),
    origin="own",
    happened="created_at",
)
_TABLE_VERSIONS = Table(
    "table_versions",
    "One row is one table and how often it was written; raised in the writing transaction.",
    (
        Column("table_name", "key", "The table.", True),
        Column("n", "integer", "How often it was written.", True, "times", low=0),
    ),
    ("table_name",),
    origin="own",
)
_AUDIT_LOG = Table(
    "audit_log",
    "One row is one thing somebody did.",
    (
        Column("at", "instant", "When.", True),
        Column("who", "text", "Who.", True, privacy="staff"),
        Column("what", "text", "What was done, a code.", True),
        Column("table_name", "text", "On which table."),
        Column("rows", "text", "On which rows: keys or counts, as JSON."),
        Column("reason", "text", "Why, where it must be said.", privacy="free_text"),
    ),
    ("at", "who", "what"),
    origin="own",
    happened="at",
)
_SETTINGS = Table(
    "settings",
    "One row is one business rule's value since one moment.",
    (
        Column("key", "key", "The rule's name.", True),
        Column("value", "text", "Its value, as JSON.", True),
        Column("valid_from", "instant", "Since when.", True),
    ),
    ("key", "valid_from"),
    origin="own",
)
_SCHEMA_VERSION = Table(
    "schema_version",
    "The one row says which version of the data model the database has.",
    (Column("version", "integer", "The version.", True, "version", low=1),),
    (),
    origin="own",
)

TABLES: tuple[Table, ...] = (
    _IMPORTS, _REJECTED_ROWS, _IMPORT_PROFILES, _TABLE_VERSIONS, _AUDIT_LOG, _SETTINGS, _SCHEMA_VERSION,
)  # fmt: skip
"""Tables that the product fills while it loads and keeps house."""
