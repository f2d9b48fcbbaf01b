"""Associations on the site: the graph of its public texts, paths on matches, latent matches."""
