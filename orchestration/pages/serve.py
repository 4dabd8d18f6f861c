"""Shows the pages to browsers on this machine, compressed for those that can read that.

A page is what it holds: whether a browser has it already is told by its content, never by a time. The pages of a
release that was gone back to are older than those that the browser knows.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from orchestration.pages.dbt_docs import NAME

POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EMBEDDED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""Of a chart that somebody else's page shows inside itself."""
DOCUMENTATION = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'"
"""dbt's page carries its scripts inside."""


COMPRESSED = ("text/", "application/json", "application/javascript", "application/xml", "image/svg+xml")
"""Kinds of files that become smaller; a parquet or an xlsx is compressed already."""

KINDS = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".ttl": "text/turtle; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
}
"""Kinds of files that Python does not know everywhere."""

SMALL = 400
"""Bytes below which compressing saves no packet."""

KEPT_FILES, KEPT_SIZE = 200, 2_000_000
"""How many files are kept compressed, none of them larger than so many bytes."""


class PortInUseError(Exception):
    """Another program listens on the port; says what to do."""


class _Pages(SimpleHTTPRequestHandler):
    """Serves files under a link, which is followed at every request: a new release shows without a restart."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | KINDS
    protocol_version = "HTTP/1.1"
    timeout = 60
    """Seconds after which a connection that asks nothing more is closed."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer with a file, or that the browser has it: its name is the hash of what is sent, not its date."""
        place = self.translate_path(self.path)
        if place.endswith("/"):
            place += "index.html"
        if Path(place).is_dir():
            # The browser is sent to the folder's address, with a slash at its end.
            return super().send_head()
        try:
            content = Path(place).read_bytes()
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND, "File not found")
            return None
        kind = self.guess_type(place)
        name = hashlib.sha256(content).hexdigest()[:32]
        is_compressed = _shrinks(kind, len(content)) and _takes_gzip(self.headers.get("Accept-Encoding", ""))
        if is_compressed:
            # The same page by another name, since other bytes are sent.
            name += "-gzip"
        name = f'"{name}"'
        if _is_known(name, self.headers.get("If-None-Match", "")):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("ETag", name)
            self.end_headers()
            return None
        if is_compressed:
            content = _compressed(content) if len(content) <= KEPT_SIZE else _compressed.__wrapped__(content)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        if is_compressed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", name)
        self.end_headers()
        return BytesIO(content)

    def end_headers(self) -> None:
        path, _, asked = self.path.partition("?")
        policy = EMBEDDED if "embed=1" in asked.split("&") and "/figures/" in path else POLICY
        self.send_header("Content-Security-Policy", DOCUMENTATION if path.endswith(f"/{NAME}") else policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        # A browser asks whether a page has changed, and gets it only then.
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Vary", "Accept-Encoding")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: a terminal full of requests hides what matters."""

    def list_directory(self, path: object) -> None:
        """Never list a folder: pages are found through pages."""
        self.send_error(404)


def _shrinks(kind: str, size: int) -> bool:
    """Whether a file of a kind is worth compressing."""
    plain = kind.partition(";")[0]
    return size >= SMALL and (plain.startswith(COMPRESSED) or plain.endswith(("+json", "+xml", "/yaml")))


def _takes_gzip(accepted: str) -> bool:
    """Whether a browser that accepts these encodings (`Accept-Encoding`) reads gzip."""
    weights = {}
    for one in accepted.lower().split(","):
        encoding, _, weight = one.partition(";")
        weights[encoding.strip()] = weight.replace(" ", "").removeprefix("q=")
    weight = weights.get("gzip", weights.get("*", "0"))
    return weight.strip("0.") != "" or weight == ""


@lru_cache(maxsize=KEPT_FILES)
def _compressed(content: bytes) -> bytes:
    """The content as gzip; the same bytes whenever it is asked for."""
    return gzip.compress(content, mtime=0)


def _is_known(name: str, known: str) -> bool:
    """Whether a browser that knows these (`If-None-Match`) has what goes by the name."""
    names = {one.strip().removeprefix("W/") for one in known.split(",")}
    return name in names or "*" in names


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of the folder on 127.0.0.1. Raises PortInUseError."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Pages, directory=str(folder)))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(
                f"port {port} is in use; name another one with --port, such as --port {port + 1}"
            ) from error
        raise
