"""A message fits its channel: what is too long is cut with words, and arrives at servers that enforce their limits."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import apprise
import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.telegram import NotifyTelegram

from orchestration.alerts import channels
from orchestration.alerts.message import Message, long_sample, sample
from orchestration.alerts.status import try_channels
from tests.alerts.conftest import Told, finding, judged

DISCORD = "discord://123456789012345678/abcdefghijklmnopqrstuvwxyz0123456789"
TELEGRAM = "tgram://123456789:abcdefg_hijklmnop/12345678"
LIMITS = {"discord": ("content", 2000), "telegram": ("text", 4096)}


@dataclass
class Strict:
    """What servers took that answer 400 to a text longer than their limit, by service, and how many they refused."""

    taken: dict[str, list[str]] = field(default_factory=lambda: {"discord": [], "telegram": []})
    refused: int = 0


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> Iterator[Strict]:
    """Discord and Telegram on loopback, as far as their limits go."""
    seen = Strict()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service = "telegram" if "sendMessage" in self.path else "discord"
            key, limit = LIMITS[service]
            text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))[key]
            fits = len(text) <= limit
            if fits:
                seen.taken[service].append(text)
            else:
                seen.refused += 1
            answer = b'{"ok": true}' if fits else b'{"ok": false, "description": "message is too long"}'
            self.send_response(200 if fits else 400)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    at = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setattr(NotifyDiscord, "notify_url", f"{at}/discord")
    monkeypatch.setattr(NotifyTelegram, "notify_url", f"{at}/bot")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield seen
    server.shutdown()
    server.server_close()


def bad_day() -> dict[str, Any]:
    """Six findings told whole and many counted: far longer than either service takes."""
    many = [finding(f"sum_over_time:dorp:cases_started:dorp:-:20{number}") for number in range(10, 60)]
    return {"error": "critical rules failed: sum_over_time has 50 open findings", "summary": judged(*many)}


def test_the_worst_refusal_reaches_channels_that_take_little(
    told: Told, strict: Strict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{DISCORD} {TELEGRAM}")
    said = told.refresh("refused", **bad_day())
    assert said["failing"] == []
    assert strict.refused == 0
    for service, texts in strict.taken.items():
        [text] = texts
        assert len(text) > 0.8 * LIMITS[service][1]
        assert "Publicatie geweigerd" in text
        for word, language in ((r"… en nog \d+ regels\. Lees de rest op", "nl"), (r"… and \d+ more lines\.", "en")):
            assert re.search(word, text), (service, language, text)
        assert text.count("warehouse check") >= 2
        assert text.index("De publicatie is geweigerd") < text.index("English") < text.index("The release was refused")


def test_the_test_sends_as_long_a_message_as_a_bad_day(
    told: Told, strict: Strict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{DISCORD} {TELEGRAM}")
    assert [one["error"] for one in try_channels(told.home)["channels"]] == [None, None]
    assert {service: len(texts) for service, texts in strict.taken.items()} == {"discord": 2, "telegram": 2}
    # Uncut neither service takes it, so that the test shows something.
    assert len(long_sample(told.home).body()) > 2 * LIMITS["telegram"][1]
    told.refresh("refused", **bad_day())
    assert all(len(long_sample(told.home).body()) >= len(text) for texts in strict.taken.values() for text in texts)


def test_the_test_fails_where_the_long_message_is_refused(
    told: Told, strict: Strict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that takes less than Apprise knows of."""
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", DISCORD)
    monkeypatch.setitem(LIMITS, "discord", ("content", 1200))
    [answer] = try_channels(told.home)["channels"]
    assert "400" in answer["error"]
    assert len(strict.taken["discord"]) == 1


def test_a_url_that_asks_for_it_is_sent_all_of_it_in_parts(
    told: Told, strict: Strict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_ALERT_URLS", f"{DISCORD}?overflow=split")
    assert told.refresh("refused", **bad_day())["failing"] == []
    assert len(strict.taken["discord"]) > 2
    assert "Lees de rest" not in "".join(strict.taken["discord"])
    assert strict.refused == 0


def test_a_message_that_fits_is_left_alone(told: Told) -> None:
    message = sample(told.home)
    assert message.body(room=len(message.body())) == message.body()
    assert "Waar kijken: op" in message.body()


@pytest.mark.parametrize("as_html", [False, True])
@pytest.mark.parametrize("room", [5000, 2000, 1000, 700, 699, 400, 250, 90])
def test_a_message_is_cut_to_any_room(told: Told, room: int, as_html: bool) -> None:
    text = long_sample(told.home).body(as_html, room)
    assert len(text) <= room
    assert "Dit is een lang proefbericht" in text
    assert ("English" in text) == (room >= 700)
    if room >= 400:
        [rest, *_] = re.findall(r"… en nog (\d+) regel", text)
        # What is told and what is not are all of it.
        assert text.count("Proefregel") + int(rest) + text.count("slechte dag") + 1 == 62


def test_one_line_too_long_is_cut_within_it(told: Told) -> None:
    line = "De maanden tellen op tot 191. " * 100
    message = Message("s", [("strong", line)], [("strong", line)], {"nl": "op x.", "en": "on x."}, "critical")
    text = message.body(room=1000)
    assert len(text) <= 1000
    assert text.startswith("De maanden tellen op")
    assert "…" in text
    assert "Lees de rest op x." in text


def test_a_service_for_short_texts_gets_the_subject(told: Told) -> None:
    """One with room for a text message: the subject says what is wrong, and what is cut is seen to be cut."""
    sms = apprise.Apprise.instantiate("clicksend://user:token@0031612345678")
    assert sms is not None
    limit = sms.body_maxlen
    for message in (sample(told.home), long_sample(told.home)):
        subject, body = channels._parts(sms, message, as_html=False)
        assert len(subject) + len(body) <= limit
        assert subject.endswith("…") or subject == message.subject
