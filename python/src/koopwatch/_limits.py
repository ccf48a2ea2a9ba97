# SPDX-License-Identifier: Apache-2.0
"""What the server takes at most. A RunStart beyond it would cost the whole run, so init checks what stands in one."""

LARGEST_DIMENSION = 65_536
LARGEST_REQUEST = 1 << 20  # bytes
LARGEST_INTEGER = 1 << 53  # steps, strides and incarnations, so that a double holds them
MOST_OBSERVABLES = 64
MOST_LABELS = 64
LONGEST_NAME = 128  # characters in the name of a label
LONGEST_TEXT = 1024  # characters in its value or a display name
MOST_GROUPS = 8  # ranges of coordinates in one observable
