// Server-sent events. The browser reconnects and resumes by itself; where it gives up, a new stream is opened.
const RETRY_MS = 3000;
const TYPES = ['run', 'removed', 'spectrum', 'distance', 'event', 'reset'];

/**
 * Follows the stream for ever.
 * @param on opened(), lost() and one function for each event type, called with the parsed data
 */
export function follow(on) {
  const source = new EventSource('api/v1/stream');
  source.onopen = () => on.opened();
  source.onerror = () => {
    on.lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(on), RETRY_MS);
  };
  for (const type of TYPES) {
    source.addEventListener(type, message => on[type](parsed(message.data)));
  }
}

function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
