"""The catalogue holds nothing of persons: its rows are an organisation's."""

from zhiqiao.web.accounts.personal_data import not_personal

LISTING = ("code", "title", "text", "field", "mode", "area", "status")
not_personal(
    {
        "catalogue.Need": (*LISTING, "stage", "quality_level"),
        "catalogue.Offer": (*LISTING, "kind", "problem", "advantage", "economics"),
    },
    why="published or kept by an organisation",
)
