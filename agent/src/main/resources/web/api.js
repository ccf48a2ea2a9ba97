// The read API. Addresses are relative, so that the page also lives behind a proxy's path.
const PATIENCE_MS = 15000;

/** What went wrong with a request, in words that can be shown. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function get(url) {
  let response;
  try {
    response = await fetch(url, {headers: {accept: 'application/json'}, signal: AbortSignal.timeout(PATIENCE_MS)});
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

export const runs = async () => (await get(path('runs'))).json();

export const events = async run => (await get(path('runs', run, 'events'))).json();

/** Windows in ascending order, every page of them but at most `most` (the newest stay). */
export async function spectra(run, query, most) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null));
  let windows = [];
  for (let url = `${path('runs', run, 'spectra')}?${asked}`; url;) {
    const response = await get(url);
    windows = windows.concat(await response.json()).slice(-most);
    url = next(response);
  }
  return windows;
}
