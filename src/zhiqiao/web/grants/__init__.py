"""Who is entitled to which programme, from finding to confirming."""
