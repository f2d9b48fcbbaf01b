"""What every page shares: look, errors, languages, the audit rows."""
