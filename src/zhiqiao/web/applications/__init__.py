"""Applications for programmes: handed in, reviewed, decided."""
