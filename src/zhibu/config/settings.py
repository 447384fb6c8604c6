"""One installation's settings. Everything that differs is a ``ZHIBU_*`` variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from zhibu.config import environment

SOURCE = Path(__file__).resolve().parent.parent
DATA = environment.folder("ZHIBU_DATA", Path.cwd() / "data")
KEYS = environment.folder("ZHIBU_KEYS", DATA / "keys")
ATTACHMENTS = environment.folder("ZHIBU_ATTACHMENTS", DATA / "attachments")
MIRROR = environment.folder("ZHIBU_MIRROR", DATA / "mirror")
DOMAIN = environment.domain("ZHIBU_DOMAIN")
SM = environment.flag("ZHIBU_SM")

DEBUG = False
SECRET_KEY = environment.secret_of(KEYS / "django.secret")
ALLOWED_HOSTS = environment.words("ZHIBU_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("ZHIBU_ORIGINS")
HTTPS = environment.flag("ZHIBU_HTTPS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "axes",
    "zhibu.look",
    "zhibu.journal",
    "zhibu.notary",
    "zhibu.party",
    "zhibu.meetings",
    "zhibu.dues",
    "zhibu.polls",
    "zhibu.worklog",
    "zhibu.honours",
    "zhibu.funds",
    "zhibu.procedures",
    "zhibu.admission",
    "zhibu.elections",
    "zhibu.appraisal",
    "zhibu.mobility",
    "zhibu.ledgers",
    "zhibu.returns",
    "zhibu.assessment",
    "zhibu.intake",
    "zhibu.scrutiny",
    "zhibu.drafting",
    "zhibu.review",
    "zhibu.grading",
    "zhibu.stars",
    "zhibu.notices",
    "zhibu.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random, so lengths give no secret away
    "zhibu.look.middleware.ContentSecurityPolicy",
    "zhibu.desk.middleware.Bounded",
    "zhibu.polls.middleware.CastWithoutCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "zhibu.desk.middleware.WithoutNul",
]

ROOT_URLCONF = "zhibu.config.urls"
WSGI_APPLICATION = "zhibu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "zhibu.look.templatetags.look",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhibu.desk.context.surroundings",
            ],
        },
    }
]

DATABASES = environment.databases(DATA)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "party.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "zhibu.party.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "zhibu.party.passwords.NotCommon"},
]
LOGIN_URL = "party:sign-in"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "party:sign-in"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours: slowed down, never locked out for good
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "party/slowed_down.html"
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is not kept, only what failed

# The prefix has browsers refuse a cookie of ours that another host or plain HTTP would set.
_HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}sessionid", f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST}language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
LARGEST_BODY = 128 * 1024 * 1024  # all files of one request together

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Without a server no mail goes out; what it would say stands in the product.
EMAIL_HOST, EMAIL_PORT = (
    environment.text("ZHIBU_MAIL_HOST"),
    environment.text("ZHIBU_MAIL_PORT", "25"),
)
EMAIL_HOST_USER = environment.text("ZHIBU_MAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("ZHIBU_MAIL_PASSWORD")
EMAIL_USE_TLS = environment.flag("ZHIBU_MAIL_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("ZHIBU_MAIL_FROM", "zhibu@localhost")

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
COTTON_DIR = "cotton"

SILENCED_SYSTEM_CHECKS: list[str] = []
