# SPDX-License-Identifier: Apache-2.0
"""One network watched through several observables at once."""
