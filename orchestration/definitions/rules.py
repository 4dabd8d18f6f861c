"""The rules as asset checks: one per rule, judged by Great Expectations; a critical one blocks the release."""

from collections.abc import Iterator

import dagster as dg

from expectations.rules import RULES_FILE, Rules
from orchestration import attempt
from orchestration.build.found import KEPT_ORGANISATIONS
from orchestration.definitions.step import step
from orchestration.definitions.suspects import SUSPECT, SUSPECT_BLOCK
from orchestration.home import Home
from orchestration.plain_data import as_plain
from orchestration.run.comparing import compare_build
from orchestration.run.steps import judge_build
from orchestration.verdict import why_refused
from orchestration.yaml_file import read_yaml_model

RESULTS = dg.AssetKey(["quality", "rule_result"])
SEVERITY = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


def rule_checks(home: Home) -> dg.AssetChecksDefinition:
    """A check per rule. Raises BadInputError where the rules cannot be read."""
    rules = read_yaml_model(RULES_FILE, Rules, "expectations/rules.yml").root

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
            for rule in rules
        ],
    )
    def judge_rules(context: dg.AssetCheckExecutionContext) -> Iterator[dg.AssetCheckResult]:
        """Judge every rule; an open finding fails it, and so does a rule that could judge too little."""
        with step(home, context.op_execution_context.run_id) as record:
            verdicts = judge_build(home, record)
            # Who waits is taken out by then: what still stops the release stops it for everybody.
            published = record.summary.rules or verdicts
            waiting = sorted(one.name for one in record.summary.waiting or [] if one.why == "refused")
            settled = {one.rule_id for one in verdicts if one.stops_release} - {
                one.rule_id for one in published if one.stops_release
            }
            if reason := why_refused(published):
                attempt.finish(home.attempts, record, "refused", reason)
            elif record.job == "check":
                compare_build(home, record)
                attempt.finish(home.attempts, record, "checked")
        for verdict in verdicts:
            yield dg.AssetCheckResult(
                asset_key=RESULTS,
                check_name=verdict.rule_id,
                passed=verdict.success,
                # What only keeps some waiting stops nobody else.
                severity=dg.AssetCheckSeverity.WARN if verdict.rule_id in settled else SEVERITY[verdict.severity],
                metadata={
                    **as_plain(verdict.counts),
                    # Those with an open finding, or some dozens of them; of these `waiting` keep their last rows.
                    "organisations": verdict.organisations,
                    **({"waiting": waiting[:KEPT_ORGANISATIONS]} if verdict.rule_id in settled else {}),
                    "failing_rows": dg.MetadataValue.json(verdict.failing_rows),
                    "next_steps": verdict.next_steps,
                    "error": verdict.error or "",
                },
            )

    return judge_rules
