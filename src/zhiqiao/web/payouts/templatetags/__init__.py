"""Template tags of payouts."""
