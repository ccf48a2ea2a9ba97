# SPDX-License-Identifier: Apache-2.0
"""The trainings of the studies that `koopwatch validate` runs: NumPy alone, a function of their seeds."""
