"""What is told to people who are not looking: what is wrong, once per cause, and that it is mended.

`tell.after_attempt` is what a refresh calls at its end. Nothing here imports Dagster, and Apprise only where something
is to be sent.
"""
