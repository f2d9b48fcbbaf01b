"""How many fen make the units that people write."""

FEN_PER_YUAN = 100
FEN_PER_WAN_YUAN = 1_000_000


def yuan_text(fen: int) -> str:
    """An amount in yuan to the fen, without rounding.

    >>> yuan_text(780_000_001), yuan_text(-5)
    ('7,800,000.01', '-0.05')
    """
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"
