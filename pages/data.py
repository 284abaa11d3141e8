"""Data: files come in here, and can be taken back."""

from pages._parts import definitions, history, page, quality, upload

view = page.plain("data")
upload.draw(view)
history.sample(view)
history.draw(view)
quality.draw(view)
definitions.templates(view)
