"""Every word that is asked for exists, every place of a sentence is filled, and no word is left over."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from crm_core import charts, schema
from crm_core.catalogue import SECTIONS, all_metrics
from crm_core.comparison import VERDICTS
from crm_core.metrics.complaints import BANDS, OLDEST
from crm_core.periods import PERIODS
from crm_core.schema.dimensions import FILTERS, TIMES
from crm_core.text import LANGUAGES, has_word, keys, label, template, word

ROOT = Path(__file__).parents[2]
ASKS = ("word", "template", "has_word")
"""Functions whose first argument is a key."""

BY_NAME = (
    r"(overview|satisfaction|complaints|channels|team|loyalty|quality)\.\w+_(title|text)",  # of a section, by its name
    r"overview\.index_\w+",  # of the headline, chosen by the page
    r"satisfaction\.(sentence|thin|none)",
    r"menu\.\w+",
    r"customer_kind\.\w+|severity\.\w+|channel\.\w+|touchpoint\.\w+",  # labels of codes, by the dimension
)
"""Keys put together from names at run time in ways that the code doesn't show."""


def sources() -> list[Path]:
    return [path for folder in ("crm_core", "pages") for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in [*sources(), ROOT / "app.py"]}


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of functions of these names, with where they stand."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and named(node.func) in names:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def named(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def literals(node: ast.AST) -> Iterator[str]:
    """Whole texts in an expression; both arms of a choice count."""
    parts = [inner for inner in ast.walk(node) if isinstance(inner, ast.JoinedStr)]
    pieces = {id(piece) for part in parts for piece in part.values}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and id(inner) not in pieces:
            yield inner.value


def patterns(node: ast.AST) -> Iterator[str]:
    """Texts with places as patterns; those without any letter of their own would fit everything."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.JoinedStr):
            parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r".+" for part in inner.values]
            if re.search(r"[a-z]", re.sub(r"\.\+|\\", "", "".join(parts))):
                yield "".join(parts)
        left = inner.left if isinstance(inner, ast.BinOp) else None
        if isinstance(left, ast.Constant) and isinstance(left.value, str) and left.value.endswith("."):
            yield re.escape(left.value) + ".+"


def asked() -> Iterator[tuple[str, str]]:
    """Keys asked for by a literal, with where."""
    for where, call in calls(*ASKS):
        chosen = call.args[0]
        arms = [chosen.body, chosen.orelse] if isinstance(chosen, ast.IfExp) else [chosen]
        for arm in arms:
            if isinstance(arm, ast.Constant) and isinstance(arm.value, str):
                yield arm.value, where


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_key_that_is_asked_for_exists():
    missing = sorted({f"{key} ({where})" for key, where in asked() if not has_word(key)})

    assert missing == []


def test_every_place_of_a_sentence_is_filled_where_it_is_asked_for():
    wrong = []
    for where, call in calls("word"):
        chosen = call.args[0]
        if not isinstance(chosen, ast.Constant) or any(keyword.arg is None for keyword in call.keywords):
            continue
        given = {keyword.arg for keyword in call.keywords} - {"language"}
        if has_word(chosen.value) and not places(template(chosen.value)) <= given:
            wrong.append(f"{where}: {chosen.value} needs {sorted(places(template(chosen.value)) - given)}")

    assert wrong == []


def test_no_word_is_left_over():
    texts = {text for tree in trees().values() for text in literals(tree)}
    fitting = {pattern for tree in trees().values() for pattern in patterns(tree)}
    labelled = [call.args[0] for _, call in calls("label") if len(call.args) > 1]  # one argument: a column's name
    kinds = {kind.value for kind in labelled if isinstance(kind, ast.Constant)}
    known = re.compile("|".join([*BY_NAME, *fitting, *(rf"{kind}\..+" for kind in kinds)]))

    unused = sorted(key for key in keys() if key not in texts and not known.fullmatch(key))

    assert unused == []


def test_what_the_code_counts_out_has_its_words():
    chart_texts = {text for texts in charts.TEXTS.values() for text in texts} - {"before", "alt"}
    columns = {column for metric in all_metrics().values() for column in metric.columns}
    needed = [f"band.{band}" for band in (*dict(BANDS), OLDEST)]
    needed += [f"verdict.{verdict}" for verdict in VERDICTS]
    needed += [f"period.{period}" for period in PERIODS]
    needed += [f"filter.{field.name}" for field in FILTERS] + [f"filter.{group}" for group in ("where", "who", "what")]
    needed += [f"time.{unit}" for unit in TIMES] + [f"section.{heading.lower()}" for heading in SECTIONS]
    needed += [f"chart.{text}" for text in chart_texts] + [f"column.{column}" for column in columns]
    needed += [f"figure_title.{name}" for name in all_metrics()]
    needed += [f"menu.{name.partition('.')[0]}" for name in all_metrics()]
    needed += [f"type.{column.type}" for table in schema.LOADED.values() for column in table.columns]

    assert sorted({key for key in needed if not has_word(key)}) == []


def errors_raised() -> Iterator[tuple[str, str]]:
    """Codes of the product's own errors, with where they are raised."""
    tree = {"LoyaltyError"}
    classes = [node for module in trees().values() for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    for _ in classes:  # children of children
        tree |= {node.name for node in classes if tree & {named(base) for base in node.bases}}
    for where, call in calls(*tree):
        if call.args and isinstance(call.args[0], ast.Constant):
            yield call.args[0].value, where


def test_every_error_has_its_sentence():
    raised = list(errors_raised())

    assert len(raised) > 20
    assert sorted({f"{code} ({where})" for code, where in raised if not has_word(f"problem.{code}")}) == []


def test_every_sentence_of_an_error_is_a_sentence():
    problems = {key: template(key) for key in keys() if key.startswith("problem.")}

    assert [key for key, text in problems.items() if places(text) or not text.endswith(".")] == []


def test_every_error_that_has_a_sentence_is_raised():
    raised = {code for code, _ in errors_raised()}

    assert (
        sorted(key for key in keys() if key.startswith("problem.") and key.removeprefix("problem.") not in raised) == []
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_words_and_places_of_english(language):
    differing = [key for key in keys() if places(template(key)) != places(template(key, language))]

    assert keys(language) == keys()
    assert differing == []


def test_a_key_that_is_not_there_and_a_place_that_is_not_filled_are_errors():
    with pytest.raises(KeyError):
        word("no.such.key")
    with pytest.raises(KeyError):
        word("line.data_until")


def test_a_code_without_a_label_is_its_own():
    assert label("band", "0_1") == "under 1 day"
    assert label("band", "made up") == "made up"
    assert not has_word("band.made up")
