"""What is held on a person: where it lies, its export, its erasure."""
