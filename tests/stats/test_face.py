import subprocess
import sys

from crm_core import stats


def test_everything_that_is_offered_exists_and_says_what_it_does():
    assert stats.__all__ == sorted(stats.__all__)
    for name in stats.__all__:
        assert getattr(stats, name).__doc__


def test_the_slow_part_of_scipy_is_not_loaded():
    loaded = "import sys, crm_core.stats; print('scipy.stats' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"
