"""What templates ask the inbox."""
