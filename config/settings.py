"""Settings. Every value that differs between sites comes from the environment.

docs/operators/settings.md documents the variables. An invalid value ends the process with a
one-line message.
"""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from whitenoise.compress import Compressor

from lib import env
from lib.secret_key import load_secret_key
from local_postgres import server
from themes.theme import load_theme

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

# The site's URL and hosts.
DEBUG = env.boolean("DEBUG", default=False)
SITE_URL = env.origin("SITE_URL", "http://localhost:8000")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [
    urlsplit(SITE_URL).netloc.removesuffix(f":{urlsplit(SITE_URL).port}"),  # IPv6 in brackets
    *("localhost", "127.0.0.1", "[::1]"),
    *env.comma_separated("ALLOWED_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SITE_ID = 1
# Number of proxies in front of the web, each of which appends to X-Forwarded-For.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0, low=0, high=9)
SECRET_KEY = load_secret_key(env.text("SECRET_KEY"), VAR_DIR)

# Templates and static files that replace or extend ours, on the public pages.
THEME = load_theme(env.text("THEME"))

INSTALLED_APPS = [
    "allauth",
    "allauth.account",  # This and the next two before accounts, which unregisters their admin.
    "allauth.mfa",
    "allauth.usersessions",
    "accounts",
    "clock",
    "mail",
    "operations",
    "page_cache",
    "themes",
    "taggit",  # This and the next before blog, which unregisters their admin.
    "django.contrib.sites",
    "blog",
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.forms",  # Its templates, for FORM_RENDERER.
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # Its translations, for relative times.
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.redirects",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "django_tasks_db",
    "transfer",
]
MIDDLEWARE = [
    "config.middleware.head_requests.strip_head_body",
    "lib.security_headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.static_files.StaticFilesMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "operations.slow_queries.log_slow_queries",
    "config.middleware.compression.UncachedGZipMiddleware",
    "config.middleware.embeds.allow_frames",
    "config.middleware.cache_headers.bypass_cache_after_post",
    "config.middleware.cache_headers.set_cache_control",
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
    "blog.content.redirects.redirect_middleware",
]
# Development tools: the demo blog and `populate`. They are not part of the container image.
if env.boolean("DEVTOOLS", default=False):
    if not find_spec("devtools"):
        env.stop("DEVTOOLS is 1, but devtools/ is not installed here; run it in a checkout.")
    INSTALLED_APPS.append("devtools")
# Django Debug Toolbar, for developers.
if DEBUG and find_spec("debug_toolbar"):
    INSTALLED_APPS.append("debug_toolbar")
    MIDDLEWARE.insert(0, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1", "::1"]
FORM_RENDERER = "lib.forms.FormRenderer"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# Folders of the public pages' templates, first found first used.
PUBLIC_TEMPLATES = [*([THEME.templates] if THEME else []), BASE_DIR / "templates" / "public"]
TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": PUBLIC_TEMPLATES,
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
            # Template tags in their feature's package.
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
    or server.get_database_settings(VAR_DIR / "postgres")
}
DATABASES["default"].update(
    CONN_MAX_AGE=env.integer("CONN_MAX_AGE", 600, low=0, high=86_400),
    CONN_HEALTH_CHECKS=True,
)
# Read replicas, for pages that the page cache stores.
REPLICAS = env.databases("REPLICA_URLS")
for replica in REPLICAS:
    replica["CONN_MAX_AGE"] = DATABASES["default"]["CONN_MAX_AGE"]

# Valkey shares rate limits between several hosts.
VALKEY_URL = env.valkey("VALKEY_URL")
# Used only for sign-in counters, which all processes must share.
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

# Size of the page cache in the memory of each web process; 0 disables it. gunicorn.conf.py reads it
# as well.
WEB_THREADS = env.integer("WEB_THREADS", 4, low=2, high=64)
PAGE_CACHE_BYTES = env.integer("PAGE_CACHE_MB", 64, low=0, high=65_536) * 1024 * 1024
if REPLICAS and not PAGE_CACHE_BYTES:
    env.stop("REPLICA_URLS is set, and PAGE_CACHE_MB is 0: replicas serve the page cache alone.")
# How long shared caches need not revalidate a page.
SHARED_SECONDS = env.integer("SHARED_SECONDS", 1, low=0, high=86_400)
# Purge endpoint of a CDN, and the header that authenticates us.
PURGE_URL = env.url("PURGE_URL")
PURGE_HEADER = env.header("PURGE_HEADER")
if PURGE_URL and (SHARED_SECONDS < 2 or not PAGE_CACHE_BYTES):
    env.stop(
        "PURGE_URL is set, but no page is kept: set SHARED_SECONDS to 60 or more, and"
        " PAGE_CACHE_MB not to 0."
    )

# Background tasks are queued in the database and run by config.server.worker.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# All mail goes to the mail queue, a table, from which the worker sends it to the mail server.
MAILERS = {
    "default": {"BACKEND": "mail.backend.QueueBackend"},
    "delivery": env.mail_server("EMAIL_URL")
    or {"BACKEND": "mail.files.FileBackend", "OPTIONS": {"folder": VAR_DIR / "mail"}},
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

# allauth.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# Users are shown by their byline; choosing a username would reveal existing accounts.
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
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2  # Then accounts.addresses deletes the account.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # No e-mails to unknown addresses.
ACCOUNT_CHANGE_EMAIL = True  # A new address replaces the old one once confirmed.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # For one login: from one device or network, and from all unknown networks.
    "login_failed": "10/m/ip,5/5m/key,20/h/key",
    "login_failed_anywhere": "60/h/key",
    "signup": "10/h/ip",
    "reset_password": "10/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
}
# Modules that store personal data: see accounts/privacy.py.
PERSONAL_DATA = ["accounts.privacy", "blog.admin.privacy", "transfer.privacy"]
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # A phone's clock may be off by half a minute.
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
# Sign-in requires a confirmed address anyway; with a second factor, the address can be changed.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Outside of requests only: blog.content.site_middleware activates the site settings' values.
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "themes.static_files.ThemeFinder",
    "storage.joined_scripts.JoinedScriptFinder",
    "storage.joined_styles.JoinedStyleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = env.folder("MEDIA_ROOT", BASE_DIR / "media")
# S3 bucket for uploads in place of MEDIA_ROOT, and its public URL.
MEDIA_S3 = env.bucket("MEDIA_S3")
MEDIA_URL = env.folder_url("MEDIA_URL", "/media/")
if MEDIA_URL != "/media/" and not MEDIA_S3:
    env.stop("MEDIA_URL is set, and MEDIA_S3 is not: files of MEDIA_ROOT are at /media/.")
STORAGES = {
    "default": {"BACKEND": "storage.s3.Bucket", "OPTIONS": {"address": MEDIA_S3}}
    if MEDIA_S3
    else {"BACKEND": "storage.local.AtomicFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "storage.local.HashedStaticFiles"
    },
}
# Makes collectstatic take 3 s instead of 18 s: unhashed names are never requested, and source maps
# (2 MB) only by debuggers.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# A post of 300 blocks is below 1 MB; its form has few fields, as the document is one of them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Largest uploads of each kind, besides pictures. deploy/nginx.conf has the largest of them as well.
AUDIO_MAX_BYTES = env.integer("AUDIO_MAX_MB", 200, low=1, high=4000) * 1024 * 1024
VIDEO_MAX_BYTES = env.integer("VIDEO_MAX_MB", 500, low=1, high=4000) * 1024 * 1024
DOCUMENT_MAX_BYTES = env.integer("DOCUMENT_MAX_MB", 50, low=1, high=4000) * 1024 * 1024
MEDIA_FILE_MAX_BYTES = max(AUDIO_MAX_BYTES, VIDEO_MAX_BYTES, DOCUMENT_MAX_BYTES)

# Exports of other blogs that somebody uploads to move in: never served, and not backed up.
IMPORT_ROOT = VAR_DIR / "imports"
# Threads that write an import, each with a connection to the database.
IMPORT_WRITERS = env.integer("IMPORT_WRITERS", 2, low=1, high=8)
IMPORT_MAX_BYTES = env.integer("IMPORT_MAX_MB", 2000, low=1, high=20_000) * 1024 * 1024

# Links without a scheme in comments, such as www.example.org, become https links.
URLIZE_ASSUME_HTTPS = True

# Certificates of authorities whose content credentials are trusted.
C2PA_TRUST_ANCHORS = env.certificates("C2PA_TRUST_ANCHORS")

# Looks at the pages of quotations; off in the demo, whose addresses are invented or of others.
EVIDENCE = env.boolean("EVIDENCE", default=not (DEBUG or "devtools" in INSTALLED_APPS))
# Of copies of pages that one author opened, and that no quotation names.
EVIDENCE_AUTHOR_BYTES = env.integer("EVIDENCE_AUTHOR_MB", 500, low=1, high=1_000_000) * 1024 * 1024
# Chromium that opens the pages whose words a script shows; off unless named.
BROWSER_COPIES = env.text("BROWSER_COPIES")

# Timestamp authority (RFC 3161) that signs the daily seals, its roots and its own certificates.
TIMESTAMP_URL = env.url("TIMESTAMP_URL")
TIMESTAMP_ROOTS = env.certificates("TIMESTAMP_ROOTS")
TIMESTAMP_CERTIFICATES = env.certificates("TIMESTAMP_CERTIFICATES")
if len({bool(TIMESTAMP_URL), bool(TIMESTAMP_ROOTS), bool(TIMESTAMP_CERTIFICATES)}) > 1:
    env.stop("TIMESTAMP_URL, TIMESTAMP_ROOTS and TIMESTAMP_CERTIFICATES are set only together.")

# Only with a key are comments by guests sent to this service.
AKISMET_KEY = env.text("AKISMET_KEY")
AKISMET_URL = env.origin("AKISMET_URL", "https://rest.akismet.com")

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "blog.models.labels.parse_labels"
TAGGIT_STRING_FROM_TAGS = "blog.models.labels.format_labels"

# Security headers. Only pages that use a nonce (the admin) get one, so public pages are cacheable.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, *([MEDIA_URL] if MEDIA_URL != "/media/" else [])],
    "media-src": [CSP.SELF, *([MEDIA_URL] if MEDIA_URL != "/media/" else [])],
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
    # The web is reachable only through its proxy, which sets this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logging, as plain lines or JSON, each with the request ID.
LOG_FORMAT = env.one_of("LOG_FORMAT", "plain", ("plain", "json"))
SLOW_QUERY_MS = env.integer("SLOW_QUERY_MS", 500, low=1, high=600_000)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request": {"()": "lib.request_ids.RequestIdFilter"},
        "host": {"()": "config.log_filters.DisallowedHostFilter"},
        "refused": {"()": "config.log_filters.ClientErrorFilter"},
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

# Contacts and expiry date in /.well-known/security.txt.
SECURITY_CONTACT = env.contact_uris("SECURITY_CONTACT")
SECURITY_EXPIRES = env.end_of_day("SECURITY_EXPIRES")

# Token for reading /metrics from another machine.
METRICS_TOKEN = env.text("METRICS_TOKEN")

# Daily backups: destination, retention (days, weeks, months), and public keys for encryption.
BACKUP_TO = env.backup_destination("BACKUP_TO")
BACKUP_KEEP = env.backup_retention("BACKUP_KEEP", "7,4,12")
BACKUP_RECIPIENT = env.recipients("BACKUP_RECIPIENT")
if BACKUP_TO and Path(BACKUP_TO).is_relative_to(MEDIA_ROOT):
    env.stop(f"BACKUP_TO is {BACKUP_TO!r}, which lies in MEDIA_ROOT, for all to read.")
