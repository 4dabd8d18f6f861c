"""Shows the pages to browsers on this machine."""

from __future__ import annotations

import errno
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from orchestration.pages.dbt_docs import NAME

POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    # Vega makes functions of the expressions in its specifications.
    "script-src 'self' 'unsafe-eval'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DOCUMENTATION = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'"
"""dbt's page carries its scripts inside."""


class PortInUseError(Exception):
    """Another program listens on the port; says what to do."""


class _Pages(SimpleHTTPRequestHandler):
    """Serves files under a link, which is followed at every request: a new release shows without a restart."""

    def end_headers(self) -> None:
        is_documentation = self.path.partition("?")[0].endswith(f"/{NAME}")
        self.send_header("Content-Security-Policy", DOCUMENTATION if is_documentation else POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        # A browser asks whether a page has changed, and gets it only then.
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: a terminal full of requests hides what matters."""

    def list_directory(self, path: object) -> None:
        """Never list a folder: pages are found through pages."""
        self.send_error(404)


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
