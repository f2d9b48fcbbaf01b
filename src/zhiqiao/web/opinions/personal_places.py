"""Opinions quote public texts of needs and offers; they tell of no person."""

from zhiqiao.web.accounts.personal_data import not_personal

not_personal(
    {"opinions.Opinion": ("need_quote", "offer_quote", "sentences", "model")},
    why="made by a language model from public needs and offers",
)
