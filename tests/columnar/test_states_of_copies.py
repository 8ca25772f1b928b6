"""Copies give SQLite's answers in whatever order rows come, change and go."""

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from semantics.budget import EXAMPLES

from columnar.copy_machine import CopyMachine


def test_answers_of_copies_are_those_of_sqlite_in_every_state() -> None:
    class Machine(CopyMachine):
        pass

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=max(1, round(12 * EXAMPLES)),
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            # It takes minutes, and the steps are few.
            phases=[Phase.generate],
        ),
    )
    assert Machine.answers_of_copies > 0
