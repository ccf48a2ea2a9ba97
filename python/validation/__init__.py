# SPDX-License-Identifier: Apache-2.0
"""Real small trainings with known changes, on which the alarms are judged."""
