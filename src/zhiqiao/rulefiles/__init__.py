"""Rules and facts in files: rulebook folders, fact tables, imports and what a sweep writes."""
