"""Template tags of associations."""
