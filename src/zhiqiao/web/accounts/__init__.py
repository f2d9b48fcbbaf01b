"""People, their roles and organisations, signing in and out."""
