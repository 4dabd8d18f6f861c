"""Settings of Superset for one machine: reads the served release, answers on loopback, and calls nobody.

`bi/superset/superset` sets what this reads from the environment; what a setting is for stands in Superset's own
config.py. Nothing secret is in this file: the key is made at the first start and stays in the state folder.
"""

import os
from pathlib import Path

STATE = Path(os.environ["SUPERSET_HOME"])
RELEASE_LINK = Path(os.environ["WAREHOUSE_LINK"])
MEMORY_LIMIT = os.environ.get("WAREHOUSE_MEMORY_LIMIT", "512MB")  # of one query; what needs more is written to disk

SECRET_KEY = os.environ.get("SUPERSET_SECRET_KEY") or (STATE / "secret_key").read_text(encoding="ascii").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{STATE / 'superset.db'}?check_same_thread=false"
SQLALCHEMY_EXAMPLES_URI = SQLALCHEMY_DATABASE_URI


def _open_release(connection, _):
    """Attach the release that is served now, and close the way to every other file and setting.

    Into a database in memory of each connection's own: settings that are locked are locked for all connections to a
    file. Under its usual name, which a release that was laid out as those of before does not have by itself.
    """
    release = str(RELEASE_LINK.resolve(strict=True)).replace("'", "''")
    connection.execute(f"ATTACH '{release}' AS warehouse (READ_ONLY)")
    connection.execute("USE warehouse")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def DB_CONNECTION_MUTATOR(uri, params, username, security_manager, source):  # noqa: N802 - Superset's name for it
    """Open the served release for whoever asks the database `warehouse.duckdb`.

    Superset connects for every query and keeps no connection, so the next query sees a new release.
    """
    if uri.drivername == "duckdb" and uri.database == "warehouse.duckdb":
        limits = {"memory_limit": MEMORY_LIMIT, "threads": 2, "temp_directory": str(STATE / "spill")}
        params = {**params, "connect_args": {"config": limits}, "pool_events": [(_open_release, "connect")]}
        uri = uri.set(database=":memory:", query={})
    return uri, params


# An answer that is kept would be one of the release before.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

FEATURE_FLAGS = {
    "ALERT_REPORTS": False,
    "THUMBNAILS": False,
    # Text of the dashboards is Markdown; HTML in it is shown as it is written.
    "ESCAPE_MARKDOWN_HTML": True,
}

# A page asks nothing of other machines: no telemetry pixel, no fonts, no maps.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    # Plain HTTP, on loopback only.
    "force_https": False,
    "session_cookie_secure": False,
}
SESSION_COOKIE_SAMESITE = "Strict"
WTF_CSRF_ENABLED = True
PUBLIC_ROLE_LIKE = None

APP_NAME = "Buurtcijfers"
BABEL_DEFAULT_LOCALE = "nl"
LANGUAGES = {"nl": {"flag": "nl", "name": "Nederlands"}, "en": {"flag": "gb", "name": "English"}}
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]}
D3_TIME_FORMAT = {
    "dateTime": "%A %e %B %Y %X",
    "date": "%d-%m-%Y",
    "time": "%H:%M:%S",
    "periods": ["", ""],
    "days": ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
    "shortDays": ["zo", "ma", "di", "wo", "do", "vr", "za"],
    "months": [
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ],
    "shortMonths": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
}  # fmt: skip

# Colours that a colour-blind reader can tell apart (Okabe and Ito), the darker ones first.
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "buurtcijfers",
        "description": "",
        "label": "Buurtcijfers",
        "isDefault": True,
        "colors": ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4D4D4D"],
    }
]
