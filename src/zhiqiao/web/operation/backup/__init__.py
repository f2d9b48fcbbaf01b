"""Backup and restore that do not depend on the database engine.

An archive is a ZIP file: every table as lines of canonical JSON from one snapshot, the files of
the data folder, the keys where asked, and last a manifest with row counts and SHA-256 of each.
"""
