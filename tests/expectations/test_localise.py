"""The localiser on blocks whose answer is known."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from expectations.localise.blocks import blocks
from expectations.localise.rows import row_repairs
from expectations.localise.several import smallest_sets
from expectations.localise.single import single_repairs
from expectations.localise.suspects import Solved, localise
from expectations.localise.system import SCALE, Cell, Identity, Side, System, Term, as_decimal

Prints = dict[str, float | None]


def cell(name: str, value: float | None, decimals: int = 0) -> Cell:
    """A cell whose name may end in its place, as in t/r2c3: then the table is t."""
    table, _, place = name.partition("/")
    row, column = place[1:].split("c") if place else (0, 0)
    number = None if value is None else round(value * SCALE)
    text = None if value is None else str(value)
    return Cell(
        name, name, "r", table, f"r/{table}.csv", int(row), int(column), None, text, number, decimals, decimals, 0,
        decimals == 0,
    )  # fmt: skip


def system(prints: Prints, *sums: str, decimals: int = 0) -> System:
    """Cells and the sums between them: "a + b = t", "whole <= max a b", "min a b <= mean", "a + b = t waived -1"."""
    cells = {name: cell(name, value, decimals) for name, value in prints.items()}
    return System([identity(cells, text) for text in sums], cells)


def identity(cells: dict[str, Cell], text: str) -> Identity:
    said, _, waived = text.partition(" waived ")
    relation = " <= " if " <= " in said else " = "
    left, right = (side(cells, part.split()) for part in said.split(relation))
    if waived:
        return Identity(text, left, right, int(waived) * SCALE, int(waived) * SCALE, is_waived=True)
    return Identity(text, left, right, 0 if relation == " = " else -math.inf, 0)


def side(cells: dict[str, Cell], words: list[str]) -> Side:
    combine = words.pop(0) if words[0] in ("min", "max") else "sum"
    terms, sign = [], 1
    for word in words:
        if word in "+-":
            sign = -1 if word == "-" else 1
        else:
            rounding = 0 if cells[word].is_in_full else cells[word].step // 2
            terms.append(Term(word, sign, cells[word].value, rounding))
    return Side(combine, tuple(terms))


def only(solved: list[Solved]) -> Solved:
    (one,) = solved
    return one


def implied(solved: Solved) -> list[dict[str, float | None]]:
    """Per set, in order of rank, its cells with what they should read."""
    return [
        {s.figure_id: None if s.implied_value is None else float(as_decimal(s.implied_value)) for s in one.suspects}
        for one in solved.sets
    ]


QUARTERS = ("a1 + a2 = a", "b1 + b2 = b", "a1 + b1 = t1", "a2 + b2 = t2", "a + b = t")
PRINTS: Prints = {"a1": 447, "a2": 120, "a": 567, "b1": 30, "b2": 50, "b": 80, "t1": 477, "t2": 170, "t": 647}


@pytest.mark.parametrize("name", PRINTS)
def test_a_cell_in_a_row_and_a_column_is_named_alone(name: str) -> None:
    true = PRINTS[name] or 0
    solved = only(localise(system(PRINTS | {name: true + 9}, *QUARTERS)))
    assert solved.outcome == "one_cell"
    assert implied(solved) == [{name: true}]


def test_nothing_is_suspected_where_all_holds() -> None:
    assert localise(system(PRINTS, *QUARTERS)) == []


def test_ties_are_all_told_and_ranked_by_the_slip() -> None:
    solved = only(localise(system({"a": 474, "b": 212, "t": 659}, "a + b = t")))
    assert implied(solved)[0] == {"a": 447}
    assert {name: value for one in implied(solved) for name, value in one.items()} == {"a": 447, "b": 185, "t": 686}
    assert [one.rank for one in solved.sets] == [1, 2, 3]
    assert solved.sets[0].suspects[0].slip == "digits swapped"


def test_cells_that_look_alike_share_a_rank() -> None:
    solved = only(localise(system({"a": 20, "b": 20, "t": 57}, "a + b = t")))
    ranks = {one.suspects[0].figure_id: one.rank for one in solved.sets}
    assert ranks["a"] == ranks["b"]
    assert sorted(ranks.values()) in ([1, 1, 3], [1, 2, 2])
    assert ranks["t"] != ranks["a"]


def test_two_slips_that_hide_each_other_are_both_named() -> None:
    """a prints 30 too little and b 45 too much, so that both together are no less than the least they can be."""
    prints: Prints = {"a": 6, "a1": 20, "a2": 16, "a3": 36, "b": 72, "b1": 20, "b2": 7, "b3": 27, "least": 60}
    solved = localise(system(prints, "a1 + a2 = a", "a = a3", "b1 + b2 = b", "b = b3", "least <= a + b"))
    assert [implied(one) for one in solved] == [[{"a": 36}], [{"b": 27}]]
    assert "once the other suspects are mended" not in solved[0].why
    assert "once the other suspects are mended" in solved[1].why


def test_a_change_that_breaks_another_identity_is_no_repair() -> None:
    solved = only(localise(system({"a": 10, "b": 20, "t": 31, "same": 10}, "a + b = t", "a = same")))
    assert {name for one in implied(solved) for name in one} == {"b", "t"}


def test_a_count_cannot_be_negative() -> None:
    solved = only(localise(system({"a": 2, "b": 20, "t": 15}, "a + b = t")))
    assert {name: value for one in implied(solved) for name, value in one.items()} == {"b": 13, "t": 22}


def test_a_bound_gives_a_range_and_no_value() -> None:
    solved = only(localise(system({"a": 10, "b": 20, "whole": 35}, "whole <= a + b", "max a b <= whole")))
    ranges = {s.figure_id: (s.low / SCALE, s.high / SCALE) for one in solved.sets for s in one.suspects}
    assert ranges == {"whole": (20, 30), "a": (15, 35), "b": (25, 35)}
    assert all(value is None for one in implied(solved) for value in one.values())


def test_a_lost_decimal_comma_is_seen_in_the_bounds_of_a_mean() -> None:
    cells: Prints = {"a": 7.1, "b": 8.3, "mean": 78.0}
    solved = only(localise(system(cells, "min a b <= mean", "mean <= max a b", decimals=1)))
    suspects = {s.figure_id: s for one in solved.sets for s in one.suspects}
    assert (suspects["mean"].low, suspects["mean"].high) == (710000, 830000)
    assert "7,8 would be: decimal mark" in suspects["mean"].why
    ranks = {one.suspects[0].figure_id: one.rank for one in solved.sets}
    # Without any neighbour, 83 for 8,3 explains as much.
    assert ranks == {"mean": 1, "b": 1, "a": 3}


def test_rounded_numbers_leave_room() -> None:
    solved = only(localise(system({"a": 10.1, "b": 20.2, "t": 33.3}, "a + b = t", decimals=1)))
    (total,) = [s for one in solved.sets for s in one.suspects if s.figure_id == "t"]
    assert (total.low / SCALE, total.high / SCALE) == (30.2, 30.4)
    assert total.implied_value is None


def ratio(prints: Prints, part: str, whole: str, share: str, share_decimals: int = 0) -> System:
    """part / whole is the share, in percent."""
    cells = {name: cell(name, value, share_decimals if name == share else 0) for name, value in prints.items()}
    cells[share] = replace(cells[share], is_in_full=False)
    return System([share_of(cells, part, whole, share)], cells)


def share_of(cells: dict[str, Cell], part: str, whole: str, share: str) -> Identity:
    left = Side("sum", (Term(part, 100, cells[part].value, 0),))
    base = Side("sum", (Term(whole, 1, cells[whole].value, 0),))
    right = Side("sum", (Term(share, 1, cells[share].value, cells[share].step // 2),))
    return Identity("share", left, right, 0, 0, base=base)


@pytest.mark.parametrize(("share", "holds"), [(33.3, True), (33.4, False), (33.2, False)])
def test_a_share_is_held_to_its_last_digit(share: float, holds: bool) -> None:
    prints: Prints = {"part": 100, "whole": 300, "share": share}
    assert (ratio(prints, "part", "whole", "share", 1).failing() == []) == holds


def test_a_share_that_is_cut_off_is_no_error() -> None:
    assert ratio({"part": 757, "whole": 10000, "share": 7.5}, "part", "whole", "share", 1).failing() == []
    assert ratio({"part": 757, "whole": 10000, "share": 7.4}, "part", "whole", "share", 1).failing() != []


def test_a_share_gives_every_value_that_it_agrees_with_and_no_other() -> None:
    prints: Prints = {"part": 45, "whole": 120, "share": 73}
    whole = ratio(prints, "part", "whole", "share")
    suspects = {s.figure_id: s for one in only(localise(whole)).sets for s in one.suspects}
    for name, suspect in suspects.items():
        step = whole.cells[name].step
        assert isinstance(suspect.low, int)
        assert isinstance(suspect.high, int)
        for value in range(suspect.low - 5 * step, suspect.high + 6 * step, step):
            assert whole.repairs({name: value}, whole.identities) == (suspect.low <= value <= suspect.high), (
                name,
                value,
            )
    assert (suspects["share"].low, suspects["share"].high) == (37 * SCALE, 38 * SCALE)


def test_a_waived_identity_makes_no_suspect() -> None:
    assert localise(system({"a": 8, "b": 10, "t": 19}, "a + b = t waived -1")) == []


def test_a_waived_identity_hides_no_suspect() -> None:
    """Its cells are held to the difference that the waiver expects: also where the error makes it vanish."""
    prints: Prints = {"a": 9, "b": 10, "t": 19, "same": 8}
    solved = only(localise(system(prints, "a + b = t waived -1", "a = same")))
    assert implied(solved) == [{"a": 8}]
    assert {name for one in implied(only(localise(system(prints, "a + b = t waived -1")))) for name in one} == {
        "a", "b", "t",
    }  # fmt: skip


def test_an_empty_cell_can_be_a_suspect() -> None:
    solved = only(localise(system({"a": 10, "b": None, "t": 15, "u": 15}, "a + b = t", "t = u")))
    assert {"b": 5} in implied(solved)


def test_blocks_without_a_common_cell_are_solved_apart() -> None:
    solved = localise(system({"a": 1, "b": 2, "c": 10, "d": 30}, "a = b", "c = d"))
    assert sorted(sorted(name for one in implied(block) for name in one) for block in solved) == [
        ["a", "b"],
        ["c", "d"],
    ]


@pytest.mark.parametrize(("one", "other"), [("a1", "b2"), ("a1", "t"), ("a", "b"), ("t1", "b2")])
def test_two_cells_in_one_block_are_found_together(one: str, other: str) -> None:
    wrong: Prints = {one: (PRINTS[one] or 0) + 9, other: (PRINTS[other] or 0) + 40}
    solved = only(localise(system(PRINTS | wrong, *QUARTERS)))
    assert solved.outcome == "several_cells"
    assert {one: PRINTS[one], other: PRINTS[other]} in implied(solved)


def test_every_smallest_set_repairs_and_none_is_smaller() -> None:
    spoilt = system(PRINTS | {"a1": 456, "b2": 90}, *QUARTERS)
    (block,) = blocks(spoilt.failing())
    assert single_repairs(spoilt, block) == {}
    found = smallest_sets(spoilt, block)
    assert found.stopped is None
    assert {len(one) for one in found.sets} == {2}
    for one in found.sets:
        changed = {name: low for name, (low, high) in one.items() if isinstance(low, int)}
        assert spoilt.repairs(changed, block)


TABLE: Prints = {f"t/r{row}c{column}": 100 * row + 7 * column * row for row in (1, 2, 3) for column in (1, 2, 3, 4)}
COPY: Prints = {name.replace("t/", "copy"): value for name, value in TABLE.items()}
SAME = [f"{name} = {name.replace('t/', 'copy')}" for name in TABLE]
ROWS = [f"t/r{row}c1 + t/r{row}c2 + t/r{row}c3 + t/r{row}c4 = s{row}" for row in (1, 2, 3)]
SUMS: Prints = {f"s{row}": sum(TABLE[f"t/r{row}c{column}"] or 0 for column in (1, 2, 3, 4)) for row in (1, 2, 3)}


def test_swapped_rows_are_one_slip_though_they_fail_apart() -> None:
    swapped = {f"t/r{row}c{c}": TABLE[f"t/r{3 - row}c{c}"] for row in (1, 2) for c in (1, 2, 3, 4)}
    # Held by their sums and by one cell of a second table each, the two rows have no identity in common.
    held = [same for same in SAME if "c1" in same or "c2" in same]
    solved = only(localise(system(TABLE | COPY | SUMS | swapped, *held, *ROWS)))
    assert solved.outcome == "rows"
    assert implied(solved) == [{name: TABLE[name] for name in swapped}]


def test_a_shifted_row_is_put_back() -> None:
    shifted: Prints = {f"t/r2c{c + 1}": TABLE[f"t/r2c{c}"] for c in (1, 2, 3)}
    columns = [f"t/r1c{c} + t/r2c{c} + t/r3c{c} = c{c}" for c in (1, 2, 3, 4)]
    totals: Prints = {f"c{c}": sum(TABLE[f"t/r{row}c{c}"] or 0 for row in (1, 2, 3)) for c in (1, 2, 3, 4)}
    solved = only(localise(system(TABLE | totals | SUMS | shifted, *columns, *ROWS)))
    assert solved.outcome == "rows"
    assert implied(solved)[0] == {name: TABLE[name] for name in shifted}


def test_a_shift_names_no_number_that_is_withheld() -> None:
    """A row shifted behind a cell that nothing is compared with: what stands beside it is not put in its place."""
    right: Prints = {f"t/r{r}c{c}": 100 * r + 7 * c * r for r in (1, 2) for c in (1, 2, 3, 4, 5)}
    totals: Prints = {f"t{c}": (right[f"t/r1c{c}"] or 0) + (right[f"t/r2c{c}"] or 0) for c in (1, 2, 4, 5)}
    shifted: Prints = {"t/r2c3": None, "t/r2c4": right["t/r2c3"], "t/r2c5": right["t/r2c4"]}
    columns = [f"t/r1c{c} + t/r2c{c} = t{c}" for c in (1, 2, 4, 5)]
    spoilt = system(right | totals | shifted, *columns)
    assert row_repairs(spoilt, blocks(spoilt.failing())) == []
    # With a number in its place it is as good a repair as any.
    printed = system(right | totals | shifted | {"t/r2c3": 221}, *columns)
    assert any("t/r2c3" in repair.changed for repair in row_repairs(printed, blocks(printed.failing())))


def large(cells: int) -> System:
    """A block in which every cell is wrong: each equals two others that disagree."""
    prints: Prints = {f"x{n}": (n * 7919) % 1000 for n in range(cells)}
    return system(prints, *(f"x{n} + x{(n + 1) % cells} = x{(n * 3 + 2) % cells}" for n in range(cells)))


def test_a_block_with_too_many_cells_is_not_looked_at_and_says_so() -> None:
    spoilt = large(30)
    (block,) = blocks(spoilt.failing())
    found = smallest_sets(spoilt, block, cells=20)
    assert found.sets == []
    assert found.stopped == "the block has 30 cells and at most 20 are looked at"


def test_a_block_that_takes_too_long_is_left_and_says_so() -> None:
    spoilt = large(160)
    block = max(blocks(spoilt.failing()), key=len)
    found = smallest_sets(spoilt, block, seconds=1.0)
    assert found.stopped == "the search took longer than 1 s"


def test_more_sets_than_are_kept_is_said() -> None:
    spoilt = system(PRINTS | {"a1": 456, "b2": 90}, *QUARTERS[:2])
    both = [replace(one, low=0) for one in spoilt.identities]
    (first, second) = blocks(System(both, spoilt.cells).failing())
    found = smallest_sets(spoilt, first + second, sets=3)
    assert len(found.sets) == 3
    assert found.stopped == "there are more than 3 smallest sets"


def test_a_system_prints_other_values_and_leaves_the_first_alone() -> None:
    whole = system(PRINTS, *QUARTERS)
    assert [i.identity_id for i in whole.printing({"a1": 0}).failing()] == ["a1 + a2 = a", "a1 + b1 = t1"]
    assert whole.failing() == []
