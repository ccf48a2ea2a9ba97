# SPDX-License-Identifier: Apache-2.0
"""The complex plane: eigenvalues as points beside the unit circle, by the XY chart."""

from model import metric, panel, series, table

# From -1 to 1 and a little beyond: what lies outside the circle must not be cut off.
EDGE = 1.25
KEY = '"key", "/", "instance", "run", "observable", "mode"'


def parts(*labels):
    """Two tables, real and imaginary parts, with a column in common that names the eigenvalue."""
    return [table(f"label_join({metric(f'koopwatch_eigenvalue_{part}', *labels)}, {KEY})") for part in ("real", "imag")]


def circle():
    """Cosine and sine of an angle that goes once around while time goes from one end of the dashboard to the other.

    The interval is the least step: without it that of the data source would make a short range a polygon.
    """
    angle = "2 * pi() * (time() - $__from / 1000) / (($__to - $__from) / 1000)"
    return [series(f"{f}(vector({angle}))", f, interval="1s") for f in ("cos", "sin")]


def _joined(first, second, field):
    return {
        "id": "joinByField",
        "options": {"byField": field, "mode": "inner"},
        "filter": {"id": "byRefId", "options": f"/^(?:{first}|{second})$/"},
    }


def _match(matcher, what):
    return {"matcher": {"id": matcher, "options": what}}


def _series(name, x, y):
    """No frame is named: the fields' names stand in one frame only, whatever place the joins give it."""
    return {"name": {"fixed": name}, "x": _match("byName", x), "y": _match("byName", y)}


def _drawn(field, colour, **custom):
    """How the series with that field as its y is drawn."""
    properties = [{"id": f"custom.{key}", "value": value} for key, value in custom.items()]
    fixed = {"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}
    return {"matcher": {"id": "byName", "options": field}, "properties": [fixed, *properties]}


def _points(field, colour):
    return _drawn(field, colour, show="points", pointSize={"fixed": 8})


def plane(title, text, spectra, *, size=(12, 12), **more):
    """spectra: (name, colour, labels) each; a pair of queries is joined for each, and one for the circle."""
    targets = [target for _, _, labels in spectra for target in parts(*labels)] + circle()
    refs = [chr(ord("A") + i) for i in range(len(targets))]
    pairs = list(zip(refs[::2], refs[1::2], strict=True))
    joins = [_joined(a, b, "key") for a, b in pairs[:-1]] + [_joined(*pairs[-1], "Time")]
    drawn = [_series(name, f"Value #{x}", f"Value #{y}") for (x, y), (name, *_) in zip(pairs, spectra, strict=False)]
    drawn.append(_series("unit circle", "cos", "sin"))
    looks = [_points(f"Value #{pair[1]}", colour) for pair, (_, colour, _) in zip(pairs, spectra, strict=False)]
    looks.append(_drawn("sin", "text", show="lines", lineWidth=1, pointSize={"fixed": 1}))
    return panel(
        "xychart",
        title,
        text,
        targets,
        unit="none",
        size=size,
        defaults={
            "min": -EDGE,
            "max": EDGE,
            "decimals": 3,
            "custom": {
                "show": "points",
                "pointSize": {"fixed": 8},
                "pointShape": "circle",
                "pointStrokeWidth": 1,
                "fillOpacity": 60,
                "lineWidth": 1,
                "axisPlacement": "auto",
                "axisLabel": "",
                "scaleDistribution": {"type": "linear"},
            },
        },
        overrides=looks,
        options={
            "mapping": "manual",
            "series": drawn,
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
            "tooltip": {"mode": "single", "sort": "none"},
        },
        transformations=joins,
        maxDataPoints=180,
        **more,
    )
