"""What a language model thinks of a run's first candidates, beside the engine's ranking."""
