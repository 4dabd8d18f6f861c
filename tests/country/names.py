"""Names of invented municipalities and their teams: different for every number, and the same on every machine."""

from __future__ import annotations

FIRST = (
    "Ooster", "Wester", "Noorder", "Zuider", "Hoge", "Lage", "Nieuw", "Oude", "Groot", "Klein", "Water", "Zand",
    "Berk", "Eiken", "Linde", "Elzen", "Wilgen", "Beuk", "Rozen", "Korven", "Molen", "Kerk", "Sluis", "Brug",
)  # fmt: skip
SECOND = (
    "donk", "wold", "horst", "lo", "broek", "meer", "dam", "dijk", "kamp", "veld", "rode", "schoten", "stee", "geest",
    "waal", "beem", "sloot", "akker", "gaard", "hagen", "tuin", "zijde",
)  # fmt: skip
THIRD = (
    "", "dorp", "burg", "haven", "heide", "bosch", "kerke", "poort", "zicht", "wijk", "hof", "oord", "rust", "land",
    "stad", "ham", "rade", "beek", "duin", "voorde", "weerd", "tricht", "huizen", "laar",
)  # fmt: skip
TEAMS = (
    "Centrum", "Noord", "Oost", "Zuid", "West", "De Haven", "Binnenveld", "Kerkbuurt", "Molenwijk", "Vogelbuurt",
    "Bloemenbuurt", "De Hoogt", "Rivierenwijk", "Stationsbuurt",
)  # fmt: skip

MOST_TOWNS = len(FIRST) * len(SECOND) * len(THIRD)


def town_name(number: int) -> str:
    """The name of the municipality of a number below MOST_TOWNS; neighbouring numbers have names that differ."""
    number, first = divmod(number, len(FIRST))
    third, second = divmod(number, len(SECOND))
    return FIRST[first] + SECOND[second] + THIRD[third]


def slug(name: str) -> str:
    """The id of a name."""
    return name.lower().replace(" ", "-")
