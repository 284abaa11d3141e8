"""What customers write: the language, the tone, and what it is about.

Nothing here knows who wrote or about whom; nothing leaves the machine. A language that can't be read for its tone is
said so: its comments have no tone, rather than one in the middle.
"""

from crm_core.comments.accuracy import Accuracy, accuracy
from crm_core.comments.language import language_of
from crm_core.comments.themes import LISTED, THEMES, themes_in
from crm_core.comments.tone import READ, tone

__all__ = ["LISTED", "READ", "THEMES", "Accuracy", "accuracy", "language_of", "themes_in", "tone"]
