"""Where data of persons lie in the tables of accounts, of signing in, and of what comes with it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiqiao.web.accounts.models import Person
from zhiqiao.web.accounts.personal_data import (
    Place,
    not_personal,
    register,
    register_eraser,
)


def _invitations(person: Person) -> Q:
    mine = Q(accepted_by=person) | Q(name=person.name, accepted_at=None)
    return mine | Q(email__iexact=person.email) if person.email else mine


def _forget_sign_in(person: Person) -> None:
    from zhiqiao.web.accounts.signing_in.actions import forget_sign_in

    forget_sign_in(person=person)


register_eraser(_forget_sign_in)
register(
    Place(
        "accounts.Person",
        lambda person: Q(pk=person.pk),
        {"email": "", "phone": ""},
        columns=("username", "name"),
        secret=("password",),
        title=_("账号"),
    ),
    Place("accounts.Membership", "person", {"note": ""}, title=_("在机构的角色")),
    Place("accounts.Invitation", _invitations, {"name": "", "email": ""},
          secret=("token_digest",), title=_("邀请")),
    Place("accounts.Proposal", "membership__person", {}, title=_("注册时的说明")),
    Place("accounts.MergeRequest", "asked_by", {}, title=_("合并申请")),
    Place("audit.AuditRow", lambda person: Q(actor_id=person.pk), {},
          secret=("mac",), title=_("操作记录")),
    Place("signing_in.OpenSession", "person",
          columns=("address", "device"), secret=("session_key", "session_data", "replaced_by"),
          title=_("登录会话")),
    Place("signing_in.PastPassword", "person", secret=("encoded",), title=_("用过的密码")),
    Place("signing_in.UsedCode", "person", title=_("用过的验证码")),
    Place("socialaccount.SocialAccount", "user", columns=("uid", "extra_data", "provider"),
          title=_("外部身份")),
    Place("socialaccount.SocialToken", "account__user", secret=("token", "token_secret"),
          title=_("外部身份的令牌")),
    Place("mfa.Authenticator", "user", secret=("data",), title=_("二步验证")),
    Place("account.EmailAddress", "user", columns=("email",), title=_("邮箱")),
    Place("account.EmailConfirmation", "email_address__user", secret=("key",),
          title=_("邮箱确认")),
)  # fmt: skip

not_personal(
    {
        "accounts.Organisation": (
            "code", "name", "kind", "area", "uscc", "registration", "state", "intro",
        ),
        "accounts.Proposal": ("name", "kind", "area"),
    },
    why="says something of an organisation",
)  # fmt: skip
not_personal(
    {
        "accounts.Membership": ("role", "state"),
        "accounts.Invitation": ("role",),
        "accounts.MergeRequest": ("state",),
        "audit.AuditRow": ("action", "noun", "object_id", "data"),
        "mfa.Authenticator": ("type",),
    },
    why="one of our own code words",
)
not_personal(
    {
        "auth.Permission": ("name", "codename"),
        "auth.Group": ("name",),
        "contenttypes.ContentType": ("app_label", "model"),
        "sessions.Session": ("session_key", "session_data"),
        "signing_in.Guesses": ("key",),
        "vault.SealedText": ("purpose", "algorithm", "key_id", "wrapped_key", "content"),
        "demo.DemoLoad": ("digest",),
        "socialaccount.SocialApp": (
            "provider", "provider_id", "name", "client_id", "secret", "key", "settings",
        ),
        "django_tasks_database.DBTaskResult": (
            "status", "args_kwargs", "task_path", "worker_ids", "queue_name", "backend_name",
            "exception_class_path", "traceback", "return_value",
        ),
    },
    why="names parts of the program, holds digests or sealed text, or is not used",
)  # fmt: skip
