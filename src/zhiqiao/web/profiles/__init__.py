"""What is known of an organisation, fact by fact."""
