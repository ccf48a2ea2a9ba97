# SPDX-License-Identifier: Apache-2.0
"""What the publisher and the engine cost, and what many runs need."""
