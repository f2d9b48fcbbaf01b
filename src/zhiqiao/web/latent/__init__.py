"""Likely needs: what an enterprise may need next though nobody wrote it down."""
