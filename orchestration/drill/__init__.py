"""`warehouse drill`: slips made in a copy of the served release, and a few in copies of the sources themselves.

What a slip is, and what may be expected of the localiser, is in `expectations/drill`.
"""
