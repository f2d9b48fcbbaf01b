"""Calls of the language model hold counts and code words, kept answers sealed text of no person."""

from zhiqiao.web.accounts.personal_data import not_personal

not_personal(
    {"language_model.Call": ("purpose", "model", "digest", "outcome")},
    why="counts, digests and code words of a call",
)
not_personal(
    {
        "language_model.KeptAnswer": (
            "purpose",
            "algorithm",
            "key_id",
            "wrapped_key",
            "content",
            "digest",
        )
    },
    why="a model's answer about public texts or an enterprise's facts, sealed, for some days",
)
