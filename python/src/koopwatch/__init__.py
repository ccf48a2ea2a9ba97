# SPDX-License-Identifier: Apache-2.0
"""Koopwatch watches the dynamics of neural-network training; this package publishes a training run to it.

import koopwatch
with koopwatch.init(run="r42", group="sweep-7", arm="lr=1e-3") as run:
    for step in range(steps):
        ...
        run.publish(step, weights)
        run.log({"loss": loss}, step=step)
"""

from koopwatch._attachment import Attachment
from koopwatch._counts import Counts
from koopwatch._init import init
from koopwatch._mirror import mirror
from koopwatch._run import Run
from koopwatch.observables import quantiles

__version__ = "0.1.0"

__all__ = ["Attachment", "Counts", "Run", "__version__", "init", "mirror", "quantiles"]
