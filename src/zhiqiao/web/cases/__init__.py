"""Questions and problems that people bring, with a clock."""
