"""Definitions: one per number, and what every column of a file means."""

from pages._parts import definitions, page

view = page.plain("definitions", n=definitions.count())
definitions.numbers(view)
definitions.files(view)
