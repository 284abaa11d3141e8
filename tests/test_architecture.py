"""The rules of the house that no linter knows: who may import whom, and how large a thing may grow."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMITS = {"function": 30, "module": 300, "page": 60}  # lines

BASE = {"errors", "schema", "config", "sql", "settings"}
ALL = {"*"}
OURS = {  # part: the parts of crm_core it may import; its own and errors are always allowed
    "errors": set(),
    "stats": set(),
    "comments": set(),
    "text": set(),
    "text.sentences": {"text", "catalogue"},
    "text.loyalty": {"text", "catalogue"},
    "schema": {"schema"},
    "config": {"schema"},
    "sql": {"schema"},
    "folding": set(),
    "settings": {"schema"},
    "database": BASE | {"stats", "text", "catalogue", "folding"},
    "small": set(),
    "catalogue": BASE | {"stats", "text", "database", "people", "small"},
    "people": {"schema", "sql", "settings", "database", "kept", "segments", "filters"},
    "relations": {"schema", "sql", "settings"},
    "scope": set(),
    "persons": {"schema", "sql", "settings", "database", "relations", "filters", "scope"},
    "rated": {"sql", "settings", "database", "relations", "filters", "stats"},
    "segments": {"kept", "schema", "sql", "settings", "relations", "database"},
    "filters": {"scope", "segments", "kept", "schema", "sql", "settings", "relations", "database", "periods"},
    "kept": {"schema", "sql", "settings", "relations", "stats", "database"},
    "members": {"sql", "settings", "database", "filters", "kept", "periods"},
    "same_day": {"members", "sql", "settings", "database", "filters", "relations"},
    "accounts": {"settings", "database", "filters", "relations", "stats", "members", "periods"},
    "queues": {"schema", "sql", "settings", "database", "filters", "relations"},
    "contacts": {"settings", "database", "relations", "filters"},
    "customers": {"database", "relations", "folding"},
    "customer_cases": {"schema", "settings", "database", "relations", "periods"},
    "profiles": {"customers", "customer_cases", "kept", "schema", "settings", "database", "relations", "periods"},
    "forecast": {"sql", "settings", "database", "relations", "stats"},
    "metrics": {
        "small",
        "segments",
        "accounts",
        "members",
        "persons",
        "same_day",
        "rated",
        "forecast",
        "queues",
        "periods",
        "kept",
        "settings",
        "database",
        "filters",
        "relations",
        "catalogue",
        "sql",
        "stats",
        "comments",
    },
    "ingest": {"database", "sql", "schema", "settings", "config", "kept", "relations"},
    "actions": {
        "database",
        "sql",
        "schema",
        "settings",
        "config",
        "kept",
        "relations",
        "filters",
        "catalogue",
        "metrics",
        "segments",
        "persons",
    },
    "periods": set(),
    "comparison": {"settings", "database", "filters", "catalogue", "stats"},
    "movers": {"filters", "stats"},
    "contrast": {"segments", "settings", "database", "filters", "catalogue", "comparison", "movers"},
    "rows": {"people", "scope", "kept", "schema", "sql", "settings", "database", "relations", "filters", "catalogue"},
    "quotes": {"settings", "database", "relations", "filters", "text"},
    "horizon": {"schema", "sql", "database"},
    "sessions": {"config", "database"},
    "charts": {"catalogue", "text"},
    "reports": {"database", "filters", "catalogue", "metrics", "charts", "text"},
    "sample": {"schema", "sql", "settings", "database", "ingest", "kept"},
    "__init__": ALL,
    "__main__": ALL,
    "pages._parts": ALL,
    "pages._router": ALL,
    "pages": set(),
    "app": ALL,
}
NO_CHARTS = {"streamlit", "altair"}
NEVER = {  # part: packages of others it must not import
    **dict.fromkeys(OURS, {"streamlit"}),
    **dict.fromkeys(("schema", "config", "sql", "settings", "database", "catalogue", "relations"), NO_CHARTS),
    **dict.fromkeys(
        (
            "accounts",
            "periods",
            "scope",
            "persons",
            "rated",
            "forecast",
            "contacts",
            "customers",
            "profiles",
            "customer_cases",
            "folding",
            "same_day",
            "comparison",
            "contrast",
            "rows",
            "horizon",
            "sessions",
            "quotes",
            "filters",
            "segments",
            "kept",
            "queues",
            "metrics",
            "ingest",
            "actions",
            "sample",
        ),
        NO_CHARTS,
    ),
    "charts": {"streamlit", "sqlalchemy"},
    "pages._parts": {"sqlalchemy", "altair"},
    "pages._router": {"sqlalchemy", "altair"},
    "pages": {"pandas", "sqlalchemy", "altair"},
    "app": set(),
}
STATS_KNOWS = {"numpy", "scipy", "pandas", "threadpoolctl"}


def test_each_part_imports_only_what_its_row_of_the_table_allows():
    breaches = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources("crm_core", "pages", "app.py")
        for name in imports(path)
        if not allowed(path, name)
    ]

    assert breaches == []


def test_stats_is_pure_mathematics_on_arrays_alone():
    known = STATS_KNOWS | sys.stdlib_module_names | {"crm_core"}
    foreign = [
        (path.name, name)
        for path in sources("crm_core/stats")
        for name in imports(path)
        if name.split(".")[0] not in known
    ]

    assert foreign == []


def test_no_function_module_or_page_outgrows_its_limit():
    too_long = []
    for path in sources("crm_core", "pages", "app.py", "tests", "benchmarks", "training"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        limit = LIMITS["page" if part_of(path) == "pages" else "module"]
        too_long += [f"{path.relative_to(ROOT)}: {lines} lines, {limit} allowed"] if lines > limit else []
        too_long += [
            f"{path.relative_to(ROOT)}: {node.name} has {size} lines, {LIMITS['function']} allowed"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (size := body_lines(node)) > LIMITS["function"]
        ]

    assert too_long == []


def test_errors_are_caught_by_name_never_all_at_once():
    broad = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources("crm_core", "pages", "app.py", "tests", "benchmarks", "training")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or {"Exception", "BaseException"} & {getattr(n, "id", "") for n in ast.walk(node.type)})
    ]

    assert broad == []


def sources(*places: str) -> Iterator[Path]:
    """Python files of these folders, or the files themselves; a place that is not there has none."""
    for place in places:
        yield from sorted((ROOT / place).rglob("*.py")) or ROOT.glob(f"{place.removesuffix('.py')}.py")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement to the last, without the docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def part_of(path: Path) -> str:
    """The row of the table a file belongs to."""
    names = path.relative_to(ROOT).with_suffix("").parts
    if names[0] == "crm_core":
        special = ".".join(names[1:3])
        return special if special in OURS else names[1]
    special = ".".join(names[:2])
    return special if special in OURS else names[0]


def imports(path: Path) -> Iterator[str]:
    """Full names of what a file imports, wherever in the file; ``from a import b`` gives ``a.b``."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*start, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def allowed(path: Path, name: str) -> bool:
    """Whether the table lets this file import that name; a part that is not in the table may import nothing of ours."""
    part, words = part_of(path), name.split(".")
    if words[0] == "pages":
        return part in ("pages._router", "app") or words[1:2] == ["_parts"]
    if words[0] != "crm_core":
        return words[0] not in NEVER.get(part, set())
    target = words[1] if len(words) > 1 else ""
    if part == "metrics" and target == "metrics" and path.name != "__init__.py":
        return False
    ours = OURS.get(part, set())
    return ours == ALL or target in ours | {"errors", part}
