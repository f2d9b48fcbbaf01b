"""`zhiqiao ledger`: accounts and entries read, and verified."""
