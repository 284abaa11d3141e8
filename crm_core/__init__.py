"""The library of the loyalty dashboard."""
