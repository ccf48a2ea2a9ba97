# SPDX-License-Identifier: Apache-2.0
"""Real trainings in two configurations and several seeds, on which comparing is judged."""
