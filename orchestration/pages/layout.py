"""Where pages stand: of a few organisations beside each other on one page, of many on pages of their own."""

from __future__ import annotations

from dataclasses import dataclass

MOST_TOGETHER = 20
"""How many organisations stand together on one page; of more, pages list them and each has pages of its own."""


@dataclass(frozen=True)
class Layout:
    """Which of the two a site is."""

    is_split: bool = False
    """Whether every organisation has pages of its own."""

    def domain(self, domain: str, organisation_id: str) -> str:
        """The page that lists the metrics of an organisation in a domain, from the root of the site."""
        return f"organisations/{organisation_id}/{domain}.html" if self.is_split else f"{domain}.html"

    def areas(self, organisation_id: str) -> str:
        """The page that lays the areas of an organisation beside each other."""
        return f"organisations/{organisation_id}/areas.html" if self.is_split else "wijk/index.html"

    def organisation(self, organisation_id: str) -> str:
        """Where an organisation stands as a whole."""
        return f"organisations/{organisation_id}/index.html" if self.is_split else f"index.html#of-{organisation_id}"
