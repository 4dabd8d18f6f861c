"""The drill: how well the rules and the localiser find slips that were made on purpose."""
