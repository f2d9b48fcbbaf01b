"""`zhiqiao audit`: the chain of audit rows verified, signed and exported."""
