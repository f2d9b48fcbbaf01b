"""Template tags of introductions."""
