"""The rules that this site judges by, and who answers for them."""
