"""That a release differs from one built anew of the same inputs, or that nobody could see whether it does."""

from __future__ import annotations

from orchestration.alerts.alert import Alert, Words
from orchestration.attempt import Attempt
from orchestration.dutch import number

SHOWN_TABLES = 12
LONGEST_ERROR = 300


def drift_alerts(record: Attempt) -> list[Alert]:
    """What came of a comparison: the tables that differ, or why there was none; nothing where both are the same."""
    compared = record.summary.compared
    if compared is None or compared.tables == {}:
        return []
    if compared.tables is None:
        return [_not_compared(compared.release_id, record.error or record.outcome)]
    shown = list(compared.tables.items())[:SHOWN_TABLES]
    more = len(compared.tables) - len(shown)
    many = len(compared.tables)
    return [
        Alert(
            "drift", "drift", "critical",
            Words(
                f"Release {compared.release_id} wijkt in {many} {'tabel' if many == 1 else 'tabellen'} af van wat "
                "dezelfde verslagen geven als alles opnieuw wordt gebouwd.",
                [
                    *(f"{table}: {number(rows.only_served)} rijen alleen in de uitgave, {number(rows.only_anew)} "
                      "alleen in wat opnieuw is gebouwd" for table, rows in shown),
                    *([f"… en nog {more}"] if more > 0 else []),
                ],
                next_steps="Dat ligt niet aan de verslagen. Publiceer met `warehouse refresh --full` wat opnieuw is "
                "gebouwd, en meld het verschil aan wie het warehouse onderhoudt.",
            ),
            Words(
                f"Release {compared.release_id} differs in {many} {'table' if many == 1 else 'tables'} from what the "
                "same reports give where everything is built anew.",
                [
                    *(f"{table}: {number(rows.only_served)} rows in the release alone, {number(rows.only_anew)} in the "
                      "full build alone" for table, rows in shown),
                    *([f"… and {more} more"] if more > 0 else []),
                ],
                next_steps="That is no fault of the reports. Publish the full build with `warehouse refresh --full`, "
                "and report the difference to who maintains the warehouse.",
            ),
        )
    ]  # fmt: skip


def _not_compared(release_id: str, error: str) -> Alert:
    said = " ".join(error.split())[:LONGEST_ERROR]
    return Alert(
        "drift:not_compared", "drift", "warning",
        Words(
            f"Release {release_id} kon niet worden vergeleken met wat opnieuw wordt gebouwd.",
            [f"Reden (Engels): {said}"],
            next_steps="Kijk met `warehouse check --compare` wat er misgaat.",
        ),
        Words(
            f"Release {release_id} could not be compared with a full build.",
            [f"Reason: {said}"],
            next_steps="See with `warehouse check --compare` what goes wrong.",
        ),
    )  # fmt: skip
