"""What people would use instead: the work of `by_hand.sql` in pandas, as a capable analyst would write it.

`python -m tests.bench.in_pandas STORE INTO` prints the wall and CPU seconds of each step, and leaves both frames in the
new file `INTO`.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from dataclasses import astuple
from pathlib import Path

import pandas as pd

from tests.bench.by_hand import Step
from tests.bench.pandas_figures import Figures, figures_of, read_raw
from tests.bench.pandas_identities import identities_of

SHOWN = ["figure_id", "figure_key", "value", "decimals", "unit", "rounding", "is_exact", "is_served", "report_id"]


def run_in_pandas(store: Path) -> tuple[list[Step], pd.DataFrame, pd.DataFrame]:
    """Check the cells of a store; returns what each step took, the figures and the identities."""
    started = _now()
    figures = figures_of(read_raw(store))
    keyed = _now()
    identities = identities_of(figures)
    compared = _now()
    steps = [
        Step(name, after[0] - before[0], after[1] - before[1])
        for name, before, after in (("stage", started, keyed), ("identities", keyed, compared))
    ]
    return steps, _shown(figures), identities


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _shown(figures: Figures) -> pd.DataFrame:
    """The figures with what they are about in words."""
    figure = figures.figure
    named = {
        "metric_id": figures.metric["metric_id"].to_numpy()[figure["metric_no"]],
        "area_id": figures.areas.to_numpy()[figure["area_no"]],
        "organisation_id": figures.words.to_numpy()[figure["organisation"]],
        "period_id": figures.words.to_numpy()[figure["period"]],
        "value_printed": figures.words.to_numpy()[figure["text"]],
    }
    return figure[SHOWN].assign(**named)


if __name__ == "__main__":
    taken, *frames = run_in_pandas(Path(sys.argv[1]))
    with Path(sys.argv[2]).open("wb") as file:
        pickle.dump(frames, file)
    sys.stdout.write(json.dumps([astuple(step) for step in taken]) + "\n")
