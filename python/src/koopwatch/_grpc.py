# SPDX-License-Identifier: Apache-2.0
"""gRPC, imported with its fork support off unless the user asked for it.

It reads the variable at import. With the support on, it writes a line to standard error at every fork, such as of a
data loader, and says by itself that it cannot help there.
"""

import os

_VARIABLE = "GRPC_ENABLE_FORK_SUPPORT"
_ours = _VARIABLE not in os.environ
if _ours:
    os.environ[_VARIABLE] = "0"
try:
    import grpc
finally:
    if _ours:
        del os.environ[_VARIABLE]

__all__ = ["grpc"]
