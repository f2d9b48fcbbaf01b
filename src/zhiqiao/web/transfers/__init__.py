"""Projects that introductions become: stages, owners, next actions, why they closed."""
