"""Everything that can be allowed, as `scope:resource:action`."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may do.

    Scope `public` is everyone's, `own` is narrowed further to the organisation that the person
    acts for, `all` reaches every organisation, `published` what everyone may see.
    """

    PUBLIC = "public:site:use"
    DEMO_ROLE = "demo:role:switch"
    REGISTER = "public:organisation:register"
    ACCOUNT = "own:account:use"
    EXPORT = "published:listing:export"
    NEED_WRITE = "own:need:write"
    OFFER_WRITE = "own:offer:write"
    LISTING_ALL = "all:listing:write"
    CONFIDENTIAL_READ = "own:confidential:read"
    IMPORT = "all:import:write"
    MATCH_READ = "own:match:read"
    MATCH_RUN = "own:match:run"
    REVIEW_WRITE = "all:review:write"
    STATISTICS_READ = "all:statistics:read"
    ORGANISATION_READ = "own:organisation:read"
    MEMBER_WRITE = "own:member:write"
    ORGANISATION_ALL = "all:organisation:write"
    PERSON_WRITE = "all:person:write"
    PERSON_ERASE = "all:person:erase"
    PROFILE_READ = "own:profile:read"
    PROFILE_WRITE = "own:profile:write"
    PROFILE_ALL = "all:profile:read"
    PROFILE_IMPORT = "all:profile:import"
    PROGRAMME_READ = "public:programme:read"
    ASSESS = "own:programme:assess"
    ASSESS_ALL = "all:programme:assess"
    INTRODUCE = "own:introduction:write"
    INTRODUCE_ALL = "all:introduction:write"
    TRANSFER_READ = "own:transfer:read"
    TRANSFER_WRITE = "own:transfer:write"
    TRANSFER_ALL = "all:transfer:write"
    APPLY = "own:application:write"
    APPLICATION_REVIEW = "own:application:review"
    CASE_HANDLE = "own:case:handle"
    RULE_DRAFT = "own:rule:draft"
    RULE_PUBLISH = "own:rule:publish"
    TAKE_UP_READ = "own:take_up:read"
    BUDGET_READ = "own:budget:read"
    BUDGET_WRITE = "own:budget:write"
    GRANT_WRITE = "own:grant:write"
    PAYOUT_READ = "own:payout:read"
    PAYOUT_MAKE = "own:payout:make"
    PAYOUT_CHECK = "own:payout:check"
    PAYOUT_RECEIVE = "own:payout:receive"
    LEDGER_READ = "own:ledger:read"
    TOKEN_WRITE = "own:token:write"  # noqa: S105 -- the name of a right
    WEBHOOK_WRITE = "own:webhook:write"
    JOB_READ = "own:job:read"
    JOB_ALL = "all:job:read"
    AUDIT_READ = "all:audit:read"
    AUDIT_EXPORT = "all:audit:export"
    METRICS_READ = "all:metrics:read"
    SYSTEM_READ = "all:system:read"


EVERYONE = frozenset(
    {Permission.PUBLIC, Permission.DEMO_ROLE, Permission.REGISTER, Permission.PROGRAMME_READ}
)
"""What a stranger may do."""
SIGNED_IN = EVERYONE | {Permission.ACCOUNT}
"""What anyone who has signed in may do, even without a role."""
