"""What the transfer centre does with all organisations and people."""
