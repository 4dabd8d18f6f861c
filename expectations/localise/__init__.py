"""The localiser: which printed cells may have caused the open findings, and what they should have read.

`suspects.py` is where to start. It reads the identities of a build (`system.py`, `read.py`), takes failing ones that
share cells together (`blocks.py`), and looks per block for what repairs all of it and breaks nothing: one cell
(`single.py`), a row typed in the wrong place (`rows.py`), or the fewest cells (`several.py`). `slips.py` says what a
change looks like, and ranks. `pinned.py` counts the cells that a rule pins.
"""
