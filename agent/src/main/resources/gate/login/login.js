// SPDX-License-Identifier: Apache-2.0
// Shows the token once; what stays in the browser is a cookie that no script can read. The address stays as it was.
const answer = document.getElementById('answer');

async function login(token) {
  const response = await fetch('/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  if (response.ok) {
    location.reload();
    return;
  }
  answer.textContent = response.status === 429 ? 'Too many attempts; try again later.' : 'This token is not valid.';
}

document.getElementById('login').addEventListener('submit', (event) => {
  event.preventDefault();
  answer.textContent = '';
  login(document.getElementById('token').value).catch(() => {
    answer.textContent = 'The service does not answer.';
  });
});
