# SPDX-License-Identifier: Apache-2.0
"""Kubernetes manifests that carry the dashboards and the rules: the same text, indented."""

HEAD = "# Written by grafana/generate; change the files there, not this one.\n"
LABELS = {"app.kubernetes.io/name": "koopwatch", "app.kubernetes.io/part-of": "koopwatch"}


def _meta(name, kind, version, **labels):
    lines = [f"apiVersion: {version}", f"kind: {kind}", "metadata:", f"  name: {name}", "  labels:"]
    lines += [f"    {key}: {value}" for key, value in {**LABELS, **labels}.items()]
    return "\n".join(lines) + "\n"


def _indented(text, by):
    return "".join(" " * by + line if line.strip() else line for line in text.splitlines(keepends=True))


def _dashboards(dashboards):
    """One ConfigMap each; Grafana's sidecar looks for the label."""
    documents = []
    for name, text in dashboards.items():
        meta = _meta(f"koopwatch-dashboard-{name.removesuffix('.json')}", "ConfigMap", "v1", grafana_dashboard='"1"')
        documents.append(f"{meta}data:\n  koopwatch-{name}: |\n{_indented(text, 4)}")
    return HEAD + "---\n".join(documents)


def _groups(path):
    """The text of a file of rules below its line 'groups:'."""
    return path.read_text().split("\ngroups:\n", 1)[1]


def _rules(prometheus):
    meta = _meta("koopwatch", "PrometheusRule", "monitoring.coreos.com/v1", release="kube-prometheus-stack")
    groups = "".join(_groups(prometheus / name) for name in ("recording.yaml", "alerts.yaml"))
    return f"{HEAD}{meta}spec:\n  groups:\n{_indented(groups, 2)}"


def files(grafana, dashboards):
    """Paths and contents."""
    here = grafana.parent / "docker" / "kubernetes"
    yield here / "dashboards.yaml", _dashboards(dashboards)
    yield here / "rules.yaml", _rules(grafana / "prometheus")
