"""Who publishes the figures, under which licence and at which address: what only the publisher can say.

`publisher.yml` in the state folder says it. What it does not say is told as not stated, and never guessed.
"""

from __future__ import annotations

import os
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict

from orchestration.explain.bilingual import Both
from orchestration.home import Home
from orchestration.problems import BadInputError, Problem
from orchestration.yaml_file import MisfitError, read_yaml_model

SITE = "WAREHOUSE_SITE_URL"
"""The environment variable that says where the pages are for others; it wins over the file."""

NOT_STATED = Both("niet opgegeven", "not stated")


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or text.split() != [text]:
        raise MisfitError([((), f"{text!r} is no address; it begins with https:// and has no spaces")])
    return text


def _mail(text: str) -> str:
    name, _, host = text.partition("@")
    if not name or "." not in host or text.split() != [text]:
        raise MisfitError([((), f"{text!r} is no mail address")])
    return text


Address = Annotated[str, AfterValidator(_address)]
Mail = Annotated[str, AfterValidator(_mail)]


class Publisher(BaseModel):
    """What `publisher.yml` may say; all of it may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = None
    """The organisation that publishes."""
    identifier: Address | None = None
    """Its address in a register of organisations, such as TOOI."""
    homepage: Address | None = None
    contact_name: str | None = None
    contact_email: Mail | None = None
    licence: Address | None = None
    """The address of the licence, such as https://creativecommons.org/licenses/by/4.0/."""
    licence_name: str | None = None
    site: Address | None = None
    """Where the pages are for others."""
    access: Literal["public", "restricted", "non_public"] | None = None
    """Who may have the figures; left out: everybody if the site has an address, and nobody else otherwise."""

    @property
    def base(self) -> str:
        """What an address within the site begins with; empty where the site has no address of its own."""
        return f"{self.site.rstrip('/')}/" if self.site else ""

    @property
    def who(self) -> Both:
        """The name of the publisher in words."""
        return Both(self.name, self.name) if self.name else NOT_STATED

    @property
    def licence_words(self) -> Both:
        """The licence in words."""
        named = self.licence_name or self.licence
        return Both(named, named) if named else NOT_STATED

    @property
    def access_right(self) -> str:
        """Who may have the figures, as the European list of access rights says it."""
        return (self.access or ("public" if self.site else "non_public")).upper()


def read_publisher(home: Home) -> Publisher:
    """What the state folder and the environment say of the publisher. Raises BadInputError."""
    path = home.path / "publisher.yml"
    said = read_yaml_model(path, Publisher, path.name, "docs/operations.md") if path.exists() else Publisher()
    if site := os.environ.get(SITE, "").strip():
        try:
            said = said.model_copy(update={"site": _address(site)})
        except MisfitError as misfit:
            step = f"Set it to the address of the pages, such as https://cijfers.example.nl/, or unset {SITE}"
            raise BadInputError([Problem(SITE, None, None, str(misfit), step)]) from None
    return said
