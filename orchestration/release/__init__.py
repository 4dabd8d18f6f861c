"""Releases: publishing a checked build, and listing, comparing, keeping and going back to what was published.

Nothing here makes or judges a figure.
"""
