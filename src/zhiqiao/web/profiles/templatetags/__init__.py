"""Tags of profile pages."""
