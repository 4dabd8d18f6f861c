"""What the command does in a locale that is not UTF-8: the same, with what cannot be shown written as an escape."""

from __future__ import annotations

import codecs
import io
import locale
import os
import sys

UTF8_MODE = "PYTHONUTF8"
ESCAPE = "warehouse-escape"


def use_utf8() -> None:
    """Start the command anew in Python's UTF-8 mode, unless it runs in it, or in a locale of UTF-8.

    File names, and what passes between processes, are UTF-8 whatever the locale is; that cannot be changed once
    Python has started.
    """
    if is_utf8(sys.getfilesystemencoding()) and is_utf8(locale.getpreferredencoding(False)):
        return
    if os.environ.get(UTF8_MODE) == "1":
        return
    words = len(sys.argv) - 1
    own = sys.orig_argv[1 : len(sys.orig_argv) - words]
    command = [os.fsencode(one) for one in (sys.executable, *own)] + [_as_utf8(one) for one in sys.argv[1:]]
    os.execve(command[0], command, os.environ | {UTF8_MODE: "1"})


def escape_what_cannot_be_shown() -> None:
    """Write in the encoding of the locale, and never break off over a character that it lacks.

    The locale C says nothing of the terminal; Python takes it for UTF-8, and so it stays.
    """
    codecs.register_error(ESCAPE, _escape)
    spoken = locale.getencoding()
    keeps = is_utf8(spoken) or codecs.lookup(spoken).name == "ascii" or "PYTHONIOENCODING" in os.environ
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if keeps else spoken, errors=ESCAPE)


def is_utf8(encoding: str) -> bool:
    """Whether a name of an encoding is one of UTF-8's."""
    return codecs.lookup(encoding).name == "utf-8"


def _escape(error: UnicodeError) -> tuple[str, int]:
    r"""What an encoding lacks, as `\uXXXX`: readable, and what JSON means by it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = (lacking[place : place + 2] for place in range(0, len(lacking), 2))
    return "".join(f"\\u{unit.hex()}" for unit in units), error.end


def _as_utf8(argument: str) -> bytes:
    """An argument as UTF-8, unless it is the name of a file that has other bytes."""
    raw = os.fsencode(argument)
    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw if os.path.lexists(raw) else argument.encode("utf-8", "surrogateescape")
    return raw
