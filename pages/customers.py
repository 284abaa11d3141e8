"""Customers: find one, and see all that is known of it."""

from pages._parts import page, people

people.draw(page.plain("customers"))
