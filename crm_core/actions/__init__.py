"""What people do: every change is checked, written in one transaction, noted in the audit log, and can be undone."""

from __future__ import annotations

from crm_core.actions.changes import Author, Change, history, undo

__all__ = ["Author", "Change", "history", "undo"]
