"""From the numbers in a document's running text to candidates for key_figures.csv and ignored_numbers.csv."""
