"""Answers about a served release: where a number comes from, what a table prints, where a word stands.

Reads the release and nothing else, so that it answers at once and never from half-built tables.

`explanation` answers `warehouse explain` with `marts`, `figures` and `formula`; `printed_table` answers `show`;
`search` answers `find`. What they find is plain data. `…_text` writes it for people on `paper`; `printed_table_html`
makes HTML of a table with the template in `templates/`, for the pages of a release too.
"""
