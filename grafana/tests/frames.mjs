// SPDX-License-Identifier: Apache-2.0
// Answers of Prometheus as the frames that Grafana's data source makes of them.
const LEGEND = /\{\{\s*([^}\s]+)\s*\}\}/g;

const numbers = values => values.map(([, v]) => Number(v));
const times = values => values.map(([t]) => t * 1000);
const time = values => ({name: 'Time', type: 'time', config: {}, values: times(values)});

/** One frame for each series, its value named by the legend. */
function series({target, result}) {
  return result.map(({metric, values}) => ({
    refId: target.refId,
    length: values.length,
    fields: [time(values), {
      name: 'Value',
      type: 'number',
      config: {displayNameFromDS: target.legendFormat.replace(LEGEND, (_, label) => metric[label] ?? '')},
      labels: metric,
      values: numbers(values),
    }],
  }));
}

/** One frame for all series: a column for each label, and the value. */
function table({target, result}, tables) {
  const labels = [...new Set(result.flatMap(({metric}) => Object.keys(metric)))].sort();
  const points = result.map(({value}) => value);
  return {
    refId: target.refId,
    length: result.length,
    fields: [
      time(points),
      ...labels.map(label => ({
        name: label,
        type: 'string',
        config: {filterable: true},
        values: result.map(({metric}) => metric[label] ?? ''),
      })),
      {name: tables > 1 ? `Value #${target.refId}` : 'Value', type: 'number', config: {}, values: numbers(points)},
    ],
  };
}

/** Frames of a panel: answers are {target, result}, result as in the HTTP API's data.result. */
export function frames(answers) {
  const tables = answers.filter(({target}) => target.format === 'table').length;
  return answers.flatMap(answer => answer.target.format === 'table' ? [table(answer, tables)] : series(answer));
}
