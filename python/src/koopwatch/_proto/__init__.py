# SPDX-License-Identifier: Apache-2.0
"""Messages generated from the .proto files by ./generate; do not edit."""
