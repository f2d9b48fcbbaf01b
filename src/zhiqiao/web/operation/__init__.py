"""Running it: health, figures, logs, backup and restore, upgrades, and what guards the data."""
