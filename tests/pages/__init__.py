"""Tests that run the pages without a browser."""
