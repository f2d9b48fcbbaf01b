"""Needs and offers: finding, writing, importing, exporting."""
