"""Latent matches are numbers about needs and offers; they tell of no person."""
