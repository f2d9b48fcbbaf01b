"""What the bank says, against what was paid."""
