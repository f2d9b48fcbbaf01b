"""The steps of the intake, and the question to a seeker: what is sent to their addresses."""

_STEP = {"step": "1", "draft": "1"}
FORMS = {
    "needs/<int:need_id>/problem/": lambda own: (
        _STEP
        | {
            "title": "改成别的标题",
            "text": "改成别的内容",
            "organisation_name": own.organisation.name,
        }
    ),
    "needs/<int:need_id>/questions/": _STEP | {"targets": "改成别的指标 5 ℃"},
    "needs/<int:need_id>/conditions/": _STEP | {"secrecy": "public", "stage": "小试"},
}
