"""That SQL and Great Expectations say the same of every identity: where they do not, the warehouse is wrong."""

from __future__ import annotations

from collections.abc import Set


class DisagreementError(Exception):
    """SQL and Great Expectations judge a rule differently; says which rule, which identity and who says what."""


def refuse_disagreement(rule_id: str, by_sql: Set[str], by_gx: Set[str]) -> None:
    """Compare the identities of a rule that both find wrong and that no waiver accepts.

    Raises DisagreementError that names the first on which they differ.
    """
    if differing := sorted(by_sql ^ by_gx):
        said = ("it is an open finding", "its sides agree or differ as waived")
        sql, gx = said if differing[0] in by_sql else reversed(said)
        rest = f" (and {len(differing) - 1} more)" if len(differing) > 1 else ""
        raise _disagreement(
            rule_id, f"of identity {differing[0]}{rest} SQL says that {sql}, and Great Expectations that {gx}"
        )


def refuse_other_counts(rule_id: str, by_sql: int, by_gx: int) -> None:
    """Compare how many identities of a rule both judged. Raises DisagreementError where that differs."""
    if by_sql != by_gx:
        raise _disagreement(rule_id, f"SQL judged {by_sql} identities, and Great Expectations {by_gx}")


def _disagreement(rule_id: str, message: str) -> DisagreementError:
    return DisagreementError(
        f"rule {rule_id}: {message}. This is a bug of the warehouse and not of a report: compare "
        "quality.identity (its verdict) with expectations/asked.sql (what Great Expectations is asked)"
    )
