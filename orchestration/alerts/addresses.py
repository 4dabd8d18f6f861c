"""The URLs of channels: in which environment variables they stand, and what may be shown of them."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

URLS = "WAREHOUSE_ALERT_URLS"
"""The variable whose URLs hear of everything that no route says otherwise."""

SHOWS_HOST = {"mailto", "mailtos", "json", "jsons", "xml", "xmls", "form", "forms"}
"""Kinds of URL whose host is a host; elsewhere it may be a token."""


def split_urls(text: str) -> list[str]:
    """The URLs of a variable: between them stands white space, or a comma that another URL follows."""
    parts = re.split(r"\s+|,(?=[A-Za-z0-9]+://)", text.strip())
    return [url for part in parts if (url := part.strip(","))]


def shown(url: str) -> str:
    """A URL as people may see it, without its secrets: `mailto://mail.example.org`, `slack://****`."""
    scheme, found, _ = url.partition("://")
    kind = scheme.lower() if found and re.fullmatch(r"[A-Za-z0-9]{1,20}", scheme) else "****"
    return f"{kind}://{_host(url) if kind in SHOWS_HOST else '****'}"


def without_secrets(text: str, url: str) -> str:
    """A text of a library without what it may repeat of the URL; the host stays where the channel's name shows it."""
    scheme = url.partition("://")[0].lower()
    shown = {scheme, _host(url) if scheme in SHOWS_HOST else ""}
    parts = set(re.split(r"[:/@?&=,]+", url)) | set(re.split(r"[:/@?&=,]+", unquote(url)))
    for part in sorted((one for one in parts if len(one) > 2 and one not in shown), key=len, reverse=True):
        text = text.replace(part, "****")
    return text


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "****"
    except ValueError:
        return "****"
