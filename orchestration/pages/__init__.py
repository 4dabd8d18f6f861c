"""The pages that people look at: a static site made from one release file.

Here belong what stands on which page and how it looks (`templates/`, `static/`); every number comes from a
query on the release. Nothing here computes a figure, and no page loads anything from another machine.
"""
