"""What a visitor reads on a page that ran without a browser."""

from streamlit.testing.v1 import AppTest

from crm_core.text import formats

NO_WIDTH = "\N{WORD JOINER}"


def title(app: AppTest) -> str:
    """The page's name; every test of a page asserts it, since a page that drew nothing raises nothing."""
    (only,) = app.title
    return only.value.removeprefix(":primary[").removesuffix("]")


def headline(app: AppTest) -> str:
    return " ".join(one.value for one in app.header).replace(formats.NO_BREAK, " ")


def lines(app: AppTest) -> list[str]:
    """Every line of text, the grey ones without their mark."""
    marks = (":small[:gray[", ":small[", ":gray[")
    texts = [one.value.replace(formats.NO_BREAK, " ") for one in app.markdown]
    for mark in marks:
        closing = "]" * mark.count("[")
        texts = [t.removeprefix(mark).removesuffix(closing) if t.startswith(mark) else t for t in texts]
    return texts


def cards(app: AppTest) -> dict[str, str]:
    """The value of each figure card by its name, without marks of its look."""
    return {one.label: one.value.replace(":gray[", "").replace(":small[", "").rstrip("]") for one in app.metric}


def sections(app: AppTest) -> list[str]:
    return [one.value for one in app.subheader]


def raised(app: AppTest) -> list[str]:
    """Everything that went wrong and was shown as an error."""
    return [one.value for one in [*app.exception, *app.error]]
