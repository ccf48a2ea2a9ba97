# SPDX-License-Identifier: Apache-2.0
"""Gauges of the mechanics of learning, read from a PyTorch model's weights alone: a few numbers to log beside the loss.

gauges = koopwatch.mechanics.of(model, every=10, softmax="head")
print(gauges.describe())  # which symmetries were found, and why
...
gauges.log(run, step)  # or run.log(gauges(), step=step)
"""

from koopwatch.mechanics._gauges import Gauges, of

__all__ = ["Gauges", "of"]
