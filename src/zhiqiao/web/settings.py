"""Settings of the web part. What an operator may change is in `zhiqiao.web.environment`."""

import os
from pathlib import Path

from zhiqiao.web import environment
from zhiqiao.web.accounts.signing_in.configuration import oidc_apps, proxies
from zhiqiao.web.databases import databases, role_of
from zhiqiao.web.keys import read_or_make_secret_key
from zhiqiao.web.operation.logs import logging_settings

environment.check_environment()


ZHIQIAO_DATA = Path(environment.value_of("ZHIQIAO_DATA")).resolve()
ZHIQIAO_DEMO = environment.switch("ZHIQIAO_DEMO")
ZHIQIAO_ENCODER = environment.value_of("ZHIQIAO_ENCODER")
ZHIQIAO_POLICIES = environment.value_of("ZHIQIAO_POLICIES")
ZHIQIAO_PROFILE = environment.value_of("ZHIQIAO_PROFILE")
ZHIQIAO_KEYS = Path(environment.value_of("ZHIQIAO_KEYS") or ZHIQIAO_DATA / "keys").resolve()

SECRET_KEY = read_or_make_secret_key(ZHIQIAO_DATA / "secret-key")
DEBUG = environment.switch("ZHIQIAO_DEBUG")
ALLOWED_HOSTS = environment.names("ZHIQIAO_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.names("ZHIQIAO_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "zhiqiao.web.access",
    "zhiqiao.web.site",
    "zhiqiao.web.vault",
    "zhiqiao.web.audit",
    "zhiqiao.web.accounts",
    "zhiqiao.web.jobs",
    "zhiqiao.web.language_model",
    "zhiqiao.web.inbox",
    "zhiqiao.web.attachments",
    "zhiqiao.web.ledger",
    "zhiqiao.web.rulebook",
    "zhiqiao.web.budgets",
    "zhiqiao.web.intake",
    "zhiqiao.web.catalogue",
    "zhiqiao.web.profiles",
    "zhiqiao.web.matches",
    "zhiqiao.web.opinions",
    "zhiqiao.web.associations",
    "zhiqiao.web.programmes",
    "zhiqiao.web.cases",
    "zhiqiao.web.introductions",
    "zhiqiao.web.transfers",
    "zhiqiao.web.applications",
    "zhiqiao.web.grants",
    "zhiqiao.web.payouts",
    "zhiqiao.web.reconciliation",
    "zhiqiao.web.take_up",
    "zhiqiao.web.latent",
    "zhiqiao.web.drafts",
    "zhiqiao.web.searches",
    "zhiqiao.web.ask",
    "zhiqiao.web.api",
    "zhiqiao.web.home",
    "zhiqiao.web.demo",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "zhiqiao.web.accounts.signing_in",
    "zhiqiao.web.operation",
]

MIDDLEWARE = [
    "zhiqiao.web.operation.observing.observed",
    "django.middleware.security.SecurityMiddleware",
    "zhiqiao.web.site.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhiqiao.web.site.middleware.chosen_language",
    "zhiqiao.web.site.middleware.refuses_nul",
    "zhiqiao.web.api.middleware.answers_programs",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhiqiao.web.accounts.middleware.keeps_answers_private",
    "zhiqiao.web.accounts.middleware.acting_organisation",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhiqiao.web.api.middleware.admits_programs",
    "zhiqiao.web.access.DenyByDefault",
    "zhiqiao.web.accounts.signing_in.middleware.SessionKeeper",
]

ROOT_URLCONF = "zhiqiao.web.urls"
WSGI_APPLICATION = "zhiqiao.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhiqiao.web.accounts.context.permissions",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = databases(os.environ, ZHIQIAO_DATA)
ZHIQIAO_DATABASE_ROLE = role_of(os.environ)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# In each process's memory: rows of lists as they were rendered, never anything of one person.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "zhiqiao.web.site.views.csrf_failure"
if environment.switch("ZHIQIAO_HTTPS"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

ZHIQIAO_PROXIES = proxies()
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"zhiqiao.web.accounts.signing_in.passwords.{name}"}
    for name in ("ProfileLength", "ProfileClasses", "NotUsedBefore")
] + [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "zhiqiao.web.accounts.signing_in.sessions"
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_ADAPTER = "zhiqiao.web.accounts.signing_in.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_RATE_LIMITS = False  # ours are in the database and so hold for all processes
MFA_ADAPTER = "zhiqiao.web.accounts.signing_in.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "zhiqiao.web.accounts.signing_in.adapters.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps()}}

# Letters go out by day, on working days; without a server messages wait on the site alone.
ZHIQIAO_MAIL = environment.value_of("ZHIQIAO_MAIL")
ZHIQIAO_MAIL_FROM = environment.value_of("ZHIQIAO_MAIL_FROM")
ZHIQIAO_HOLIDAYS = environment.value_of("ZHIQIAO_HOLIDAYS")
ZHIQIAO_NOTICE_DAYS = environment.number("ZHIQIAO_NOTICE_DAYS")

# Payments go to the bank as files; without an address they wait.
ZHIQIAO_BANK = environment.value_of("ZHIQIAO_BANK")
ZHIQIAO_SETTLE_DAYS = environment.number("ZHIQIAO_SETTLE_DAYS")
ZHIQIAO_BANK_FILE_PAYMENTS = environment.number("ZHIQIAO_BANK_FILE_PAYMENTS")
ZHIQIAO_BANK_SIGNING_KEY = environment.value_of("ZHIQIAO_BANK_SIGNING_KEY")
ZHIQIAO_BANK_PUBLIC_KEY = environment.value_of("ZHIQIAO_BANK_PUBLIC_KEY")
ZHIQIAO_FAILPOINT = environment.value_of("ZHIQIAO_FAILPOINT")

ZHIQIAO_LOGS = environment.value_of("ZHIQIAO_LOGS")
ZHIQIAO_LOG_LEVEL = environment.value_of("ZHIQIAO_LOG_LEVEL")
ZHIQIAO_METRICS_TOKEN = environment.value_of("ZHIQIAO_METRICS_TOKEN")
ZHIQIAO_METRICS_LOOPBACK = environment.switch("ZHIQIAO_METRICS_LOOPBACK")
ZHIQIAO_DISK_MIB_MIN = environment.number("ZHIQIAO_DISK_MIB_MIN")
LOGGING = logging_settings(style=ZHIQIAO_LOGS, level=ZHIQIAO_LOG_LEVEL, debug=DEBUG)

# Requests a minute by token (or person) and by address, over all processes together; each process
# counts in its own memory and grants its share.
ZHIQIAO_API_PER_MINUTE = environment.number("ZHIQIAO_API_PER_MINUTE")
ZHIQIAO_API_PER_MINUTE_AND_ADDRESS = 2 * ZHIQIAO_API_PER_MINUTE
ZHIQIAO_WORKERS = environment.number("ZHIQIAO_WORKERS")
ZHIQIAO_API_BODY_BYTES_MAX = 1024 * 1024
# Receivers of webhooks are on the internet and encrypted, unless the operator says otherwise.
ZHIQIAO_OUTBOUND_HTTP = environment.switch("ZHIQIAO_OUTBOUND_HTTP")
ZHIQIAO_OUTBOUND_NETWORKS = environment.names("ZHIQIAO_OUTBOUND_NETWORKS")
ZHIQIAO_OUTBOUND_PORTS = [int(port) for port in environment.names("ZHIQIAO_OUTBOUND_PORTS")]

# Files stream to the disk of the data; who may bring large ones is decided before a byte is kept.
ZHIQIAO_UPLOAD_MIB_MAX = environment.number("ZHIQIAO_UPLOAD_MIB_MAX")
FILE_UPLOAD_TEMP_DIR = ZHIQIAO_DATA / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "zhiqiao.web.intake.uploading.UploadGuard",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600

# AES-256-GCM, or SM4-GCM where national algorithms are asked for. What is sealed stays readable.
ZHIQIAO_CIPHER = environment.value_of("ZHIQIAO_CIPHER")

# The language model sees public texts alone; without an address nothing is sent anywhere.
ZHIQIAO_LLM_URL = environment.value_of("ZHIQIAO_LLM_URL")
ZHIQIAO_LLM_MODEL = environment.value_of("ZHIQIAO_LLM_MODEL")
ZHIQIAO_LLM_KEY = environment.value_of("ZHIQIAO_LLM_KEY")
ZHIQIAO_LLM_MATCHING = environment.switch("ZHIQIAO_LLM_MATCHING")
ZHIQIAO_LLM_TOKENS_PER_DAY = environment.number("ZHIQIAO_LLM_TOKENS_PER_DAY")
ZHIQIAO_LLM_REQUESTS_PER_DAY = environment.number("ZHIQIAO_LLM_REQUESTS_PER_DAY")
ZHIQIAO_LLM_PERCENT_PER_ORGANISATION = environment.number("ZHIQIAO_LLM_PERCENT_PER_ORGANISATION")
ZHIQIAO_LLM_SECONDS = environment.number("ZHIQIAO_LLM_SECONDS")
ZHIQIAO_LLM_KEEP_DAYS = environment.number("ZHIQIAO_LLM_KEEP_DAYS")
