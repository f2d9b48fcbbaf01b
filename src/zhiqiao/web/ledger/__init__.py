"""The ledger: accounts and entries, never edited."""
