"""Filters of the pages about matching."""
