-- Schema `main` of a published warehouse: what a tool finds that looks only there.
-- What SQLAlchemy's reflection asks of PostgreSQL, and DuckDB lacks.
CREATE TYPE IF NOT EXISTS regclass AS VARCHAR;
CREATE OR REPLACE TABLE main.catalogue (
    schema_name VARCHAR, table_name VARCHAR, kind VARCHAR, label_nl VARCHAR, label_en VARCHAR, grain VARCHAR,
    description VARCHAR, row_count BIGINT, filled_columns VARCHAR, empty_columns VARCHAR, example VARCHAR
);
COMMENT ON TABLE main.catalogue IS 'One row per table that is there to be queried: begin here. Schemas raw and seed, and the rest of quality, are what these are made of.';
COMMENT ON COLUMN main.catalogue.schema_name IS 'Schema of the table: reach, flow, satisfaction and workforce are for charts, core has every figure and what it is about, quality and release say how far to trust it.';
COMMENT ON COLUMN main.catalogue.table_name IS 'Name of the table in its schema.';
COMMENT ON COLUMN main.catalogue.kind IS '`table`, or `view`: worked out anew by every query.';
COMMENT ON COLUMN main.catalogue.label_nl IS 'What it holds, as a title in Dutch.';
COMMENT ON COLUMN main.catalogue.label_en IS 'What it holds, as a title in English.';
COMMENT ON COLUMN main.catalogue.grain IS 'What one row is about.';
COMMENT ON COLUMN main.catalogue.description IS 'What it holds and what to mind, such as what does not add up.';
COMMENT ON COLUMN main.catalogue.row_count IS 'How many rows it has in this release.';
COMMENT ON COLUMN main.catalogue.filled_columns IS 'The columns that have a value in some row, in the order of the table, with commas between them.';
COMMENT ON COLUMN main.catalogue.empty_columns IS 'The columns that are NULL in every row of this release.';
COMMENT ON COLUMN main.catalogue.example IS 'A query to start from; it runs as it stands.';
