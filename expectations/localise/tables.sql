-- The tables of the localiser in schema `quality`: empty where no open finding has a cell.
CREATE OR REPLACE TABLE quality.suspect_block (
    block_id INTEGER PRIMARY KEY, findings INTEGER NOT NULL, identity_ids VARCHAR[] NOT NULL, cells INTEGER NOT NULL,
    outcome VARCHAR NOT NULL, sets INTEGER NOT NULL, cells_per_set INTEGER, why VARCHAR NOT NULL
);
CREATE OR REPLACE TABLE quality.suspect (
    block_id INTEGER NOT NULL, set_number INTEGER NOT NULL, rank INTEGER NOT NULL, is_tied BOOLEAN NOT NULL,
    figure_id VARCHAR NOT NULL, figure_key VARCHAR NOT NULL, report_id VARCHAR NOT NULL, table_id VARCHAR NOT NULL,
    file VARCHAR NOT NULL, row_number INTEGER NOT NULL, column_number INTEGER NOT NULL, document_line INTEGER,
    value_printed VARCHAR, implied_value DECIMAL(18, 4), implied_low DECIMAL(18, 4), implied_high DECIMAL(18, 4),
    implied_text VARCHAR, implied_low_text VARCHAR, implied_high_text VARCHAR,
    slip VARCHAR NOT NULL, why VARCHAR NOT NULL,
    PRIMARY KEY (block_id, set_number, figure_id)
);
COMMENT ON TABLE quality.suspect_block IS 'One row per block: open findings that share cells, and whether a repair of all of them was found.';
COMMENT ON COLUMN quality.suspect_block.block_id IS 'Number of the block, from 1.';
COMMENT ON COLUMN quality.suspect_block.findings IS 'Identities that fail in it.';
COMMENT ON COLUMN quality.suspect_block.identity_ids IS 'Those identities; see quality.finding.';
COMMENT ON COLUMN quality.suspect_block.cells IS 'Cells that stand in them.';
COMMENT ON COLUMN quality.suspect_block.outcome IS 'one_cell, rows or several_cells: what repairs it; unsolved: nothing was found that does, or the block is too large.';
COMMENT ON COLUMN quality.suspect_block.sets IS 'Sets of cells that repair it, all of the same size; one of them must be wrong.';
COMMENT ON COLUMN quality.suspect_block.cells_per_set IS 'Cells that have to change together; NULL where nothing was found.';
COMMENT ON COLUMN quality.suspect_block.why IS 'What was looked for, and what stopped the search.';
COMMENT ON TABLE quality.suspect IS 'One row per block, set and cell: cells that may have caused open findings. Changing a set repairs the whole block and breaks no other identity.';
COMMENT ON COLUMN quality.suspect.block_id IS 'The block; see quality.suspect_block.';
COMMENT ON COLUMN quality.suspect.set_number IS 'Number of the set within its block, from 1 in order of rank; the cells of a set are wrong together.';
COMMENT ON COLUMN quality.suspect.rank IS 'Rank of the set by what a slip looks like, 1 is the likeliest; sets that look as likely share a rank.';
COMMENT ON COLUMN quality.suspect.is_tied IS 'Whether another set repairs the block as well: then the rank is a hint, and only the report can tell.';
COMMENT ON COLUMN quality.suspect.figure_id IS 'Address of the cell; see core.figure.';
COMMENT ON COLUMN quality.suspect.figure_key IS 'Meaning of the figure; see core.figure.';
COMMENT ON COLUMN quality.suspect.report_id IS 'Report that prints it.';
COMMENT ON COLUMN quality.suspect.table_id IS 'Table that prints it.';
COMMENT ON COLUMN quality.suspect.file IS 'File in sources/ that holds the table.';
COMMENT ON COLUMN quality.suspect.row_number IS 'Row in that file, from 1.';
COMMENT ON COLUMN quality.suspect.column_number IS 'Column in that file, from 1.';
COMMENT ON COLUMN quality.suspect.document_line IS 'Line of the document that prints it.';
COMMENT ON COLUMN quality.suspect.value_printed IS 'Text of the cell as it is; NULL where it is empty.';
COMMENT ON COLUMN quality.suspect.implied_value IS 'What it should have read, in the unit of the figure; NULL where more than one value repairs the block.';
COMMENT ON COLUMN quality.suspect.implied_low IS 'The least that it can have read; NULL where nothing bounds it.';
COMMENT ON COLUMN quality.suspect.implied_high IS 'The most that it can have read; NULL where nothing bounds it.';
COMMENT ON COLUMN quality.suspect.implied_text IS 'implied_value as the cell would print it: before it is scaled, and in the notation of its table.';
COMMENT ON COLUMN quality.suspect.implied_low_text IS 'implied_low as the cell would print it.';
COMMENT ON COLUMN quality.suspect.implied_high_text IS 'implied_high as the cell would print it.';
COMMENT ON COLUMN quality.suspect.slip IS 'What the change looks like: one digit, digits swapped, digit lost, digit doubled, digit added, decimal mark, sign, another edition, neighbouring cell, rows swapped, row shifted, other.';
COMMENT ON COLUMN quality.suspect.why IS 'Why it is a suspect, in words.';
