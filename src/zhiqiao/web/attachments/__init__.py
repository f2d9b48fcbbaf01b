"""Files that people hand in, sealed."""
