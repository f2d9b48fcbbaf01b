"""Rules that departments write, try out and publish by two people."""
