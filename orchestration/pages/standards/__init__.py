"""The figures for machines: metadata by the standards that catalogues and other people's tools read."""
