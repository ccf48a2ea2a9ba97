/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.net.InetAddress;

/**
 * Where a request comes from.
 *
 * @param secure true when it came through TLS
 */
public record From(InetAddress address, boolean secure) {}
