"""A message about alerts: Dutch first, English below, as plain text and as HTML."""

from __future__ import annotations

import html
import math
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from orchestration.alerts.alert import Alert, AlertKind, Words
from orchestration.explain.words import Language, moment_in_words
from orchestration.home import DEFAULT_HOME, Home
from orchestration.problems import visible
from orchestration.release.readable import published_at, why_unreadable
from orchestration.release.rollback import held
from orchestration.release.stored import release_id_of, served_release

SHOWN_ALERTS = 6
SHOWN_GROUPS = 20
LONGEST_SUBJECT = 160
LONG_SAMPLE_LINES = 60
LEAST_OF_A_LINE = 60
"""So much of the first line has to be told, or it is told alone."""
ROOM_FOR_BOTH = 700
"""What has less room says what it has to say in Dutch alone."""
NAME = "buurtcijfers"

MessageLine = tuple[Literal["heading", "strong", "line", "item"], str]
ENGLISH: MessageLine = ("heading", "English")

HEADLINES: dict[AlertKind, tuple[str, str]] = {
    "refused": ("Publicatie geweigerd", "Release refused"),
    "failed": ("Verversing mislukt", "Refresh failed"),
    "drift": ("Uitgave wijkt af", "Release differs"),
    "waiting": ("Organisatie wacht", "Organisation waits"),
    "bad_input": ("Verslag niet te lezen", "Report cannot be read"),
    "pages": ("Pagina's niet gemaakt", "Pages not made"),
    "overdue": ("Verslag te laat", "Report overdue"),
    "rule": ("Regel kon niet oordelen", "Rule could not judge"),
    "finding": ("Nieuwe bevinding", "New finding"),
    "waiver": ("Aanvaarde bevinding opnieuw bekijken", "Waived finding due for review"),
    "channel": ("Kanaal neemt geen berichten aan", "Channel takes no messages"),
}
"""What each kind is called in Dutch and English; in the order in which they are told."""
SEVERITIES = {"nl": {"critical": "KRITIEK", "warning": "LET OP"}, "en": {"critical": "CRITICAL", "warning": "WARNING"}}


@dataclass(frozen=True)
class Message:
    """What a channel gets: Dutch first, English below; `severity` is the highest of its alerts, or `recovery`."""

    subject: str
    nl: list[MessageLine]
    en: list[MessageLine]
    where: dict[Language, str]
    """Where the whole of it can be read, in each language."""
    severity: Literal["critical", "warning", "recovery"]

    def body(self, as_html: bool = False, room: float = math.inf, size: Callable[[str], int] = len) -> str:
        """The message, as plain text or HTML, at most `room` as `size` measures it.

        What does not fit is cut at the end of each language, and said: how many lines, and where to read them. Where
        there is no room for two languages there is one.
        """
        write = _as_html if as_html else _as_text
        whole = write([*self._whole("nl"), ENGLISH, *self._whole("en")])
        if size(whole) <= room:
            return whole
        if room < ROOM_FOR_BOTH:
            return write(self._cut("nl", lambda blocks: size(write(blocks)) <= room))
        # Markup and escapes differ from line to line, so the second language gets what the first has left.
        dutch = self._cut("nl", lambda blocks: size(write(blocks)) <= room // 2)
        return write([
            *dutch, ENGLISH, *self._cut("en", lambda blocks: size(write([*dutch, ENGLISH, *blocks])) <= room)
        ])  # fmt: skip

    def _whole(self, language: Language) -> list[MessageLine]:
        blocks = self.nl if language == "nl" else self.en
        return [*blocks, ("line", f"{'Waar kijken' if language == 'nl' else 'Where to look'}: {self.where[language]}")]

    def _cut(self, language: Language, fits: Callable[[list[MessageLine]], bool]) -> list[MessageLine]:
        """As many blocks of a language as fit, and then how many more there are."""
        if fits(whole := self._whole(language)):
            return whole
        blocks = whole[:-1]
        for kept in range(len(blocks) - 1, -1, -1):
            if fits(cut := [*blocks[:kept], self._rest(language, len(blocks) - kept)]):
                break
        if kept or not blocks:
            return cut
        # Not even the first line fits: as much of it as does, and where that is little, without the rest of the words.
        kind, text = blocks[0]
        for behind in ([self._rest(language, len(blocks) - 1)], []):
            for length in range(len(text), LEAST_OF_A_LINE if behind else 0, -10):
                if fits(cut := [(kind, clipped(text, length)), *behind]):
                    return cut
        return []

    def _rest(self, language: Language, lines: int) -> MessageLine:
        if language == "nl":
            said = f"… en nog {lines} regel{'' if lines == 1 else 's'}. Lees de rest {self.where['nl']}"
        else:
            said = f"… and {lines} more line{'' if lines == 1 else 's'}. Read the rest {self.where['en']}"
        return ("line", said)


def compose(home: Home, new: list[Alert], gone: list[Alert], known: list[Alert]) -> Message:
    """The message about new alerts and recoveries; `known` are open alerts that the channel has heard of before."""
    new = _in_order(new)
    severity: Literal["critical", "warning", "recovery"] = new[0].severity if new else "recovery"
    return Message(
        _subject(new, gone),
        list(_in_language("nl", home, new, gone, known)),
        list(_in_language("en", home, new, gone, known)),
        _where(home, bool(new)),
        severity,
    )


def _in_order(new: list[Alert]) -> list[Alert]:
    """The gravest first, then by kind; of files that cannot be read, one of every report before a second of any."""
    kinds, turns = list(HEADLINES), Counter[str]()
    order: dict[str, int] = {}
    for alert in sorted(new, key=lambda alert: alert.key):
        if alert.kind == "bad_input":
            turns[alert.nl.group] += 1
        order[alert.key] = turns[alert.nl.group]
    return sorted(
        new,
        key=lambda alert: (alert.severity != "critical", kinds.index(alert.kind), order[alert.key], alert.key),
    )


def sample(home: Home) -> Message:
    """A message that only shows that a channel works."""
    dutch: list[MessageLine] = [
        ("strong", "Dit is een proefbericht van het warehouse; er is niets aan de hand."),
        ("line", "Meldingen over geweigerde publicaties, bevindingen en mislukte verversingen komen hier aan."),
        *_served("nl", home),
    ]
    english: list[MessageLine] = [
        ("strong", "This is a test message of the warehouse; nothing is wrong."),
        ("line", "Alerts about refused releases, findings and failed refreshes arrive here."),
        *_served("en", home),
    ]
    subject = f"[{NAME}] Proefbericht (test message)"
    return Message(subject, dutch, english, _where(home, is_wrong=False), "recovery")


def long_sample(home: Home) -> Message:
    """A test message as long as those about a bad day, which a channel may not take whole."""
    dutch: list[MessageLine] = [
        ("strong", "Dit is een lang proefbericht van het warehouse; er is niets aan de hand."),
        ("line", "Zo lang is een melding over een slechte dag. Wat het kanaal niet aankan, is aan het eind afgekapt."),
        *(("item", f"Proefregel {number}: <zo lang> & “zo vreemd” als een cel: dorp:casussen:dorp:-:2021/maand.")
          for number in range(1, LONG_SAMPLE_LINES + 1)),
    ]  # fmt: skip
    english: list[MessageLine] = [
        ("strong", "This is a long test message of the warehouse; nothing is wrong."),
        ("line", "An alert about a bad day is as long. What the channel cannot take is cut at the end."),
        *(("item", f"Test line {number}: <as long> & “as odd” as that of a cell: dorp:cases:dorp:-:2021/month.")
          for number in range(1, LONG_SAMPLE_LINES + 1)),
    ]  # fmt: skip
    subject = f"[{NAME}] Lang proefbericht (long test message)".ljust(LONGEST_SUBJECT, ".")
    return Message(subject, dutch, english, _where(home, is_wrong=False), "recovery")


def _subject(new: list[Alert], gone: list[Alert]) -> str:
    """The gravest kind, and the sentence of the first alert that says what is behind it."""
    kinds = {alert.kind for alert in gone}
    if new:
        first = next((alert for alert in new if alert.kind != "refused"), new[0])
        others = sum(alert.count for alert in new if alert.kind != "refused" and alert is not first)
        said, more = f"{HEADLINES[new[0].kind][0]}: {first.nl.sentence}", f" (+{others})" if others else ""
    elif kinds & {"refused", "failed", "bad_input"}:
        said, more = "Hersteld: het verversen lukt weer", ""
    elif kinds == {"waiting"}:
        many = "1 organisatie wacht" if len(gone) == 1 else f"{len(gone)} organisaties wachten"
        said, more = f"Hersteld: {many} niet meer", ""
    else:
        said, more = f"Hersteld: {len(gone)} melding{'en' if len(gone) > 1 else ''} voorbij", ""
    said, room = visible(said), LONGEST_SUBJECT - len(NAME) - len(more) - 3
    return f"[{NAME}] {clipped(said, room)}{more}"


def clipped(text: str, length: int) -> str:
    """A text with what is beyond a length cut off and said by a "…"."""
    return text if len(text) <= length else text[: max(length - 1, 0)] + "…"


def _in_language(
    language: Language, home: Home, new: list[Alert], gone: list[Alert], known: list[Alert]
) -> Iterator[MessageLine]:
    dutch = language == "nl"
    suspects_before: list[str] = []
    for alert in new[:SHOWN_ALERTS]:
        words = _words(alert, language)
        yield "strong", f"{SEVERITIES[language][alert.severity]}: {words.sentence}"
        yield from (("item", line) for line in words.details)
        if words.suspects and words.suspects == suspects_before:
            yield "item", "Verdacht: dezelfde cel als hierboven." if dutch else "Suspect: the same as above."
        else:
            yield from (("item", line) for line in words.suspects)
        suspects_before = words.suspects
        yield "item", f"{'Wat nu' if dutch else 'Next'}: {words.next_steps}"
    if rest := new[SHOWN_ALERTS:]:
        many = sum(alert.count for alert in rest)
        yield "strong", f"… en nog {many}:" if dutch else f"… and {many} more:"
        groups = Counter[str]()
        for alert in rest:
            groups[_words(alert, language).group or HEADLINES[alert.kind][0 if dutch else 1]] += alert.count
        yield from (("item", f"{count} × {group}") for group, count in groups.most_common(SHOWN_GROUPS))
        if others := sum(count for _, count in groups.most_common()[SHOWN_GROUPS:]):
            yield "item", f"{others} × {'overige' if dutch else 'other'}"
    if gone:
        yield "strong", "Hersteld:" if dutch else "Recovered:"
        yield from (("item", _recovery(alert, language)) for alert in gone[: 2 * SHOWN_ALERTS])
        if (more := len(gone) - 2 * SHOWN_ALERTS) > 0:
            yield "item", f"… en nog {more}." if dutch else f"… and {more} more."
    if known:
        most = max(alert.seen for alert in known)
        yield (
            "line",
            (
                f"Nog open van eerdere berichten: {len(known)} (de oudste {most} keer gezien)."
                if dutch
                else f"Still open from earlier messages: {len(known)} (the oldest seen {most} times)."
            ),
        )
    yield from _served(language, home)


def _recovery(alert: Alert, language: Language) -> str:
    times, since = alert.seen, moment_in_words(alert.first_seen, language)
    sentence = _words(alert, language).sentence
    if language == "nl":
        end = "aanvaard" if alert.waived else "voorbij"
        return f"{end}: {sentence} (gezien bij {times} verversing{'en' if times > 1 else ''}, sinds {since})"
    end = "waived" if alert.waived else "over"
    return f"{end}: {sentence} (seen in {times} refresh{'es' if times > 1 else ''}, since {since})"


def _served(language: Language, home: Home) -> Iterator[MessageLine]:
    """What readers get meanwhile, and since when."""
    served = served_release(home)
    if served is None:
        yield "line", "Er is nog niets gepubliceerd." if language == "nl" else "Nothing has been published yet."
        return
    release_id = release_id_of(served)
    if reason := why_unreadable(served):
        said = (
            f"Release {release_id} wordt geserveerd en is niet te lezen ({reason})."
            if language == "nl"
            else f"Release {release_id} is served and cannot be read ({reason})."
        )
        yield "strong", said
        return
    hold = held(home)
    moment = hold.since if hold else published_at(served)
    since = f", {'sinds' if language == 'nl' else 'since'} {moment_in_words(moment, language)}" if moment else ""
    yield "line", f"{'Geserveerd wordt' if language == 'nl' else 'Served is'} release {release_id}{since}."


def _where(home: Home, is_wrong: bool) -> dict[Language, str]:
    """The page, machine and commands that say more, in each language."""
    place = "" if home.path == DEFAULT_HOME else f" --home {home.path}"
    commands = ["warehouse check", "warehouse releases", "warehouse alert --status"][0 if is_wrong else 1 :]
    shown = ", ".join(f"`{command}{place}`" for command in commands)
    page = os.environ.get("WAREHOUSE_URL", "").strip()
    said: dict[Language, str] = {}
    words: list[tuple[Language, str, str]] = [("nl", "op", "of"), ("en", "on", "or")]
    for language, on, either in words:
        place_said = f"{on} {socket.gethostname()}: {shown}."
        said[language] = f"{page}, {either} {place_said}" if page else place_said
    return said


def _words(alert: Alert, language: Language) -> Words:
    return alert.nl if language == "nl" else alert.en


def _as_text(blocks: list[MessageLine]) -> str:
    lines = []
    for kind, text in blocks:
        said = visible(text)
        if kind == "heading":
            lines += ["", f"---- {said} ----", ""]
        elif kind == "item":
            lines.append(f"  - {said}")
        else:
            lines += ["", said] if lines and lines[-1] else [said]
    return "\n".join(lines) + "\n"


def _as_html(blocks: list[MessageLine]) -> str:
    parts: list[str] = []
    in_list = False
    for kind, text in blocks:
        said = html.escape(visible(text))
        if in_list and kind != "item":
            parts.append("</ul>")
        if kind == "item" and not in_list:
            parts.append("<ul>")
        in_list = kind == "item"
        form = {"heading": "<hr><h4>{}</h4>", "strong": "<p><b>{}</b></p>", "line": "<p>{}</p>", "item": "<li>{}</li>"}
        parts.append(form[kind].format(said))
    return "\n".join([*parts, "</ul>"] if in_list else parts)
