"""Who is entitled, and who of them has applied."""
