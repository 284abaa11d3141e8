"""Tests: they mirror the folders of the code; pages/ and browser/ drive the whole product."""
