"""What the pages weigh on a slow telephone: `python -m tests.bench.pages_weight` (needs a browser; a home or `--site`).

Serves a site as `warehouse serve` does and opens it in Chromium as a telephone of the middle class on a slow line has
it: 1.6 Mbit/s, 150 ms to and fro for every request, a processor four times as slow, nothing kept from before. Of the
first page, and of the heaviest page of each kind, it prints the bytes that came over the line, the moment of the first
paint and that of the last byte: medians of several runs. Exit code 1 where a page or the whole site is heavier than it
may be.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.home import DEFAULT_HOME, Home
from orchestration.pages.publish import current_link
from orchestration.pages.serve import server
from tests.conftest import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BYTES_PER_SECOND = 1_600_000 / 8
ROUND_TRIP_MS = 150
SLOWER = 4
TELEPHONE = {"width": 390, "height": 844}

KINDS = {
    "first page": "index.html",
    "metric": "figures/*/*.html",
    "of the menu": "*.html",
    "neighbourhood": "wijk/*.html",
    "report": "reports/*/*.html",
    "dictionary": "dictionary/*.html",
}
"""The kinds of pages, by the files that are of it; the heaviest is measured."""

MOST_KB = {"first page": 300, "metric": 500}
MOST_MS = {"first page": 2000, "metric": 2000}
MOST_SITE_MB = 8.0
"""What a page may weigh over the line, when something must be seen, and what the site may take on a disk."""


@dataclass(frozen=True)
class Load:
    """One page, opened once."""

    wire: int
    requests: int
    painted: float
    """Milliseconds until the first words or drawings show."""
    whole: float
    """Milliseconds until the last byte is there."""


def main() -> None:
    """Measure, print, and say by the exit code whether all is within bounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="the state folder whose pages are measured")
    parser.add_argument("--site", type=Path, help="a folder of pages instead")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    folder = (options.site or current_link(Home(options.home))).resolve()
    if not (folder / "index.html").exists():
        sys.exit(f"{folder} holds no pages: run `warehouse pages`, or name a folder with --site")
    if CHROMIUM is None:
        sys.exit("there is no browser: apt-get install chromium")
    over = []
    print(f"Medians of {options.runs} runs at 1.6 Mbit/s, {ROUND_TRIP_MS} ms, a processor {SLOWER} times as slow.\n")
    print("| kind | heaviest page | kB over the line | requests | first paint, ms | whole, ms |")
    print("| --- | --- | --: | --: | --: | --: |")
    with _browser() as browser, _served(folder) as address:
        for kind, path in heaviest(folder).items():
            loads = [_open(browser, f"{address}/{path}") for _ in range(options.runs)]
            wire, painted = (statistics.median(getattr(load, name) for load in loads) for name in ("wire", "painted"))
            whole, requests = (
                statistics.median(getattr(load, name) for load in loads) for name in ("whole", "requests")
            )
            print(f"| {kind} | {path} | {wire / 1000:.0f} | {requests:.0f} | {painted:.0f} | {whole:.0f} |", flush=True)
            if wire / 1000 > MOST_KB.get(kind, float("inf")):
                over.append(f"{path} weighs {wire / 1000:.0f} kB, and may weigh {MOST_KB[kind]}")
            if painted > MOST_MS.get(kind, float("inf")):
                over.append(f"{path} shows nothing for {painted:.0f} ms, and may do so for {MOST_MS[kind]}")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1_000_000
    print(f"\nThe site: {size:.1f} MB in {sum(1 for file in folder.rglob('*') if file.is_file())} files.")
    if size > MOST_SITE_MB:
        over.append(f"the site takes {size:.1f} MB, and may take {MOST_SITE_MB:.0f}")
    for line in over:
        print(f"TOO HEAVY: {line}")
    sys.exit(1 if over else 0)


def heaviest(folder: Path) -> dict[str, str]:
    """By kind of page the largest file of it, as a path from the root of the site; a kind without one is left out."""
    found: dict[str, str] = {}
    for kind, pattern in KINDS.items():
        files = [file for file in folder.glob(pattern) if str(file.relative_to(folder)) not in found.values()]
        if files:
            found[kind] = str(max(files, key=lambda file: file.stat().st_size).relative_to(folder))
    return found


@contextmanager
def _browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield started
        started.close()


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with server(folder, 0) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()


def _open(browser: Browser, address: str) -> Load:
    """Open a page in a browser that knows nothing yet."""
    context = browser.new_context(viewport=TELEPHONE, device_scale_factor=2, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    debugger = context.new_cdp_session(page)
    sizes: list[int] = []
    debugger.on("Network.loadingFinished", lambda finished: sizes.append(int(finished["encodedDataLength"])))
    debugger.send("Network.enable")
    line = {"offline": False, "latency": ROUND_TRIP_MS, "uploadThroughput": BYTES_PER_SECOND / 2}
    debugger.send("Network.emulateNetworkConditions", line | {"downloadThroughput": BYTES_PER_SECOND})
    debugger.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    painted, whole = page.evaluate(
        """() => [
            performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity,
            Math.max(...performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
                .map(entry => entry.responseEnd)),
        ]"""
    )
    context.close()
    return Load(sum(sizes), len(sizes), painted, whole)


if __name__ == "__main__":
    main()
