-- Schema `release` of a published warehouse: what it is, what it was made from, and what the checks said.
CREATE SCHEMA release;
CREATE TABLE release.release (
    release_id VARCHAR PRIMARY KEY, released_at TIMESTAMP, schema_version INTEGER, code_version VARCHAR,
    duckdb_version VARCHAR, inputs_hash VARCHAR, previous_release_id VARCHAR, figures BIGINT, figures_new BIGINT,
    figures_changed BIGINT, figures_gone BIGINT, base_release_id VARCHAR, made_because VARCHAR, build_version VARCHAR
);
CREATE TABLE release.organisation (
    organisation_id VARCHAR, name VARCHAR, rows_from_release VARCHAR, rows_from_at TIMESTAMP, waits_since TIMESTAMP,
    waits_because VARCHAR, waiting_reports VARCHAR[], waiting_count BIGINT
);
CREATE TABLE release.source AS
    SELECT report_id, title, organisation, period, folder, checksum, document, document_sha256 FROM raw.report;
CREATE TABLE release.check_result (
    rule_id VARCHAR, severity VARCHAR, success BOOLEAN, identities BIGINT, holding BIGINT, failing BIGINT,
    not_evaluable BIGINT, declared BIGINT, bounded BIGINT, open_findings BIGINT, waived_findings BIGINT, error VARCHAR
);
CREATE TABLE release.finding_history (
    identity_id VARCHAR PRIMARY KEY, rule_id VARCHAR, status VARCHAR, difference DECIMAL(18, 4),
    first_seen_release VARCHAR, first_seen_at TIMESTAMP, last_seen_release VARCHAR, last_seen_at TIMESTAMP
);
COMMENT ON TABLE release.release IS 'One row per release: this one.';
COMMENT ON COLUMN release.release.release_id IS 'Id of the release: a moment (UTC) that is later than those of all releases before it, and a hash of its content.';
COMMENT ON COLUMN release.release.released_at IS 'Moment of publication by the clock of the machine, UTC.';
COMMENT ON COLUMN release.release.schema_version IS 'Version of the names that readers rely on.';
COMMENT ON COLUMN release.release.code_version IS 'Version of the project and a hash of its code, models, seeds, rules and waivers.';
COMMENT ON COLUMN release.release.duckdb_version IS 'DuckDB that wrote the file.';
COMMENT ON COLUMN release.release.inputs_hash IS 'SHA-256 over all that it was made from: the reports and the project''s own files.';
COMMENT ON COLUMN release.release.previous_release_id IS 'The release that was served before; NULL for the first.';
COMMENT ON COLUMN release.release.figures IS 'Figures in core.figure.';
COMMENT ON COLUMN release.release.figures_new IS 'Served figures that the release before did not have.';
COMMENT ON COLUMN release.release.figures_changed IS 'Served figures that the release before had otherwise.';
COMMENT ON COLUMN release.release.figures_gone IS 'Figures that the release before served and this one does not have.';
COMMENT ON COLUMN release.release.base_release_id IS 'The release whose rows stay but for those of organisations that changed; NULL: everything was made anew.';
COMMENT ON COLUMN release.release.made_because IS 'Why everything was made anew; NULL where it was not.';
COMMENT ON COLUMN release.release.build_version IS 'A hash of what makes the rows of every organisation: the code, models, seeds and rules, without the waivers.';
COMMENT ON TABLE release.organisation IS 'One row per organisation: since when its rows are as they are, and whether it waits.';
COMMENT ON COLUMN release.organisation.organisation_id IS 'Id of the organisation; NULL of a folder that cannot be read, so that nobody knows whose it is.';
COMMENT ON COLUMN release.organisation.name IS 'Name of the organisation; of such a folder its own.';
COMMENT ON COLUMN release.organisation.rows_from_release IS 'The release that made its rows; NULL where it has never been published.';
COMMENT ON COLUMN release.organisation.rows_from_at IS 'When that release was published, UTC.';
COMMENT ON COLUMN release.organisation.waits_since IS 'Since when its newest reports wait, UTC; NULL where none does.';
COMMENT ON COLUMN release.organisation.waits_because IS '`bad_input`: a report cannot be read; `refused`: a critical rule has an open finding; NULL where none waits.';
COMMENT ON COLUMN release.organisation.waiting_reports IS 'The reports that this is about.';
COMMENT ON COLUMN release.organisation.waiting_count IS 'How many problems or open critical findings there are.';
COMMENT ON TABLE release.source IS 'One row per report that this release was made from.';
COMMENT ON COLUMN release.source.report_id IS 'Id of the report.';
COMMENT ON COLUMN release.source.title IS 'Title of the report.';
COMMENT ON COLUMN release.source.organisation IS 'Organisation that published it.';
COMMENT ON COLUMN release.source.period IS 'Period that it accounts for.';
COMMENT ON COLUMN release.source.folder IS 'Folder in sources/.';
COMMENT ON COLUMN release.source.checksum IS 'SHA-256 over the files of the folder.';
COMMENT ON COLUMN release.source.document IS 'File name of the document that it was transcribed from.';
COMMENT ON COLUMN release.source.document_sha256 IS 'SHA-256 of that document.';
COMMENT ON TABLE release.check_result IS 'One row per rule: what Great Expectations said of it.';
COMMENT ON COLUMN release.check_result.rule_id IS 'Id of the rule.';
COMMENT ON COLUMN release.check_result.severity IS 'critical, warning or info.';
COMMENT ON COLUMN release.check_result.success IS 'Whether the rule has no open finding and could judge enough.';
COMMENT ON COLUMN release.check_result.identities IS 'Identities that the rule found.';
COMMENT ON COLUMN release.check_result.holding IS 'Identities that hold.';
COMMENT ON COLUMN release.check_result.failing IS 'Identities that fail, waived or not.';
COMMENT ON COLUMN release.check_result.not_evaluable IS 'Identities that could not be judged.';
COMMENT ON COLUMN release.check_result.declared IS 'Identities that could not be judged because of what the report says itself.';
COMMENT ON COLUMN release.check_result.bounded IS 'Of those that hold, the ones that hold only because of a bound.';
COMMENT ON COLUMN release.check_result.open_findings IS 'Findings that nobody waived.';
COMMENT ON COLUMN release.check_result.waived_findings IS 'Findings that a waiver accepts.';
COMMENT ON COLUMN release.check_result.error IS 'Why the check itself broke; NULL when it ran.';
COMMENT ON TABLE release.finding_history IS 'One row per finding that a release ever had, carried from release to release.';
COMMENT ON COLUMN release.finding_history.identity_id IS 'The identity that fails or failed.';
COMMENT ON COLUMN release.finding_history.rule_id IS 'The rule that it is an instance of.';
COMMENT ON COLUMN release.finding_history.status IS 'open, waived or resolved, in this release.';
COMMENT ON COLUMN release.finding_history.difference IS 'Left minus right side when it was last seen.';
COMMENT ON COLUMN release.finding_history.first_seen_release IS 'Id of the release that first had it.';
COMMENT ON COLUMN release.finding_history.first_seen_at IS 'When that release was published, UTC.';
COMMENT ON COLUMN release.finding_history.last_seen_release IS 'Id of the last release that had it.';
COMMENT ON COLUMN release.finding_history.last_seen_at IS 'When that release was published, UTC.';
