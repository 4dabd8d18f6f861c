"""The rules as asset checks: one per rule, judged by Great Expectations; a critical one blocks the release."""

from collections.abc import Iterator

import dagster as dg

from expectations.rules import RULES_FILE, Rules
from orchestration import attempt, home
from orchestration.definitions.retries import permanent_is_final
from orchestration.definitions.suspects import SUSPECT, SUSPECT_BLOCK
from orchestration.plain_data import as_plain
from orchestration.run.steps import judge_build
from orchestration.verdict import why_refused
from orchestration.yaml_file import read_yaml_model

RESULTS = dg.AssetKey(["quality", "rule_result"])
SEVERITY = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


@dg.multi_asset_check(
    name="rules",
    specs=[
        dg.AssetCheckSpec(
            rule.id,
            asset=RESULTS,
            description=f"{rule.title_en}. {rule.description}",
            blocking=rule.severity == "critical",
            # What the checks found is told with its suspects.
            additional_deps=[dg.AssetKey(["quality", "finding"]), SUSPECT, SUSPECT_BLOCK],
        )
        for rule in read_yaml_model(RULES_FILE, Rules, "expectations/rules.yml").root
    ],
)
def rule_checks(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
    """Judge every rule; an open finding fails it, and so does a rule that could judge too little."""
    place = home.current_home()
    with permanent_is_final(), attempt.recording(place.attempts, context.op_execution_context.run_id) as record:
        verdicts = judge_build(place, record)
        if reason := why_refused(verdicts):
            attempt.finish(place.attempts, record, "refused", reason)
        elif record.job == "check":
            attempt.finish(place.attempts, record, "checked")
    for verdict in verdicts:
        yield dg.AssetCheckResult(
            asset_key=RESULTS,
            check_name=verdict.rule_id,
            passed=verdict.success,
            severity=SEVERITY[verdict.severity],
            metadata={
                **as_plain(verdict.counts),
                "failing_rows": dg.MetadataValue.json(verdict.failing_rows),
                "next_steps": verdict.next_steps,
                "error": verdict.error or "",
            },
        )
