"""What goes on in the demo city beside its needs and offers, in the order it builds up."""

from zhiqiao.web.demo.application_actions import load_demo_applications
from zhiqiao.web.demo.case_actions import load_demo_cases
from zhiqiao.web.demo.drafts import load_demo_drafts
from zhiqiao.web.demo.inbox import load_demo_inbox
from zhiqiao.web.demo.introductions import load_demo_introductions
from zhiqiao.web.demo.latent import load_demo_likely_needs
from zhiqiao.web.demo.payouts import load_demo_payouts
from zhiqiao.web.demo.rules import publish_demo_texts
from zhiqiao.web.demo.search_actions import load_demo_searches
from zhiqiao.web.demo.transfer_actions import load_demo_transfers

PARTS = (
    publish_demo_texts,
    load_demo_introductions,
    load_demo_transfers,
    load_demo_applications,
    load_demo_payouts,
    load_demo_cases,
    load_demo_drafts,
    load_demo_searches,
    load_demo_likely_needs,
    load_demo_inbox,
)


def load_demo_life() -> None:
    """Writes what is not there yet of rules, projects, applications, payouts, cases and so on."""
    for load in PARTS:
        load()
