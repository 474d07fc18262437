"""One file of settings; every value that differs between sites comes from the environment.

docs/operators/settings.md has the table of the variables. A wrong value ends the process with one
line.
"""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from whitenoise.compress import Compressor

from lib import env
from lib.secret_key import load_secret_key
from local_postgres import server

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

# Where the site is.
DEBUG = env.boolean("DEBUG", default=False)
SITE_URL = env.origin("SITE_URL", "http://localhost:8000")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [
    urlsplit(SITE_URL).netloc.removesuffix(f":{urlsplit(SITE_URL).port}"),  # IPv6 in brackets
    *("localhost", "127.0.0.1", "[::1]"),
    *env.words("ALLOWED_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SITE_ID = 1
# Proxies in front of the web, each of which adds to X-Forwarded-For where a request came from.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0, low=0, high=9)
SECRET_KEY = load_secret_key(env.text("SECRET_KEY"), VAR_DIR)

INSTALLED_APPS = [
    "allauth",
    "allauth.account",  # Before accounts, as the next two: it takes their admin away.
    "allauth.mfa",
    "allauth.usersessions",
    "accounts",
    "clock",
    "mail",
    "operations",
    "page_cache",
    "taggit",  # Before blog, as the next: it takes their admin away.
    "django.contrib.sites",
    "blog",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.forms",  # Its templates, for FORM_RENDERER.
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.redirects",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "django_tasks_db",
]
MIDDLEWARE = [
    "config.middleware.head_requests.without_body",
    "lib.security_headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "operations.slow_queries.slow_queries",
    "config.middleware.compression.GZipUnlessKept",
    "config.middleware.cache_headers.for_writers",
    "config.middleware.cache_headers.by_cookies",
    "config.middleware.methods.refuse_other_methods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.visitor_cookie.follow_session",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "blog.content.site_middleware.site_settings",
    "allauth.account.middleware.AccountMiddleware",
    "blog.content.redirects.former_addresses",
]
# Development tools: the demo blog and `populate`. They are not part of the container image.
if env.boolean("DEVTOOLS", default=False):
    if not find_spec("devtools"):
        env.stop("DEVTOOLS is 1, but devtools/ is not installed here; run it in a checkout.")
    INSTALLED_APPS.append("devtools")
# For developers: what a page asks of the database, beside the page.
if DEBUG and find_spec("debug_toolbar"):
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(0, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]
FORM_RENDERER = "lib.forms.FormRenderer"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {
            "environment": "config.jinja.environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Tags that are next to their feature.
            "libraries": {
                "dates": "blog.common.formatting.dates",
                "posts": "blog.views.pages.template_tags",
                "quotations": "blog.content.citations.template_tags",
                "sharing": "blog.metadata.template_tags",
            },
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csp",
                "config.context.site",
            ],
        },
    },
]

DATABASES = {
    "default": env.database("DATABASE_URL", password=env.text("POSTGRES_PASSWORD"))
    or server.database(VAR_DIR / "postgres")
}
DATABASES["default"].update(
    CONN_MAX_AGE=env.integer("CONN_MAX_AGE", 600, low=0, high=86_400),
    CONN_HEALTH_CHECKS=True,
)
# Copies of the database that follow it; pages for the page cache are read from them.
REPLICAS = env.databases("REPLICA_URLS")
for replica in REPLICAS:
    replica["CONN_MAX_AGE"] = DATABASES["default"]["CONN_MAX_AGE"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Valkey, where several hosts count together how often somebody did something.
VALKEY_URL = env.valkey("VALKEY_URL")
# Only what sign-in counts is kept here: all processes must count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "KEY_FUNCTION": "accounts.rate_limits.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
if VALKEY_URL:
    CACHES["default"].update(BACKEND="accounts.shared_cache.SharedCache", LOCATION=VALKEY_URL)

# Pages that are the same for all, in the memory of each process of the web; 0 keeps none.
# gunicorn.conf.py reads it as well.
WEB_THREADS = env.integer("WEB_THREADS", 4, low=2, high=64)
PAGE_CACHE_BYTES = env.integer("PAGE_CACHE_MB", 64, low=0, high=65_536) * 1024 * 1024
if REPLICAS and not PAGE_CACHE_BYTES:
    env.stop("REPLICA_URLS is set, and PAGE_CACHE_MB is 0: replicas serve the page cache alone.")
# For so long caches in between need not ask whether a page still holds.
SHARED_SECONDS = env.integer("SHARED_SECONDS", 1, low=0, high=86_400)
# Who is told that pages changed, and what it knows us by: a CDN that keeps them for so long.
PURGE_URL = env.web_address("PURGE_URL")
PURGE_HEADER = env.header("PURGE_HEADER")
if PURGE_URL and (SHARED_SECONDS < 2 or not PAGE_CACHE_BYTES):
    env.stop(
        "PURGE_URL is set, but no page is kept: set SHARED_SECONDS to 60 or more, and"
        " PAGE_CACHE_MB not to 0."
    )

# What nobody waits for is done by config.server.worker; what is to do stands in the database.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# All mail goes to the mail queue, which is a table; the worker takes it from there to the mail
# server.
MAILERS = {
    "default": {"BACKEND": "mail.backend.QueueBackend"},
    "delivery": env.mail_server("EMAIL_URL")
    or {"BACKEND": "mail.files.Files", "OPTIONS": {"folder": VAR_DIR / "mail"}},
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mailbox(
    "EMAIL_FROM", f"noreply@{urlsplit(SITE_URL).hostname}"
)

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:profile"

# What allauth does; what it asks us is in accounts/adapters.py.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# People are called by their byline; a user name would tell who has an account.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2  # As long as accounts.addresses keeps what waits for it.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # Nobody who is not here gets an e-mail.
ACCOUNT_CHANGE_EMAIL = True  # One address; a new one takes its place once it is confirmed.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Of one name on one device, or from one network; then from wherever.
    "login_failed": "10/m/ip,5/5m/key,20/h/key",
    "login_failed_anywhere": "60/h/key",
    "signup": "10/h/ip",
    "reset_password": "10/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
}
# Who stores something on people: see accounts/privacy.py.
PERSONAL_DATA = ["accounts.privacy", "blog.admin.privacy"]
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # A phone's clock may be half a minute wrong.
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.MFAReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
    "login_webauthn": "accounts.forms.LoginWebAuthnForm",
    "authenticate_webauthn": "accounts.forms.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticateWebAuthnForm",
    "add_webauthn": "accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "accounts.forms.EditWebAuthnForm",
}
# Nobody signs in with an unconfirmed address; whoever has a second factor may ask for a new one.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Only until a request is there: blog.content.site_middleware then takes language and zone from the
# site's settings.
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.folder("MEDIA_ROOT", BASE_DIR / "media")
# Uploads in a bucket instead of a folder, and where readers fetch them unless from this site.
MEDIA_S3 = env.bucket("MEDIA_S3")
MEDIA_URL = env.web_folder("MEDIA_URL", "/media/")
if MEDIA_URL != "/media/" and not MEDIA_S3:
    env.stop("MEDIA_URL is set, and MEDIA_S3 is not: files of MEDIA_ROOT are at /media/.")
STORAGES = {
    "default": {"BACKEND": "storage.s3.Bucket", "OPTIONS": {"address": MEDIA_S3}}
    if MEDIA_S3
    else {"BACKEND": "storage.local.WholeFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "storage.local.HashedStaticFiles"
    },
}
# Collecting takes 3 s instead of 18 s: nothing asks for a file by the name without its hash, and
# nothing but a debugger for a source map of 2 MB, which need not be compressed.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
FILE_UPLOAD_PERMISSIONS = 0o644
# A post of 300 blocks is below 1 MB; its form has few fields, as the document is one of them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# What a comment names without a protocol, www.example.org, becomes a link of this kind.
URLIZE_ASSUME_HTTPS = True

# With a key, every comment by a stranger is sent to this service, and only then.
AKISMET_KEY = env.text("AKISMET_KEY")
AKISMET_URL = env.origin("AKISMET_URL", "https://rest.akismet.com")

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "blog.models.labels.parse_labels"
TAGGIT_STRING_FROM_TAGS = "blog.models.labels.format_labels"

# Safety. Only pages that use a nonce (the admin) have one, so public pages stay cacheable.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, *([MEDIA_URL] if MEDIA_URL != "/media/" else [])],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("HSTS_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = env.boolean("HSTS_PRELOAD", default=False)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
    # The web process listens to its own proxy only, which sets this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What is logged: lines for people, or JSON for machines, each with the number of its request.
LOG_FORMAT = env.one_of("LOG_FORMAT", "plain", ("plain", "json"))
SLOW_QUERY_MS = env.integer("SLOW_QUERY_MS", 500, low=1, high=600_000)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "lib.request_ids.WithRequestId"},
        "host": {"()": "config.log_filters.StrangeHost"},
        "refused": {"()": "config.log_filters.WithoutTraceback"},
    },
    "formatters": {
        "plain": {"format": "%(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        },
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "level": "WARNING",
            "formatter": LOG_FORMAT,
            "filters": ["request", "refused"],
        }
    },
    "loggers": {"django.security.DisallowedHost": {"filters": ["host"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# Touched by the worker every 20 seconds while the database answers.
WORKER_HEARTBEAT = env.file("WORKER_HEARTBEAT")

# Where a vulnerability is reported, for /.well-known/security.txt, and until when that is good.
SECURITY_CONTACT = env.contacts("SECURITY_CONTACT")
SECURITY_EXPIRES = env.day("SECURITY_EXPIRES")

# Who may read /metrics from another machine.
METRICS_TOKEN = env.text("METRICS_TOKEN")

# Where the daily backups go, how many stay (days, weeks, months), and who alone can read them.
BACKUP_TO = env.backup_place("BACKUP_TO")
BACKUP_KEEP = env.backup_keep("BACKUP_KEEP", "7,4,12")
BACKUP_RECIPIENT = env.recipients("BACKUP_RECIPIENT")
if BACKUP_TO and Path(BACKUP_TO).is_relative_to(MEDIA_ROOT):
    env.stop(f"BACKUP_TO is {BACKUP_TO!r}, which lies in MEDIA_ROOT, for all to read.")
