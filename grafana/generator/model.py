# SPDX-License-Identifier: Apache-2.0
"""Parts of a Grafana dashboard in its classic JSON model, as plain dictionaries."""

import json

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
TAG = "koopwatch"
SELECTED = 'job=~"$job",instance=~"$instance"'
WIDTH = 24


def metric(name, *labels):
    """A selector that obeys the dashboard's job and instance."""
    return "{}{{{}}}".format(name, ",".join([SELECTED, *labels]))


def rate(name, *labels):
    return f"rate({metric(name, *labels)}[$__rate_interval])"


def series(expr, legend, **more):
    """A target whose answer is drawn over time."""
    return {"expr": expr, "legendFormat": legend, "range": True, "instant": False, **more}


def instant(expr, legend="", **more):
    """A target whose answer is the newest value."""
    return {"expr": expr, "legendFormat": legend, "range": False, "instant": True, **more}


def table(expr):
    """A target whose answer is a table: a column for each label and one for the value."""
    return instant(expr, format="table")


def _targets(targets):
    return [
        {"refId": chr(ord("A") + i), "datasource": SOURCE, "editorMode": "code", **t} for i, t in enumerate(targets)
    ]


def panel(kind, title, text, targets, *, unit="short", size=(12, 8), defaults=None, overrides=(), options=None, **more):
    """A panel without its place; text says what is seen and how to read it."""
    return {
        "type": kind,
        "title": title,
        "description": text,
        "datasource": SOURCE,
        "gridPos": {"w": size[0], "h": size[1]},
        "fieldConfig": {"defaults": {"unit": unit, **(defaults or {})}, "overrides": list(overrides)},
        "options": options or {},
        "targets": _targets(targets),
        **more,
    }


def override(field, **properties):
    """Properties of the field of that name; underscores stand for dots."""
    return _override("byName", field, properties)


def override_query(ref, **properties):
    """Properties of all that a query answers."""
    return _override("byFrameRefID", ref, properties)


def override_like(pattern, **properties):
    return _override("byRegexp", f"/{pattern}/", properties)


def _override(matcher, what, properties):
    return {
        "matcher": {"id": matcher, "options": what},
        "properties": [{"id": key.replace("_", "."), "value": value} for key, value in properties.items()],
    }


def dashed(query):
    """What noise alone would give is drawn thin and dashed."""
    return override_query(query, custom_lineStyle={"fill": "dash", "dash": [6, 6]}, custom_lineWidth=1)


def graph(title, text, targets, *, unit="short", size=(12, 8), custom=None, overrides=(), right=False, **defaults):
    """Lines over time."""
    lines = {
        "lineWidth": 1,
        "fillOpacity": 0,
        "showPoints": "auto",
        "pointSize": 3,
        "spanNulls": False,
        **(custom or {}),
    }
    legend = {"displayMode": "list", "placement": "right" if right else "bottom", "showLegend": True}
    return panel(
        "timeseries",
        title,
        text,
        targets,
        unit=unit,
        size=size,
        defaults={"custom": lines, **defaults},
        overrides=overrides,
        options={"legend": legend, "tooltip": {"mode": "multi", "sort": "desc"}},
    )


def steps(*bounds):
    """Colours by value: the first has no lower bound."""
    return {
        "mode": "absolute",
        "steps": [{"color": colour, "value": bound} for colour, bound in bounds],
    }


GREEN = steps(("green", None))


def stat(
    title, text, expr, *, unit="short", size=(4, 4), thresholds=GREEN, legend="", mappings=(), show="value", **more
):
    """One number."""
    return panel(
        "stat",
        title,
        text,
        [instant(expr, legend)],
        unit=unit,
        size=size,
        defaults={"thresholds": thresholds, "mappings": list(mappings), **more},
        options={
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "colorMode": "value",
            "graphMode": "none",
            "justifyMode": "auto",
            "textMode": show,
            "orientation": "auto",
        },
    )


def row(title):
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"w": WIDTH, "h": 1}}


def placed(panels):
    """Gives panels ids and places: left to right, a new line when a panel does not fit."""
    x = y = height = 0
    for number, each in enumerate(panels, start=1):
        place = each["gridPos"]
        if x + place["w"] > WIDTH:
            x, y, height = 0, y + height, 0
        each["id"] = number
        each["gridPos"] = {**place, "x": x, "y": y}
        x, height = x + place["w"], max(height, place["h"])
    return panels


def _variable(name, label, query, *, multi, everything):
    """A list of label values, in the order of the alphabet."""
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": SOURCE,
        "definition": query,
        "query": {"query": query, "refId": f"variable-{name}", "qryType": 1},
        "refresh": 2,
        "sort": 1,
        "multi": multi,
        "includeAll": everything,
        "allValue": ".+" if everything else None,
        "current": {"text": ["All"], "value": ["$__all"]} if everything else {},
        "options": [],
        "hide": 0,
        "regex": "",
        "skipUrlSync": False,
    }


def every(name, label, query):
    """A variable that may have several values, and all."""
    return _variable(name, label, query, multi=True, everything=True)


def one(name, label, query):
    """A variable with one value."""
    return _variable(name, label, query, multi=False, everything=False)


def _base_variables():
    return [
        {
            "name": "datasource",
            "label": "Data source",
            "type": "datasource",
            "query": "prometheus",
            "current": {},
            "hide": 0,
            "includeAll": False,
            "multi": False,
            "options": [],
            "refresh": 1,
            "regex": "",
            "skipUrlSync": False,
        },
        every("job", "Job", "label_values(koopwatch_build_info, job)"),
        every("instance", "Instance", 'label_values(koopwatch_build_info{job=~"$job"}, instance)'),
    ]


def _page_variable():
    """Where the live page is, as the reader's browser reaches it: Grafana does not know."""
    address = "http://localhost:8080"
    return {
        "name": "page",
        "label": "Live page",
        "type": "textbox",
        "query": address,
        "current": {"text": address, "value": address},
        "options": [{"selected": True, "text": address, "value": address}],
        "hide": 0,
        "skipUrlSync": False,
    }


def _annotation(name, expr, title, text, colour):
    return {
        "name": name,
        "datasource": SOURCE,
        "enable": True,
        "hide": False,
        "iconColor": colour,
        "expr": expr,
        "step": "15s",
        "titleFormat": title,
        "textFormat": text,
        "tagKeys": "kind,severity,run",
        "useValueForTime": False,
    }


BUILT_IN = {
    "builtIn": 1,
    "name": "Annotations & Alerts",
    "type": "dashboard",
    "datasource": {"type": "grafana", "uid": "-- Grafana --"},
    "enable": True,
    "hide": True,
    "iconColor": "rgba(0, 211, 255, 1)",
}


def alarms_of(run):
    """Marks the time during which alarms of the chosen runs fire."""
    return _annotation(
        "Alarms",
        metric("koopwatch_alert_active", f'run=~"{run}"'),
        "{{kind}}",
        "{{run}}: {{kind}} ({{severity}})",
        "red",
    )


def events():
    """Marks where an event of any run came."""
    expr = f"increase({metric('koopwatch_events_total')}[1m]) > 0"
    return _annotation("Events", expr, "{{kind}}", "an event of kind {{kind}}", "orange")


def page_link(title, where):
    return {
        "type": "link",
        "title": title,
        "url": "${page}/" + where,
        "icon": "external link",
        "tooltip": "The live page of Koopwatch",
        "targetBlank": True,
        "includeVars": False,
        "keepTime": False,
        "asDropdown": False,
        "tags": [],
    }


SIBLINGS = {
    "type": "dashboards",
    "title": "Koopwatch",
    "tags": [TAG],
    "asDropdown": False,
    "includeVars": True,
    "keepTime": True,
    "targetBlank": False,
    "icon": "external link",
    "tooltip": "",
    "url": "",
}


def run_link(run):
    """From a run's name to its dashboard."""
    url = f"/d/koopwatch-run?var-datasource=${{datasource}}&var-run={run}&${{__url_time_range}}"
    return {"title": "Dashboard of the run", "url": url, "targetBlank": False}


def dashboard(uid, title, text, panels, *, variables=(), annotations=(), page=("Live page", "")):
    return {
        "uid": uid,
        "title": title,
        "description": text,
        "tags": [TAG],
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "refresh": "10s",
        "time": {"from": "now-30m", "to": "now"},
        "timepicker": {},
        "timezone": "",
        "weekStart": "",
        "fiscalYearStartMonth": 0,
        "liveNow": False,
        "links": [SIBLINGS, page_link(*page)],
        "templating": {"list": [*_base_variables(), *variables, _page_variable()]},
        "annotations": {"list": [BUILT_IN, *annotations]},
        "panels": placed(panels),
    }


def written(dashboards):
    """File names and contents."""
    return {f"{d['uid'].removeprefix('koopwatch-')}.json": json.dumps(d, indent=1) + "\n" for d in dashboards}
