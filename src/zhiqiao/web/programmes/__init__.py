"""Policy programmes, and what an organisation is entitled to."""
