// The API. Addresses are relative, so that the page also lives behind a proxy's path.
const PATIENCE_MS = 15000;

/** What went wrong with a request, in words that can be shown. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function ask(url, options = {}) {
  let response;
  try {
    response = await fetch(url, {...options, headers: {accept: 'application/json', ...options.headers}, signal: AbortSignal.timeout(PATIENCE_MS)});
  } catch (e) {
    throw new ApiError(e.name === 'TimeoutError' ? `no answer within ${PATIENCE_MS / 1000} s` : 'the server does not answer', 0);
  }
  if (!response.ok) throw new ApiError(await problem(response), response.status);
  return response;
}

async function problem(response) {
  const said = await response.json().then(p => p.detail ?? p.title, () => null);
  return said ? `${response.status}: ${said}` : `the server answered ${response.status}`;
}

/** Address of the next page from a Link header, or null. */
function next(response) {
  const match = /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.headers.get('link') ?? '');
  return match && new URL(match[1], response.url).href;
}

const path = (...keys) => 'api/v1/' + keys.map(encodeURIComponent).join('/');
const query = values => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
const json = async (url, values = {}) => (await ask(`${url}?${query(values)}`)).json();

export const runs = () => json(path('runs'));

/** Alerts and notes of a group and of all its runs. */
export const groupEvents = group => json(path('groups', group, 'events'));

export const group = (name, values) => json(path('groups', name), values);

export const distances = (name, values) => json(path('groups', name, 'distances'), values);

/** Columns of figures over steps, downsampled. */
export const series = (run, values) => json(path('runs', run, 'series'), values);

/** W1 between the windows of a run. */
export const windowDistances = (run, values) => json(path('runs', run, 'distances'), values);

export const evidence = id => json(path('events', 'evidence'), {id});

/** Answers an alert, of a run in its log, of a group in that of one of its runs; returns the Mark as it was taken. */
export async function answer({run, group}, body) {
  const of = run ? path('runs', run, 'marks') : path('groups', group, 'marks');
  return (await ask(of, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)})).json();
}

/** Windows in ascending order, every page of them but at most `most` (the newest stay). */
export async function spectra(run, values, most) {
  let windows = [];
  for (let url = `${path('runs', run, 'spectra')}?${query(values)}`; url;) {
    const response = await ask(url);
    windows = windows.concat(await response.json()).slice(-most);
    url = next(response);
  }
  return windows;
}
