"""Tries the shipped nginx configuration on loopback: `python -m tests.faults.proxy` (needs nginx, openssl, htpasswd).

It starts the service on a state folder of its own and nginx in front of it, and prints what each request got.
"""

from __future__ import annotations

import base64
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import REPOSITORY, Place
from tests.service.conftest import Service, free_port

LOGIN = "reader:only-for-this-trial"
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n"
)


def main() -> int:
    """Try every request; returns 1 where one got something else than it should."""
    if missing := [tool for tool in ("nginx", "openssl", "htpasswd") if shutil.which(tool) is None]:
        print(f"not tried: {', '.join(missing)} not installed")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder)
        place = Place(trial / "place")
        place.sources.mkdir(parents=True)
        service = Service(place, free_port(), {"WAREHOUSE_HOME": "", "WAREHOUSE_SOURCES": ""})
        service.start()
        port = free_port()
        nginx = ["nginx", "-p", folder, "-c", str(_configure(trial, service.port, port)), "-e", f"{folder}/error.log"]
        subprocess.run([*nginx, "-t", "-q"], check=True)
        subprocess.run(nginx, check=True)
        try:
            time.sleep(1)
            return _try_all(port)
        finally:
            subprocess.run([*nginx, "-s", "stop"], check=False)
            service.stop()


def _try_all(port: int) -> int:
    wrong = 0
    login = _login(LOGIN)
    for what, headers, path, expected in (
        ("page without a login", "", "/", 401),
        ("page with a wrong password", _login("reader:wrong"), "/", 401),
        ("data without a login", "", "/graphql", 401),
        ("page with the login", login, "/", 200),
        ("health with the login", login, "/server_info", 200),
        ("websocket without a login", UPGRADE, "/graphql", 401),
        ("websocket with the login", login + UPGRADE + "Sec-WebSocket-Protocol: graphql-ws\r\n", "/graphql", 101),
    ):
        got = _status(port, path, headers)
        wrong += got != expected
        print(f"{what}: {got}{'' if got == expected else f', and should be {expected}'}")
    return 1 if wrong else 0


def _status(port: int, path: str, headers: str) -> int:
    """The status code of one request over TLS."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname="warehouse.example.org") as connection,
    ):
        close = "" if "Upgrade" in headers else "Connection: close\r\n"
        request = f"GET {path} HTTP/1.1\r\nHost: warehouse.example.org\r\n{headers}{close}\r\n"
        connection.sendall(request.encode())
        return int(connection.recv(4096).split()[1])


def _login(name_and_password: str) -> str:
    return f"Authorization: Basic {base64.b64encode(name_and_password.encode()).decode()}\r\n"


def _configure(trial: Path, service_port: int, port: int) -> Path:
    """The shipped file with the paths and ports of this trial, inside the least that nginx needs around it."""
    certificate, key, passwords = trial / "cert.pem", trial / "cert.key", trial / "htpasswd"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=warehouse.example.org",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    name, password = LOGIN.split(":")
    subprocess.run(["htpasswd", "-B", "-b", "-c", str(passwords), name, password], check=True, capture_output=True)
    shipped = (REPOSITORY / "ops/nginx/warehouse.conf").read_text(encoding="utf-8")
    for old, new in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl/certs/warehouse.pem", str(certificate)),
        ("/etc/ssl/private/warehouse.key", str(key)),
        ("auth_basic_user_file /etc/nginx/warehouse.htpasswd", f"auth_basic_user_file {passwords}"),
        ("http://127.0.0.1:3000", f"http://127.0.0.1:{service_port}"),
    ):
        assert shipped.count(old) == 1, old
        shipped = shipped.replace(old, new)
    for path in (trial, certificate, passwords):
        path.chmod(0o755 if path.is_dir() else 0o644)
    file = trial / "nginx.conf"
    file.write_text(
        f"pid {trial}/nginx.pid;\nevents {{}}\nhttp {{\naccess_log off;\n"
        + "".join(f"{one}_temp_path {trial}/{one};\n" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + f"{shipped}}}\n",
        encoding="utf-8",
    )
    return file


if __name__ == "__main__":
    sys.exit(main())
