"""Data: files come in here, and go out again."""

from pages._parts import page

page.plain("data")
