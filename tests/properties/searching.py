"""How long the search is, and where it begins.

`JEJAK_EXAMPLES` multiplies the number of examples, `JEJAK_SEED` begins elsewhere. A run that fails
prints the example it found; with the same seed and number of examples it finds it again.
"""

import os

from hypothesis import HealthCheck, Phase, settings

SEED = int(os.environ.get("JEJAK_SEED", "20200218"))
FACTOR = int(os.environ.get("JEJAK_EXAMPLES", "1"))


def searching(examples: int, steps: int = 1) -> settings:
    """So many examples, times the factor asked for, of so many steps each."""
    return settings(
        max_examples=examples * FACTOR,
        stateful_step_count=steps,
        derandomize=False,
        database=None,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
