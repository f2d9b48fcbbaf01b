"""Which rows PostgreSQL shows and lets change, table by table, in one place.

The second layer: it repeats what the scoped managers decide, so that a query which forgot to ask
them finds nothing of another organisation. Every table stands here, or in OPEN with the reason
why its rows are nobody's secret; a test refuses a table that stands in neither.
"""

from zhiqiao.web.access.money_rows import MONEY_RULES
from zhiqiao.web.access.permissions import Permission
from zhiqiao.web.access.row_conditions import (
    ARRIVING,
    NEVER,
    OWN,
    SELF,
    STAFF,
    VISITOR,
    Rule,
    either,
    holds,
    of,
)
from zhiqiao.web.access.row_conditions import setting as _setting

WEB, MATCHER, MIGRATOR = "zhiqiao_web", "zhiqiao_matcher", "zhiqiao_migrator"

_SUGGESTED_IN_IT = (
    "EXISTS (SELECT 1 FROM matches_suggestion AS shown"
    " WHERE shown.run_id = matches_matchrun.id AND {offered})"
)
_PUBLISHED = f"status = 'published' AND {VISITOR}"
_LISTING = Rule(seen=either(_PUBLISHED, OWN, STAFF), changed=either(OWN, STAFF))
_NEED_OWN = of("catalogue_need", "need_id", f"parent.{OWN}")
_OFFER_OWN = of("catalogue_offer", "offer_id", f"parent.{OWN}")
# Of a need that the visitor does not see its candidates are not told to their owners either.
_OFFER_OWN_NEED_SEEN = f"({_OFFER_OWN}) AND {of('catalogue_need', 'need_id', 'true')}"
_OFFERED = of("catalogue_offer", "shown.offer_id", f"parent.{OWN}")
_SUGGESTS_OWN_OFFER = _SUGGESTED_IN_IT.format(offered=_OFFERED)
_COUNTED = holds(Permission.LISTING_ALL, Permission.STATISTICS_READ)
_MEMBERS = holds(Permission.ORGANISATION_ALL, Permission.PERSON_WRITE, Permission.PERSON_ERASE)
_OWN_MEMBERS = f"{OWN} AND {holds(Permission.MEMBER_WRITE)}"
_WEBHOOKS = holds(Permission.WEBHOOK_WRITE)
_DRAFTS = f"{OWN} AND {holds(Permission.RULE_DRAFT)}"
_OF_DRAFT = of("drafts_draft", "draft_id", f"parent.{OWN}") + f" AND {holds(Permission.RULE_DRAFT)}"


def _of_handlers(prefix: str, department: str, with_centre: str) -> str:
    """That the case is the visitor's to answer: their department's, for the centre the rest."""
    own = f"NOT {STAFF} AND {prefix}{department} = {_setting('organisation')}"
    return f"{holds(Permission.CASE_HANDLE)} AND (({own}) OR ({STAFF} AND {prefix}{with_centre}))"


def _case_of_handlers(prefix: str = "") -> str:
    return either(
        _of_handlers(prefix, "department_id", "department_id IS NULL"),
        _of_handlers(prefix, "handed_on_by_id", "is_from_centre"),
    )


_CASE_ANSWERED = of("cases_case", "case_id", f"({_case_of_handlers('parent.')})")
_CASE_ASKED = of("cases_case", "case_id", f"parent.{SELF}")
_REVIEWS = holds(Permission.APPLICATION_REVIEW)
_APPLIES = f"{OWN} AND {holds(Permission.APPLY)}"
_RECEIVED = f"department_id = {_setting('organisation')} AND {_REVIEWS}"
_OF_APPLICATION = of("applications_application", "application_id", "true")
_INSIDE = of("applications_application", "application_id", f"parent.{_RECEIVED}")
_STEP_SEEN = either(f"NOT is_internal AND {_OF_APPLICATION}", _INSIDE)
_OWN_FILES = f"{OWN} AND {holds(Permission.APPLY, Permission.PROFILE_READ)}"
_FILES_RECEIVED = f"handed_to_id = {_setting('organisation')} AND {_REVIEWS}"
_TRANSFER_SIDES = "({})".format(
    either(
        f"seeker_id = {_setting('organisation')}"
        f" AND (NOT is_confidential OR {holds(Permission.CONFIDENTIAL_READ)})",
        f"provider_id = {_setting('organisation')}",
    )
)
_TRANSFER_TOLD = either(
    "visibility = 'both'",
    OWN,
    f"visibility = 'centre' AND {holds(Permission.TRANSFER_ALL)}",
)
_PAYS = f"{OWN} AND {holds(Permission.PAYOUT_READ)}"

_LATENT = either(
    f"audience = 'own' AND {OWN} AND {holds(Permission.PROFILE_READ)}",
    f"audience = 'centre' AND {STAFF}",
)

_CONFIDANT = holds(Permission.CONFIDENTIAL_READ)
_INTRODUCES = holds(Permission.INTRODUCE)
_INTRODUCES_ALL = holds(Permission.INTRODUCE_ALL)
_SEEKS_INTRODUCED = f"({_NEED_OWN}) AND (NOT is_confidential OR {_CONFIDANT})"
_INTRODUCED = "SELECT 1 FROM introductions_introduction AS about"
_MAY_KNOW = f"(NOT about.is_confidential OR {_CONFIDANT})"
_ABOUT_OWN_NEED = (
    f"EXISTS ({_INTRODUCED} JOIN catalogue_need AS need ON need.id = about.need_id"
    f" WHERE about.id = introduction_id AND need.{OWN} AND {_MAY_KNOW})"
)
_ABOUT_OWN_OFFER = (
    f"EXISTS ({_INTRODUCED} JOIN catalogue_offer AS offer ON offer.id = about.offer_id"
    f" WHERE about.id = introduction_id AND offer.{OWN})"
)

RULES: dict[str, Rule] = {
    **MONEY_RULES,
    "accounts_membership": Rule(
        seen=either(SELF, f"{OWN} AND {holds(Permission.ORGANISATION_READ)}", _MEMBERS, ARRIVING),
        changed=either(_OWN_MEMBERS, _MEMBERS),
        matcher="SELECT",
    ),
    "accounts_invitation": Rule(
        seen=either(_OWN_MEMBERS, _MEMBERS, ARRIVING),
        changed=either(_OWN_MEMBERS, _MEMBERS),
        matcher="",
    ),
    "accounts_mergerequest": Rule(
        seen=either(
            f"source_id = {_setting('organisation')}",
            f"target_id = {_setting('organisation')}",
            _MEMBERS,
        ),
        changed=_MEMBERS,
        matcher="",
    ),
    "accounts_proposal": Rule(
        seen=of("accounts_membership", "membership_id", "true"), changed=_MEMBERS, matcher=""
    ),
    "api_apitoken": Rule(seen=either(SELF, ARRIVING), matcher="SELECT, UPDATE"),
    "api_delivery": Rule(
        seen=of("api_webhook", "webhook_id", f"parent.{OWN}") + f" AND {_WEBHOOKS}"
    ),
    "api_idempotencykey": Rule(seen=either(SELF, ARRIVING), matcher="SELECT, UPDATE, DELETE"),
    "api_webhook": Rule(seen=f"{OWN} AND {_WEBHOOKS}"),
    # Of an application its organisation and, once it was handed in, its department.
    "applications_application": Rule(
        seen=either(_APPLIES, f"submitted_at IS NOT NULL AND {_RECEIVED}"),
        added=_APPLIES,
    ),
    "applications_material": Rule(seen=_OF_APPLICATION),
    "applications_submission": Rule(seen=_OF_APPLICATION, matcher="SELECT, INSERT"),
    "applications_step": Rule(
        seen=_STEP_SEEN, changed=NEVER, added=_STEP_SEEN, matcher="SELECT, INSERT"
    ),
    "attachments_attachment": Rule(
        seen=either(_OWN_FILES, _FILES_RECEIVED), changed=_APPLIES, matcher=""
    ),
    "attachments_content": Rule(
        seen=of("attachments_attachment", "attachment_id", "true"),
        changed=of("attachments_attachment", "attachment_id", f"parent.{OWN}"),
        matcher="",
    ),
    "catalogue_need": Rule(
        seen=either(f"{_PUBLISHED} AND NOT is_confidential", OWN, STAFF),
        changed=either(OWN, STAFF),
    ),
    "catalogue_offer": _LISTING,
    "cases_case": Rule(seen=either(SELF, _case_of_handlers())),
    "cases_caseentry": Rule(
        seen=either(_CASE_ANSWERED, f"kind <> 'note' AND {_CASE_ASKED}"), changed=_CASE_ANSWERED
    ),
    "cases_publishedanswer": Rule(
        seen=either(f"withdrawn_at IS NULL AND {VISITOR}", holds(Permission.CASE_HANDLE)),
        changed=holds(Permission.CASE_HANDLE),
    ),
    "inbox_letter": Rule(seen=either(SELF, holds(Permission.SYSTEM_READ))),
    "inbox_message": Rule(seen=SELF),
    "inbox_preference": Rule(seen=SELF),
    "drafts_draft": Rule(seen=_DRAFTS),
    "drafts_draftversion": Rule(seen=_OF_DRAFT),
    "drafts_draftcomment": Rule(seen=_OF_DRAFT),
    "drafts_publicationrequest": Rule(seen=_DRAFTS),
    "drafts_whatif": Rule(seen=_OF_DRAFT),
    "intake_import": Rule(seen=either(SELF, holds(Permission.IMPORT, Permission.PROFILE_IMPORT))),
    # Both sides' answers are written by the site itself, once its actions have decided.
    "introductions_introduction": Rule(
        seen=either(
            _INTRODUCES_ALL, f"{_INTRODUCES} AND ({either(_SEEKS_INTRODUCED, _OFFER_OWN)})"
        ),
        changed=NEVER,
    ),
    "introductions_step": Rule(
        seen=either(
            _INTRODUCES_ALL,
            f"{_INTRODUCES} AND party = 'seeker' AND {_ABOUT_OWN_NEED}",
            f"{_INTRODUCES} AND party = 'provider' AND {_ABOUT_OWN_OFFER}",
        ),
        changed=NEVER,
    ),
    "introductions_disclosure": Rule(
        seen=f"{_INTRODUCES} AND ({either(_ABOUT_OWN_NEED, _ABOUT_OWN_OFFER)})",
        changed=NEVER,
        matcher="",
    ),
    # Who imports sees how far a colleague's file has come; only its own person changes the job.
    "jobs_job": Rule(
        seen=either(SELF, holds(Permission.JOB_ALL, Permission.IMPORT, Permission.PROFILE_IMPORT)),
        changed=either(SELF, holds(Permission.JOB_ALL)),
    ),
    # Asked and kept by the site itself; the page of it shows counts.
    "language_model_call": Rule(seen=holds(Permission.SYSTEM_READ), changed=NEVER),
    "language_model_keptanswer": Rule(seen=NEVER, changed=NEVER),
    "matches_matchrun": Rule(
        seen=either(_COUNTED, _NEED_OWN, _OFFER_OWN, _SUGGESTS_OWN_OFFER),
        changed=either(STAFF, _NEED_OWN, _OFFER_OWN),
    ),
    "matches_suggestion": Rule(
        seen=either(_COUNTED, _NEED_OWN, _OFFER_OWN_NEED_SEEN), changed=STAFF
    ),
    "matches_review": Rule(
        seen=either(_COUNTED, _NEED_OWN, _OFFER_OWN_NEED_SEEN),
        changed=holds(Permission.REVIEW_WRITE),
    ),
    # Found by the site itself, of open needs alone.
    "associations_latentmatch": Rule(seen=either(STAFF, _NEED_OWN), changed=NEVER),
    # Inferred by the site itself, for the enterprise and for the centre apart.
    "latent_inference": Rule(seen=_LATENT, changed=NEVER),
    "latent_likelyneed": Rule(seen=_LATENT, changed=NEVER),
    "latent_answer": Rule(
        seen=f"{OWN} AND {holds(Permission.PROFILE_READ)}",
        changed=f"{OWN} AND {holds(Permission.NEED_WRITE)}",
    ),
    "opinions_opinion": Rule(seen=of("matches_suggestion", "suggestion_id", "true"), changed=NEVER),
    # Which model serves is swapped, and shadows rank, once the site's own actions have decided.
    "matches_servingchange": Rule(
        seen=holds(Permission.STATISTICS_READ),
        changed=NEVER,
        added=holds(Permission.REVIEW_WRITE),
        matcher="SELECT",
    ),
    "matches_shadowsuggestion": Rule(seen=holds(Permission.STATISTICS_READ), changed=NEVER),
    "profiles_fact": Rule(
        seen=either(
            OWN,
            f"visibility = 'everyone' AND {VISITOR}",
            f"visibility IN ('centre', 'reviewers') AND {holds(Permission.PROFILE_ALL)}",
        ),
        changed=either(
            f"{OWN} AND {holds(Permission.PROFILE_WRITE)}", holds(Permission.PROFILE_IMPORT)
        ),
    ),
    "transfers_transfer": Rule(
        seen=either(
            f"{_TRANSFER_SIDES} AND {holds(Permission.TRANSFER_READ)}",
            holds(Permission.TRANSFER_ALL, Permission.STATISTICS_READ),
        ),
        changed=either(
            f"{_TRANSFER_SIDES} AND {holds(Permission.TRANSFER_WRITE)}",
            holds(Permission.TRANSFER_ALL),
        ),
        matcher="SELECT",
    ),
    "transfers_transferevent": Rule(
        seen=(
            f"{holds(Permission.TRANSFER_WRITE)}"
            f" AND {of('transfers_transfer', 'transfer_id', 'true')}"
            f" AND ({_TRANSFER_TOLD})"
        ),
        matcher="",
    ),
    "programmes_calendarfeed": Rule(seen=either(SELF, ARRIVING), changed=SELF, matcher="SELECT"),
    "searches_savedsearch": Rule(seen=SELF, matcher="SELECT, UPDATE"),
    "take_up_reminder": Rule(
        seen=f"department_id = {_setting('organisation')} AND {holds(Permission.TAKE_UP_READ)}"
    ),
    # Money: only actions that have checked rights write these rows, as the site itself.
    "payouts_bankaccount": Rule(seen=_PAYS, changed=NEVER),
    "payouts_accountchange": Rule(seen=_PAYS, changed=NEVER),
    "payouts_payoutlist": Rule(seen=_PAYS, changed=NEVER),
    "payouts_listline": Rule(
        seen=of("payouts_payoutlist", "payout_list_id", "true"), changed=NEVER
    ),
    "payouts_chunk": Rule(seen=of("payouts_payoutlist", "payout_list_id", "true"), changed=NEVER),
    "payouts_chunkcontent": Rule(seen=of("payouts_chunk", "chunk_id", "true"), changed=NEVER),
    "payouts_payment": Rule(
        seen=either(
            f"{OWN} AND {holds(Permission.PAYOUT_RECEIVE)}",
            f"department_id = {_setting('organisation')} AND {holds(Permission.PAYOUT_READ)}",
        ),
        changed=NEVER,
    ),
    "vault_sealedtext": Rule(
        seen=f"{holds(Permission.CONFIDENTIAL_READ)} AND ({either(OWN, STAFF)})",
        changed=f"{holds(Permission.NEED_WRITE)} AND ({either(OWN, STAFF)})",
        matcher="SELECT",
        # Only while a run of the need that it belongs to is being performed.
        matcher_sees=(
            "EXISTS (SELECT 1 FROM catalogue_need AS need JOIN matches_matchrun AS run"
            " ON run.need_id = need.id WHERE need.sealed_id = vault_sealedtext.id"
            " AND run.state = 'running')"
        ),
    ),
}

_ARRIVAL = "read before anyone is known"

OPEN: dict[str, str] = {
    "account_emailaddress": _ARRIVAL, "account_emailconfirmation": _ARRIVAL,
    "mfa_authenticator": _ARRIVAL, "socialaccount_socialaccount": _ARRIVAL,
    "socialaccount_socialapp": _ARRIVAL, "socialaccount_socialtoken": _ARRIVAL,
    "signing_in_guesses": _ARRIVAL, "signing_in_opensession": _ARRIVAL,
    "signing_in_pastpassword": _ARRIVAL, "signing_in_usedcode": _ARRIVAL,
    "rulebook_publishedtext": "rules that were published; the newest of each is public",
    "grants_publicnotice": "public notices of who is to be paid what, everyone's to read",
    "applications_departmentclock": "how many working days a department gives itself, public",
    "rulebook_departmentname": "which organisation a department in the rules is, public",
    "accounts_organisation": "the directory of organisations is public",
    "accounts_person": "read before anyone is known; pages show people through memberships",
    "audit_auditrow": "appended by everyone's actions; read on the auditor's page alone",
    "jobs_tick": "names of daily work and how it went, no text",
    "demo_demoload": "says only that the demo is loaded",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "django_session": "read before anyone is known; the key is the secret",
    "django_tasks_database_dbtaskresult": "the queue: numbers of runs and jobs, no text",
    "matches_rankingmodelversion": "fitted models, no organisation's",
    "auth_group": "unused", "auth_group_permissions": "unused", "auth_permission": "unused",
}  # fmt: skip

READ_ONLY = frozenset({"django_migrations"})
"""Only the migrator writes these."""
APPENDED = frozenset({
    "applications_step", "applications_submission", "audit_auditrow", "grants_entitlementstep",
    "ledger_entry", "rulebook_publishedtext",
})  # fmt: skip
"""Nobody but the migrator changes or removes rows of these."""
FORGOTTEN_COLUMNS = {"applications_step": ("text",)}
"""Columns of such tables that the site itself may empty, when a person is erased."""
KEPT_FROM_MATCHER = (
    "account_", "auth_", "django_session", "mfa_", "signing_in_", "socialaccount_",
)  # fmt: skip
"""Tables, by how their names begin, that the background worker has no business with."""
HIDDEN_COLUMNS = {"accounts_person": frozenset({"password"})}
"""Columns that the background worker cannot read."""
