-- What Great Expectations said of each rule, as it says it itself.
CREATE OR REPLACE TABLE quality.validation_result (
    rule_id VARCHAR PRIMARY KEY, success BOOLEAN NOT NULL, unexpected BIGINT NOT NULL, result VARCHAR NOT NULL
);
COMMENT ON TABLE quality.validation_result IS 'One row per rule: what Great Expectations said of it, as the validation result of the suite on its identities.';
COMMENT ON COLUMN quality.validation_result.rule_id IS 'Id of the rule.';
COMMENT ON COLUMN quality.validation_result.success IS 'Whether all that is expected of the rule is so: no open finding, and enough that could be judged.';
COMMENT ON COLUMN quality.validation_result.unexpected IS 'Identities that are not as expected; the result holds each of them with both sides.';
COMMENT ON COLUMN quality.validation_result.result IS 'The validation result as Great Expectations writes it, in JSON: its expectations with title, description and severity, and the rows that fail (unexpected_index_list). Of a release that is built on another its rows are those of the organisations made anew, and all that fail.';
