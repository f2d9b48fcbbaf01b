"""How many fen make the units that people write."""

FEN_PER_YUAN = 100
FEN_PER_WAN_YUAN = 1_000_000
