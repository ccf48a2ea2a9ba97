# SPDX-License-Identifier: Apache-2.0
"""The service itself: does it take, keep up, and have room."""

from model import SELECTED, dashboard, graph, metric, override_like, panel, rate, row, series, stat, steps

BAD = steps(("green", None), ("red", 1))


def _grown(name, *labels):
    return f"sum(increase({metric(name, *labels)}[$__range]))"


def _numbers():
    return [
        stat(
            "Ready",
            "Whether every condition of every process's readiness holds.",
            f"min({metric('koopwatch_ready')})",
            unit="bool_yes_no",
            thresholds=steps(("red", None), ("green", 1)),
        ),
        stat("Processes", "Processes that answer the scrape.", f"sum(up{{{SELECTED}}})"),
        stat(
            "Records waiting",
            "Records on the snapshots topic that are not processed yet.",
            f"max({metric('koopwatch_processing_lag_records')})",
            thresholds=steps(("green", None), ("orange", 1000), ("red", 10000)),
        ),
        stat(
            "Refused",
            "Snapshots that a door refused in the time shown.",
            _grown("koopwatch_snapshots_rejected_total"),
            thresholds=BAD,
        ),
        stat(
            "Dropped",
            "Snapshots that the topology dropped in the time shown, duplicates aside.",
            _grown("koopwatch_snapshots_dropped_total", 'reason!="duplicate"'),
            thresholds=BAD,
        ),
        stat(
            "Dead letters",
            "Records that could not be read or taken in the time shown.",
            _grown("koopwatch_dead_letters_total"),
            thresholds=BAD,
        ),
    ]


def _flow():
    return [
        row("What comes in"),
        graph(
            "Snapshots",
            "Snapshots at each door: received = accepted + refused.",
            [
                series(f"sum by (door) ({rate('koopwatch_snapshots_received_total')})", "received, {{door}}"),
                series(f"sum by (door) ({rate('koopwatch_snapshots_accepted_total')})", "accepted, {{door}}"),
            ],
            unit="cps",
            min=0,
        ),
        graph(
            "Refused and dropped",
            "By reason: refused at a door, dropped later by the topology, dead letters of any kind.",
            [
                series(
                    f"sum by (door, reason) ({rate('koopwatch_snapshots_rejected_total')})",
                    "refused, {{door}}: {{reason}}",
                ),
                series(f"sum by (reason) ({rate('koopwatch_snapshots_dropped_total')})", "dropped: {{reason}}"),
                series(f"sum by (reason) ({rate('koopwatch_dead_letters_total')})", "dead letter: {{reason}}"),
            ],
            unit="cps",
            min=0,
            right=True,
        ),
        graph(
            "gRPC door",
            "Open streams, and bytes read from clients that are not yet in the snapshots topic.",
            [
                series(metric("koopwatch_ingest_streams"), "streams {{instance}}"),
                series(metric("koopwatch_ingest_in_flight_bytes"), "in flight {{instance}}"),
            ],
            unit="short",
            min=0,
            overrides=[override_like("^in flight.*", unit="bytes", custom_axisPlacement="right")],
        ),
        graph(
            "Writes to Kafka",
            "Records sent to the snapshots topic, made durable, and failed; clients send failed ones again.",
            [
                series(f"sum({rate(f'koopwatch_ingest_records_{what}_total')})", what)
                for what in ("sent", "durable", "failed")
            ],
            unit="cps",
            min=0,
        ),
    ]


def _quantile(q):
    return f"histogram_quantile({q}, sum by (le) ({rate('koopwatch_snapshot_to_spectrum_seconds_bucket')}))"


def _speed():
    return [
        row("Does it keep up"),
        graph(
            "From snapshot to spectrum",
            "Time from the acceptance of a snapshot until the spectrum that it completed can be read.",
            [series(_quantile(q), f"{q:.0%}") for q in (0.5, 0.9, 0.99)],
            unit="s",
            size=(8, 8),
            min=0,
        ),
        graph(
            "Records waiting",
            "Records on the snapshots topic that are not processed yet, by process.",
            [series(metric("koopwatch_processing_lag_records"), "{{instance}}")],
            size=(8, 8),
            min=0,
        ),
        panel(
            "state-timeline",
            "Readiness",
            "Each condition of each process's readiness over time.",
            [series(metric("koopwatch_ready"), "{{instance}}: {{condition}}")],
            unit="none",
            size=(8, 8),
            defaults={
                "custom": {"fillOpacity": 80, "lineWidth": 0, "spanNulls": False},
                "mappings": [
                    {
                        "type": "value",
                        "options": {
                            "0": {"text": "no", "color": "red", "index": 0},
                            "1": {"text": "yes", "color": "green", "index": 1},
                        },
                    }
                ],
            },
            options={"mergeValues": True, "showValue": "never", "alignValue": "left", "rowHeight": 0.8},
        ),
    ]


def _room():
    heap = 'area="heap"'
    return [
        row("Room"),
        graph(
            "Heap",
            "Memory of the JVM's heap in use, and its limit.",
            [
                series(f"sum by (instance) ({metric('jvm_memory_used_bytes', heap)})", "used {{instance}}"),
                series(f"sum by (instance) ({metric('jvm_memory_max_bytes', heap)})", "limit {{instance}}"),
            ],
            unit="bytes",
            size=(8, 8),
            min=0,
        ),
        graph(
            "Processor",
            "Processor time per second: 1 is one core.",
            [series(rate("process_cpu_seconds_total"), "{{instance}}")],
            unit="short",
            size=(8, 8),
            min=0,
        ),
        graph(
            "Disk",
            "Free space where the data directory lies; a full disk stops the embedded broker.",
            [series(metric("disk_free_bytes"), "{{instance}}")],
            unit="bytes",
            size=(8, 8),
            min=0,
        ),
        graph(
            "Threads and files",
            "Live threads and open files of each process.",
            [
                series(metric("jvm_threads_live_threads"), "threads {{instance}}"),
                series(metric("process_files_open_files"), "files {{instance}}"),
            ],
            size=(12, 8),
            min=0,
        ),
        graph(
            "What has no place",
            "Runs and pairs of runs without series because there are too many, and records of result topics that"
            " were not"
            " understood; both should be 0.",
            [
                series(metric("koopwatch_series_left_out"), "left out: {{what}} {{instance}}"),
                series(
                    f"increase({metric('koopwatch_results_malformed_total')}[$__rate_interval])",
                    "malformed {{instance}}",
                ),
            ],
            size=(12, 8),
            min=0,
        ),
        graph(
            "Notifications",
            "Alarms that Koopwatch itself sends to webhooks and Alertmanager, by outcome; failed ones are tried again.",
            [series(f"sum by (target, outcome) ({rate('koopwatch_notifications_total')})", "{{target}}: {{outcome}}")],
            unit="cps",
            size=(12, 8),
            min=0,
        ),
        graph(
            "Uptime",
            "Time since each process started: a fall to 0 is a restart.",
            [series(metric("process_uptime_seconds"), "{{instance}}")],
            unit="s",
            size=(12, 8),
            min=0,
        ),
    ]


def build():
    return dashboard(
        "koopwatch-service",
        "Koopwatch / Service",
        "The service itself: does it take, keep up, and have room.",
        [*_numbers(), *_flow(), *_speed(), *_room()],
    )
