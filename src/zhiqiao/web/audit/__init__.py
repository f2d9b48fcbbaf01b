"""The chain of audit rows: who did what, in the deed's own transaction."""
