"""Filters of the pages of the ledger."""
